//! What people in chat expect of what they type.

use super::{html, text_of};

/// Each text and what becomes of it. `P` stands for a paragraph's beginning, `L` for what each link has.
#[track_caller]
fn are(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let link = r#"" target="_blank" rel="noopener noreferrer nofollow">"#;
        let expected = expected.replace("P>", r#"<p dir="auto">"#).replace("L>", link);
        assert_eq!(html(text), expected, "{text:?}");
    }
}

#[test]
fn words_and_lines() {
    are(&[
        ("", ""),
        ("hello", "P>hello</p>"),
        ("one\ntwo", "P>one<br>two</p>"),
        ("one\r\ntwo", "P>one<br>two</p>"),
        ("one\n\ntwo", "P>one</p>P>two</p>"),
        (
            "**b** *i* _i_ ~~s~~ `c`",
            "P><strong>b</strong> <em>i</em> <em>i</em> <del>s</del> <code>c</code></p>",
        ),
        ("***both***", "P><em><strong>both</strong></em></p>"),
        (
            "`**not** <b> &amp; https://e.org @ann`",
            "P><code>**not** &lt;b&gt; &amp;amp; https://e.org @ann</code></p>",
        ),
        ("a  b", "P>a  b</p>"),
        ("snake_case_name 5 * 3 * 2 \\*x\\*", "P>snake_case_name 5 * 3 * 2 *x*</p>"),
        ("\"quotes\" -- and ... (c)", "P>\"quotes\" -- and ... (c)</p>"),
        ("这是**重点**吧", "P>这是<strong>重点</strong>吧</p>"),
        ("**「重点」**是", "P><strong>「重点」</strong>是</p>"),
        ("这是**「重点」**吧", "P>这是<strong>「重点」</strong>吧</p>"),
        ("**『一』二**「三」", "P><strong>『一』二</strong>「三」</p>"),
        ("***「重点」***是", "P><em><strong>「重点」</strong></em>是</p>"),
        ("**「굵게」**은", "P><strong>「굵게」</strong>은</p>"),
        ("**`x`**です。**です", "P><strong><code>x</code></strong>です。**です</p>"),
        ("重⸱点 `⸱` `是**「`", "P>重⸱点 <code>⸱</code> <code>是**「</code></p>"),
    ]);
}

