//! What attackers type. Each is parsed as a browser parses it, and only what is allowed may be in it.

use super::{Page, clean, html};

const PAYLOADS: &[&str] = &[
    // Schemes.
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](<java\nscript:alert(1)>)",
    "[a](<java\tscript:alert(1)>)",
    "[a](\u{1}javascript:alert(1))",
    "[a](<\u{a0}javascript:alert(1)>)",
    "[a](&#106;avascript:alert(1))",
    "[a](&#x6A;avascript&colon;alert(1))",
    "[a](javascript&#58;alert(1))",
    "[a](\\javascript:alert(1))",
    "[a](javascript\\:alert(1))",
    "[a](vbscript:msgbox(1))",
    "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[a](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[a](blob:https://e.org/1) [b](file:///etc/passwd) [c](ftp://e.org) [d](tel:1)",
    "[a](//evil.example) [b](/logout) [c](#top) [d](?x) [e](\\\\evil.example)",
    "[a](https:evil.example) [b](http:/\\evil.example)",
    "[a](view-source:javascript:alert(1))",
    "[a](javascript://e.org/%0aalert(1))",
    "<javascript:alert(1)>",
    "<JAVASCRIPT:alert(1)> <data:text/html,x> <vbscript:x>",
    "![a](javascript:alert(1))",
    "![a](data:image/png;base64,AAAA)",
    "[![a](javascript:alert(1))](javascript:alert(2))",
    // References.
    "[a][b]\n\n[b]: javascript:alert(1)",
    "[a]\n\n[a]: <javascript:alert(1)> \"x\" onclick=\"y\"",
    "![a][b]\n\n[b]: https://e.org/x.png\"onerror=\"alert(1)",
    "[a]: data:text/html,x\n[a]",
    // HTML.
    "<script>alert(1)</script>",
    "<script\n>alert(1)</script\n>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<style>@import 'https://evil.example'</style>",
    "<p style=\"position:fixed;inset:0\">over all</p>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=javascript:alert(1)><embed src=javascript:alert(1)>",
    "<form action=/logout method=post><button>x</button></form>",
    "<input autofocus onfocus=alert(1)><select><keygen>",
    "<body onload=alert(1)><base href=https://evil.example>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\"><link rel=stylesheet href=x>",
    "<details open ontoggle=alert(1)><video src=x onerror=alert(1)>",
    "<a href=\"javascript:alert(1)\">a</a>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<template><s><template><s><img src=x onerror=alert(1)>@shadow",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    "</p></div></article><script>alert(1)</script>",
    "<plaintext><textarea><title>swallows the rest",
    "&lt;img src=x onerror=alert(1)&gt; &#60;script&#62;",
    "＜script＞alert(1)＜/script＞",
    "<scr\0ipt>alert(1)</scr\0ipt>",
    "<<script>script>alert(1)</script>",
    // Out of an attribute.
    "[a](https://e.org/\"onmouseover=\"alert(1))",
    "[a](https://e.org/'onmouseover='alert(1))",
    "[a](<https://e.org/\"><img src=x onerror=alert(1)>>)",
    "[a](https://e.org \"x\" onclick=\"alert(1)\")",
    "[a](https://e.org '\"><script>alert(1)</script>')",
    "https://e.org/\"onmouseover=alert(1)//",
    "https://e.org/'><img/src=x/onerror=alert(1)>",
    "https://e.org/<script>alert(1)</script>",
    "<https://e.org/\"onclick=alert(1)//>",
    "<https://e.org/><img src=x onerror=alert(1)>",
    "https://e.org/javascript:alert(1) javascript:https://e.org",
    "[https://e.org/\"x=](https://e.org/\"y=)",
    "mailto:a@b.c [m](mailto:a@b.c?body=%0d%0aBcc:x\"onclick=\"y)",
    // Out of code.
    "`<img src=x onerror=alert(1)>` ``</code><script>``",
    "```\"><img src=x onerror=alert(1)>\nx\n```",
    "```js\" onmouseover=\"alert(1)\nx\n```",
    "``` x onload=alert(1)\n</code></pre><script>alert(1)</script>\n```",
    "~~~</code><script>\nx\n~~~",
    "```big mention names-me\nx\n```",
    "    </code></pre><script>alert(1)</script>",
    // Out of names and what stands in.
    "@<img src=x onerror=alert(1)>",
    "@ann\"onclick=\"alert(1) @ann<script>",
    "@ann</span><script>alert(1)</script> <span class=\"mention\">@all</span>",
    "\u{fdd0}img src=x onerror=alert(1)> \u{fdef}@ann\u{fdef}<",
    "[a](\u{fdd0}javascript:alert(1)) \u{fdd6}\u{fdd2}",
    // Tables and lists.
    "|<td onclick=x>|[a](javascript:x)|\n|-|-|\n|<script>|`</td>`|",
    "> <blockquote onclick=x>\n> - <li onclick=x>\n>   1. [a](javascript:x)",
    // Directions.
    "\u{202e}txt.exe\u{2066} evil \u{202d}",
    "[\u{202e}gro.elpmaxe//:sptth](https://evil.example/\u{202e})",
];

#[test]
fn nothing_of_an_attackers_text_is_markup() {
    assert!(PAYLOADS.len() >= 40);
    for payload in PAYLOADS {
        // Alone, and wherever else text can stand.
        for text in [
            (*payload).to_owned(),
            format!("**{payload}**"),
            format!("[{payload}](https://e.org)"),
            format!("[x]({payload})"),
            format!("> - {payload}"),
            format!("|{payload}|\n|-|\n|{payload}|"),
            format!("{payload}\n\n{payload}"),
        ] {
            html(&text);
        }
    }
}

#[test]
fn what_leads_to_a_script_is_no_link() {
    for payload in PAYLOADS.iter().take_while(|payload| !payload.contains("<script>")) {
        let html = html(payload);
        let links = Page::of(&html).tags.into_iter().filter(|(tag, _)| tag == "a");
        // The one that quotes an address has it made a link.
        let hrefs = links.map(|(_, attributes)| attributes[0].1.clone()).collect::<Vec<_>>();
        assert!(
            hrefs.iter().all(|href| href.starts_with("https://e.org/")),
            "{hrefs:?} of {payload}"
        );
    }
}

/// The second lock, for the day on which the first one fails.
#[test]
fn the_cleaner_alone_lets_nothing_through_either() {
    let attributes = [
        "<p class=names-me dir=rtl id=a style='color:red' onclick=alert(1) data-a=b>a</p>",
        "<pre dir=auto><code class='language-a b'>a</code></pre><code class=big>a</code>",
        "<span class='mention big'>a</span><ol start=-1 type=a reversed><li value=7>a</ol>",
        "<a href=javascript:alert(1) ping=https://evil.example download rel=opener>a</a>",
        "<a href=' java\nscript:alert(1)'>a</a><a href=//evil.example target=_top>a</a>",
    ];
    for payload in PAYLOADS.iter().chain(&attributes) {
        let html = clean::html(payload);
        Page::of(&html).is_allowed(&html);
        assert_eq!(clean::html(&html), html);
    }
}

#[test]
fn a_direction_ends_with_its_block() {
    let html = html("\u{202e}evil\n\nfine");
    assert_eq!(html, "<p dir=\"auto\">\u{202e}evil</p><p dir=\"auto\">fine</p>");
}
