//! Whatever is typed.

use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;

use super::super::{HTML_BYTES_MAX, clean, shield, write};
use super::{html, text_of};

/// What Markdown, HTML and URLs are made of.
const PIECES: [&str; 62] = [
    "*",
    "**",
    "_",
    "__",
    "~",
    "~~",
    "`",
    "```",
    "~~~",
    "#",
    "# ",
    "> ",
    "- ",
    "1. ",
    "+ ",
    "\n",
    "\n\n",
    "    ",
    "\t",
    "|",
    "|-|",
    "[",
    "]",
    "](",
    ")",
    "(",
    "![",
    "<",
    ">",
    "</",
    "<!--",
    "-->",
    "<script>",
    "<svg>",
    "<p dir=\"",
    "\"",
    "'",
    "&",
    "&lt;",
    "&#x6a;",
    "\\",
    "https://e.org",
    "http://",
    "javascript:",
    "mailto:a@b",
    "<https://e.org>",
    "@ann",
    "@王小明",
    "@",
    ":",
    "/",
    "=",
    "---",
    "===",
    "a",
    "b c",
    "語",
    "。",
    "👍",
    "\u{202e}",
    "\u{fdd0}\u{fdef}",
    "\0",
];

fn typed() -> impl Strategy<Value = String> {
    let pieces = vec(select(&PIECES[..]), 0..60).prop_map(|pieces| pieces.concat());
    let mixed =
        vec(prop_oneof![select(&PIECES[..]).prop_map(str::to_owned), any::<String>()], 0..12);
    prop_oneof![pieces, mixed.prop_map(|pieces| pieces.concat()), any::<String>()]
}

/// Words that no one could take for Markdown.
fn words() -> impl Strategy<Value = String> {
    let word = "[a-zA-Z0-9äßЖא語한ع,;?]{1,8}";
    vec(word, 1..30).prop_map(|words| words.join(" "))
}

proptest! {
    /// No panic, only what is allowed, the same when it is cleaned again: [`html`] holds that.
    #[test]
    fn anything_becomes_safe_html(text in typed()) {
        let html = html(&text);
        prop_assert!(html.len() <= HTML_BYTES_MAX + 50 * 27);
        let shows = |text: &str| text.chars().any(|char| !char.is_whitespace());
        prop_assert_eq!(shows(&text_of(&html)), shows(&shield::drop_unprintable(&text)), "{:?}", html);
    }

    /// The writer needs no cleaner: that one is the second lock.
    #[test]
    fn the_cleaner_only_adds_what_links_have(text in typed()) {
        if let Some(written) = write::html(&shield::up(&text)) {
            let link = " target=\"_blank\" rel=\"noopener noreferrer nofollow\"";
            prop_assert_eq!(clean::html(&written).replace(link, ""), written);
        }
    }

    #[test]
    fn words_stay_words(text in words()) {
        prop_assert_eq!(text_of(&html(&text)), text);
    }

    #[test]
    fn code_stays_as_it_was_typed(code in "[ -~語\n]{0,80}") {
        let code = code.replace('`', "'");
        let text = format!("x\n```\n{code}\n```");
        prop_assert_eq!(text_of(&html(&text)), format!("x{code}\n"));
    }
}