#[test]
fn what_only_looks_like_markdown() {
    are(&[
        ("#general is a room", "P>#general is a room</p>"),
        ("2*3*4 and 2**10**2", "P>2*3*4 and 2**10**2</p>"),
        ("3~5天，8~10天", "P>3~5天，8~10天</p>"),
        ("~one~", "P>~one~</p>"),
        ("<b>hi</b> **there**", "P>&lt;b&gt;hi&lt;/b&gt; <strong>there</strong></p>"),
        ("<div>\n**there**\n</div>", "P>&lt;div&gt;<br><strong>there</strong><br>&lt;/div&gt;</p>"),
        ("&lt; &amp; &copy; &#106; R&D", "P>&amp;lt; &amp;amp; &amp;copy; &amp;#106; R&amp;D</p>"),
        ("a < b > c", "P>a &lt; b &gt; c</p>"),
        ("[12:01]: ok\n\nat [12:01]", "P>[12:01]: ok</p>P>at [12:01]</p>"),
        ("a\u{fdd0}b\u{fdef}@cid\0\u{7}", "P>ab@cid</p>"),
        ("[^1] x\n\n[^1]: a note", "P>[^1] x</p>P>[^1]: a note</p>"),
        ("- [ ] milk\n- [x] tea", r#"<ul dir="auto"><li>[ ] milk</li><li>[x] tea</li></ul>"#),
        ("$x$ ||y||", "P>$x$ ||y||</p>"),
    ]);
}

#[test]
fn what_would_show_nothing_shows_what_was_typed() {
    for text in
        ["#", "-", ">", "---", "***", "```", "```\n\n```", "1.", "> >", "* * *", "- -", "| |\n|-|"]
    {
        assert_eq!(text_of(&html(text)), text);
    }
}

#[test]
fn headings_are_no_louder() {
    are(&[
        ("# Big", "P><strong>Big</strong></p>"),
        ("###### *small*\nmore", "P><strong><em>small</em></strong></p>P>more</p>"),
        ("text\n---\nmore", "P>text</p><hr>P>more</p>"),
        ("#text\n===", "P>#text</p><hr>"),
        ("one\n\n---\n\ntwo", "P>one</p><hr>P>two</p>"),
    ]);
}

#[test]
fn code_blocks() {
    let pre = |class: &str, code: &str| {
        format!(r#"<pre dir="ltr" tabindex="0"><code{class}>{code}</code></pre>"#)
    };
    for (text, expected) in [
        (
            "```rust\nlet x = **1** < 2;\n\n@ann https://e.org\n```",
            pre(r#" class="language-rust""#, "let x = **1** &lt; 2;\n\n@ann https://e.org\n"),
        ),
        ("```C++ title\nx\n```", pre(r#" class="language-C++""#, "x\n")),
        ("~~~\nunclosed", pre("", "unclosed")),
        ("```\"onload=x\nx\n```", pre("", "x\n")),
        ("    indented\n      more", pre("", "indented\n  more")),
    ] {
        assert_eq!(html(text), expected, "{text:?}");
    }
}

#[test]
fn lists_quotations_and_tables() {
    are(&[
        ("a:\n- b\n- c", r#"P>a:</p><ul dir="auto"><li>b</li><li>c</li></ul>"#),
        ("1. a\n2. b", r#"<ol dir="auto"><li>a</li><li>b</li></ol>"#),
        ("1986. A good year", r#"<ol start="1986" dir="auto"><li>A good year</li></ol>"#),
        (
            "- a\n  - b\n    1. c",
            r#"<ul dir="auto"><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li></ul>"#,
        ),
        ("- a\n\n- b", r#"<ul dir="auto"><li><p>a</p></li><li><p>b</p></li></ul>"#),
        (
            "> she said\n> **no**\n\nyes",
            r#"<blockquote dir="auto"><p>she said<br><strong>no</strong></p></blockquote>P>yes</p>"#,
        ),
        (
            "|a|b|\n|-|-:|\n|*c*|d|",
            r#"<table tabindex="0" dir="auto"><thead><tr><th>a</th><th align="right">b</th></tr></thead><tbody><tr><td><em>c</em></td><td align="right">d</td></tr></tbody></table>"#,
        ),
        (
            "|a|b|\n|:-|:-:|\n|c|d|\n|e|",
            r#"<table tabindex="0" dir="auto"><thead><tr><th align="left">a</th><th align="center">b</th></tr></thead><tbody><tr><td align="left">c</td><td align="center">d</td></tr><tr><td align="left">e</td><td align="center"></td></tr></tbody></table>"#,
        ),
    ]);
}

#[test]
fn links() {
    are(&[
        ("[a *b*](https://e.org \"title\")", r#"P><a href="https://e.orgL>a <em>b</em></a></p>"#),
        ("<https://e.org/a_b_>", r#"P><a href="https://e.org/a_b_L>https://e.org/a_b_</a></p>"#),
        ("[mail](mailto:ann@e.org)", r#"P><a href="mailto:ann@e.orgL>mail</a></p>"#),
        (
            "[a](https://e.org/x_(y)?a=1&copy=2)",
            r#"P><a href="https://e.org/x_(y)?a=1&amp;copy=2L>a</a></p>"#,
        ),
        ("![a cat](https://e.org/c.png)", r#"P><a href="https://e.org/c.pngL>a cat</a></p>"#),
        (
            "![](https://e.org/c.png)",
            r#"P><a href="https://e.org/c.pngL>https://e.org/c.png</a></p>"#,
        ),
        ("[![a](https://i.org)](https://e.org)", r#"P><a href="https://e.orgL>a</a></p>"#),
        ("[a](https://e.org/\"x)", r#"P><a href="https://e.org/&quot;xL>a</a></p>"#),
        ("[a](<https://e.org/b c>)", r#"P><a href="https://e.org/b cL>a</a></p>"#),
        ("[](https://e.org)", r#"P><a href="https://e.orgL>https://e.org</a></p>"#),
        ("[https://a.org](https://e.org)", r#"P><a href="https://e.orgL>https://a.org</a></p>"#),
        ("[a](/path) [b](e.org)", "P>[a](/path) [b](e.org)</p>"),
        ("![a](x.png)", "P>![a](x.png)</p>"),
    ]);
}

#[test]
fn bare_urls() {
    are(&[
        (
            "see https://e.org/a_b_c/__init__.py.",
            r#"P>see <a href="https://e.org/a_b_c/__init__.pyL>https://e.org/a_b_c/__init__.py</a>.</p>"#,
        ),
        (
            "**https://e.org/?a=1&b=*2**",
            r#"P><strong><a href="https://e.org/?a=1&amp;b=*2L>https://e.org/?a=1&amp;b=*2</a></strong></p>"#,
        ),
        (
            "(https://e.org/x_(y))",
            r#"P>(<a href="https://e.org/x_(y)L>https://e.org/x_(y)</a>)</p>"#,
        ),
        ("看https://e.org/a。好", r#"P>看<a href="https://e.org/aL>https://e.org/a</a>。好</p>"#),
        ("https://e.org에서", r#"P><a href="https://e.orgL>https://e.org</a>에서</p>"#),
        ("<https://e.org", r#"P>&lt;<a href="https://e.orgL>https://e.org</a></p>"#),
        (
            "> - https://e.org/~x~",
            r#"<blockquote dir="auto"><ul><li><a href="https://e.org/~xL>https://e.org/~x</a>~</li></ul></blockquote>"#,
        ),
        ("https://e.org/@ann", r#"P><a href="https://e.org/@annL>https://e.org/@ann</a></p>"#),
    ]);
}

#[test]
fn names_of_members() {
    let ann = r#"<span class="mention">@ann</span>"#;
    for (text, expected) in [
        ("hi @ann, @cid", format!("hi {ann}, @cid")),
        ("@Ann", r#"<span class="mention">@Ann</span>"#.to_owned()),
        ("**@ann**", format!("<strong>{ann}</strong>")),
        ("@ann.", format!("{ann}.")),
        ("你好@王小明你好", r#"你好<span class="mention">@王小明</span>你好"#.to_owned()),
        ("me@ann @annie", "me@ann @annie".to_owned()),
        ("`@ann` @bob<", r#"<code>@ann</code> <span class="mention">@bob</span>&lt;"#.to_owned()),
        ("@<b>ann</b>", "@&lt;b&gt;ann&lt;/b&gt;".to_owned()),
    ] {
        assert_eq!(html(text), format!(r#"<p dir="auto">{expected}</p>"#), "{text:?}");
    }
    assert!(!html("[@ann](https://e.org)").contains("mention"));
    let many = html(&"@ann ".repeat(100));
    assert_eq!(many.matches("mention").count(), crate::mention::NAMES_MAX);
}

#[test]
fn a_few_emoji_are_big() {
    assert_eq!(html("👍 ❤️"), "<p class=\"big\" dir=\"auto\">👍 ❤️</p>");
    assert_eq!(html("👍 ok"), "<p dir=\"auto\">👍 ok</p>");
}
