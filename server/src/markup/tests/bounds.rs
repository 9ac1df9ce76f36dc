//! How deep, how long and how slow it may get.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use super::super::{HTML_BYTES_MAX, Markup, shield, write};
use super::{html, text_of};

/// The longest message.
const CHARS: usize = 4_000;

/// What makes parsers deep, slow or their output long, in texts of so many characters.
fn hostile(chars: usize) -> Vec<String> {
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
    let full_of = |text: &&str| text.chars().cycle().take(chars).collect();
    let mut all: Vec<String> = of.iter().map(full_of).collect();
    // So often where all of them are there, and so deep where what is deep takes its square.
    let times = |most: usize| most * chars / CHARS;
    let deep = |most: usize| most * chars.isqrt() / CHARS.isqrt();
    // A table of which the parser itself makes up the empty cells.
    let rows = "|\n".repeat(times(799));
    all.push(format!("{}\n{}\n{rows}", "|a".repeat(times(600)), "|-".repeat(times(600))));
    all.push(format!("|a\n|-\n{}", "|\n".repeat(times(1_990))));
    all.push((0..deep(60)).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect());
    all.push((0..deep(60)).map(|depth| format!("{} a\n", ">".repeat(depth))).collect());
    all.push(format!("{}a{}", "*".repeat(times(1_999)), "*".repeat(times(1_999))));
    all.push(format!("{}a{}", "[".repeat(times(1_000)), "](http://a)".repeat(times(270))));
    all.push(format!("{}{}", "`".repeat(times(1_000)), "a`".repeat(times(1_000))));
    all.push((1..deep(80)).map(|ticks| "`".repeat(ticks) + " ").collect());
    all
}

/// The first characters, to tell a text by.
fn start_of(text: &str) -> String {
    text.chars().take(20).collect()
}

#[test]
fn no_text_is_too_much() {
    for text in hostile(CHARS) {
        let rendered = Markup::of(&text);
        let written = write::html(&shield::up(&text));
        assert!(
            written.is_none_or(|html| html.len() <= HTML_BYTES_MAX),
            "it is written to its end"
        );
        assert!(rendered.naming(&[]).len() <= HTML_BYTES_MAX, "{:?}", start_of(&text));
        html(&text);
    }
}

/// The processor's time that rendering `text` takes, whatever else runs meanwhile: the least of some tries.
fn cost(text: &str) -> Duration {
    let spent = || Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap();
    let tries = (0..3).map(|_| {
        let before = spent();
        let _rendered = Markup::of(text);
        spent() - before
    });
    tries.min().unwrap()
}

/// Eight times the length costs about eight times as much, and twice that where what has become too much is
/// rendered anew as letters; what is quadratic costs sixty-four times as much.
#[test]
fn no_text_costs_the_square_of_its_length() {
    for (short, long) in hostile(CHARS / 8).iter().zip(hostile(CHARS)) {
        let fits = (0..5).any(|_| cost(&long) < 32 * cost(short));
        assert!(fits, "{:?}: {:?}, and {:?} full", start_of(&long), cost(short), cost(&long));
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
