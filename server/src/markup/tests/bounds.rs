//! How deep, how long and how slow it may get.

use std::time::Instant;

use super::super::{HTML_BYTES_MAX, Markup, shield, write};
use super::{html, text_of};

/// The longest message.
const CHARS: usize = 4_000;

/// `text` again and again, as often as fits.
fn full_of(text: &str) -> String {
    text.chars().cycle().take(CHARS).collect()
}

/// What makes parsers deep, slow or their output long, in texts of full length.
fn hostile() -> Vec<String> {
    let of = [
        ">",
        "> ",
        "- ",
        "* - + ",
        "1. ",
        "[",
        "![",
        "[a](",
        "]",
        "![a](",
        "*",
        "**",
        "_",
        "*a ",
        "*a_b ",
        "**a",
        "a**",
        "~~",
        "~~a ",
        "`",
        "`a``",
        "```\n",
        "~~~a\n```\n",
        "#",
        "# a\n",
        "<",
        "<a ",
        "<!--",
        "<![CDATA[",
        "&",
        "&amp;",
        "\"",
        "\\",
        "\\\\a",
        "|",
        "|a",
        "|-",
        "\n",
        "a\n\n",
        "-\n",
        "- a\n* a\n",
        ">\n\n",
        "---\n",
        "http://",
        "http://a ",
        "http://a(",
        "http://a)",
        "http://a.",
        "https://a/*_~",
        "<http://a>",
        "[a](http://a)",
        "[[",
        "[a]",
        "[a]: b\n",
        "@",
        "@a ",
        "@王",
        "@ann ",
        "👍",
        "語",
        "\u{202e}",
        "\u{fdd0}",
        "\0",
        "a  \n",
        "$",
        "{",
        "1) a\n",
        "    a\n",
        "\t",
        "*\u{3000}a",
        "><",
        "- > ",
        "(",
        "http://a/(((",
    ];
    let mut all: Vec<_> = of.iter().map(|text| full_of(text)).collect();
    // A table of which the parser itself makes up the empty cells.
    all.push(format!("{}\n{}\n{}", "|a".repeat(600), "|-".repeat(600), "|\n".repeat(799)));
    all.push(format!("|a\n|-\n{}", "|\n".repeat(1_990)));
    all.push((0..60).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect());
    all.push((0..60).map(|depth| format!("{} a\n", ">".repeat(depth))).collect());
    all.push(format!("{}a{}", "*".repeat(1_999), "*".repeat(1_999)));
    all.push(format!("{}a{}", "[".repeat(1_000), "](http://a)".repeat(270)));
    all.push(format!("{}{}", "`".repeat(1_000), "a`".repeat(1_000)));
    all.push((1..80).map(|ticks| "`".repeat(ticks) + " ").collect());
    all
}

#[test]
fn no_text_is_too_much() {
    for text in hostile() {
        let begun = Instant::now();
        let rendered = Markup::of(&text);
        let took = begun.elapsed();
        let written = write::html(&shield::up(&text));
        assert!(
            written.is_none_or(|html| html.len() <= HTML_BYTES_MAX),
            "it is written to its end"
        );
        let start: String = text.chars().take(20).collect();
        assert!(rendered.naming(&[]).len() <= HTML_BYTES_MAX, "{start:?}");
        // Unoptimized and beside other tests: what is quadratic takes seconds.
        assert!(took.as_millis() < 1_000, "{start:?} took {took:?}");
        html(&text);
    }
}

#[test]
fn what_is_too_deep_or_too_long_keeps_its_letters() {
    let deep = format!("{} a", ">".repeat(40));
    let long = "- http://a\n".repeat(360);
    let wide = format!("{}\n{}\n{}", "|a".repeat(100), "|-".repeat(100), "|b\n".repeat(99));
    for text in [deep, long, wide] {
        let html = html(&text);
        let begins: String = html.chars().take(60).collect();
        assert!(begins.starts_with("<p dir=\"auto\">") && !html.contains("<a"), "{begins}");
        assert!(text_of(&html) == text.trim_end(), "{begins}");
    }
    assert!(html(&format!("{} a", ">".repeat(30))).contains("<blockquote>"));
}
