//! Where links may lead, and where a URL that stands bare in a text begins and ends.

use std::ops::Range;

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
use url::Url;

/// What links may lead to.
pub(super) const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// The pairs that a URL may have in it; one that is open when it begins ends it.
const PAIRS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];

/// Whether a link may lead to `url`: asked is the parser that browsers have (WHATWG URL), which also reads
/// `java\tscript:` as a scheme.
pub(super) fn may_lead_to(url: &str) -> bool {
    let leads = |parsed: &Url| match parsed.scheme() {
        // Browsers also take `https:example.org`, which nobody who means well writes.
        "http" | "https" => url.split_once(':').is_some_and(|(_, rest)| rest.starts_with("//")),
        scheme => SCHEMES.contains(&scheme),
    };
    Url::parse(url).is_ok_and(|parsed| leads(&parsed))
}

/// The next bare URL of `text`, looked for from `from` on.
pub(super) fn next(text: &str, from: usize) -> Option<Range<usize>> {
    text[from..].match_indices("://").find_map(|(at, _)| {
        let start = scheme(&text[from..from + at])? + from;
        let end = from + at + "://".len() + rest(&text[from + at + "://".len()..])?;
        may_lead_to(&text[start..end]).then_some(start..end)
    })
}

/// Where `http` or `https` begins at the end of `before`, if not in the middle of a word.
fn scheme(before: &str) -> Option<usize> {
    let letters = before.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    let start = before.len() - letters;
    let scheme = &before[start..];
    ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)).then_some(start)
}

/// How much of `text`, which follows `://`, is the URL's: not the punctuation after it, nor the bracket
/// around it, nor the words in Chinese, Japanese or Korean that follow without a space.
fn rest(text: &str) -> Option<usize> {
    if !text.starts_with(|char: char| char == '[' || char.is_alphanumeric() && !is_cjk(char)) {
        return None;
    }
    let (mut open, mut end) = ([0_usize; 3], 0);
    for (at, char) in text.char_indices() {
        if let Some(pair) = PAIRS.iter().position(|(_, close)| *close == char) {
            let Some(left) = open[pair].checked_sub(1) else { break };
            open[pair] = left;
        } else if let Some(pair) = PAIRS.iter().position(|(begin, _)| *begin == char) {
            open[pair] += 1;
            continue;
        } else if !may_stand(char) {
            break;
        } else if matches!(char, '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'') {
            continue;
        }
        end = at + char.len_utf8();
    }
    Some(end)
}

/// Whether `char` can be part of a URL as people copy it from their browsers.
fn may_stand(char: char) -> bool {
    if char.is_ascii() {
        return char.is_ascii_graphic()
            && !matches!(char, '<' | '>' | '"' | '`' | '|' | '\\' | '^');
    }
    let is_mark = || char.general_category_group() == GeneralCategoryGroup::Mark;
    (char.is_alphanumeric() || is_mark()) && !is_cjk(char)
}

/// A letter of Chinese, Japanese or Korean, or its punctuation: these are written without spaces.
fn is_cjk(char: char) -> bool {
    matches!(char,
        '\u{1100}'..='\u{11ff}' // Hangul
        | '\u{2e80}'..='\u{9fff}' // punctuation, kana, bopomofo, ideographs
        | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' // Hangul
        | '\u{f900}'..='\u{faff}' // ideographs
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' // vertical, full and half width
        | '\u{20000}'..='\u{3ffff}' // ideographs
    )
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn a_url_ends_where_people_see_it_end() {
        for (text, url) in [
            ("see https://example.org.", "https://example.org"),
            ("(https://example.org)", "https://example.org"),
            (
                "https://en.wikipedia.org/wiki/Rust_(film)",
                "https://en.wikipedia.org/wiki/Rust_(film)",
            ),
            ("(see https://e.org/Rust_(film)).", "https://e.org/Rust_(film)"),
            ("https://e.org/a?b[]=1&c=2#d!", "https://e.org/a?b[]=1&c=2#d"),
            ("[https://e.org]", "https://e.org"),
            ("[https://e.org/a](b)", "https://e.org/a"),
            ("**https://e.org/**", "https://e.org/"),
            ("\"https://e.org/a'b\",", "https://e.org/a'b"),
            ("<https://e.org>", "https://e.org"),
            ("HTTP://E.ORG/?!…", "HTTP://E.ORG/"),
            ("看https://e.org/a。然后", "https://e.org/a"),
            ("https://e.org/a，b", "https://e.org/a"),
            ("https://e.org/a中文", "https://e.org/a"),
            ("https://e.org에서", "https://e.org"),
            ("（https://e.org/a）", "https://e.org/a"),
            ("https://e.org/かな", "https://e.org/"),
            ("https://de.wikipedia.org/wiki/Käse", "https://de.wikipedia.org/wiki/Käse"),
            ("https://ru.wikipedia.org/wiki/Рига.", "https://ru.wikipedia.org/wiki/Рига"),
            ("http://localhost:3000/a-b_c~d/", "http://localhost:3000/a-b_c~d/"),
            ("http://[::1]:80/", "http://[::1]:80/"),
            ("xhttp://no.org http://yes.org", "http://yes.org"),
        ] {
            assert_eq!(next(text, 0).map(|range| &text[range]), Some(url), "{text}");
        }
    }

    #[test]
    fn what_leads_nowhere_is_no_url() {
        for text in [
            "https://",
            "https:// e.org",
            "http://!",
            "ftp://e.org",
            "e.org",
            "://",
            "http://[",
            "https://。",
            "javascript://e.org",
            "http:/e.org",
            "http://a:b:c/",
        ] {
            assert_eq!(next(text, 0), None, "{text}");
        }
    }
}
