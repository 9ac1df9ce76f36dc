//! What a Markdown parser would take for its own, but people in chat do not mean so: before parsing,
//! other characters stand in for it, and after parsing it is itself again.
//!
//! - `<` and `&`: no HTML and no entities. An HTML block would also swallow the Markdown behind it.
//! - `]:` defines nothing. `[12:01]: see you` would be a definition, and not be shown at all.
//! - In a URL nothing is emphasis, as in `https://example.org/__init__.py`.

use super::link;

/// What has a stand-in, in the order of the stand-ins.
const SHIELDED: [char; 8] = ['<', '&', ']', '[', '*', '_', '~', '!'];
/// The first stand-in. Unicode keeps these 32 for a program's own use and no text has them (D14, noncharacters).
const FIRST: char = '\u{fdd0}';
/// Stands before an `@` behind which a name may stand.
pub(super) const NAME: char = '\u{fdef}';

/// `text` with its stand-ins.
pub(super) fn up(text: &str) -> String {
    let text = drop_unprintable(text);
    let mut shielded = String::with_capacity(text.len() + text.len() / 8);
    let mut done = 0;
    while let Some(url) = link::next(&text, done) {
        outside_url(&text[done..url.start], &mut shielded);
        shielded.extend(text[url.clone()].chars().map(stand_in));
        done = url.end;
    }
    outside_url(&text[done..], &mut shielded);
    shielded
}

/// `text` as it was.
pub(super) fn down(text: &str) -> String {
    text.chars().map(itself).collect()
}

/// `text` without what is no character of a text: control characters, and those that stand in here.
pub(super) fn drop_unprintable(text: &str) -> String {
    let prints = |char: &char| {
        matches!(char, '\n' | '\t') || !char.is_control() && !(FIRST..=NAME).contains(char)
    };
    text.chars().filter(prints).collect()
}

fn outside_url(text: &str, shielded: &mut String) {
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        let rest = chars.as_str();
        let is_no_markdown = match char {
            // Where a URL follows at once, as in `<https://example.org>`, `text` ends.
            '<' => !(rest.is_empty() || rest.starts_with("mailto:")),
            '&' => true,
            ']' => rest.starts_with(':'),
            _ => false,
        };
        shielded.push(if is_no_markdown { stand_in(char) } else { char });
    }
}

fn stand_in(char: char) -> char {
    let place = SHIELDED.iter().position(|shielded| *shielded == char);
    let stand_in =
        place.and_then(|place| char::from_u32(FIRST as u32 + u32::try_from(place).ok()?));
    stand_in.unwrap_or(char)
}

fn itself(char: char) -> char {
    let place = (char as u32).checked_sub(FIRST as u32);
    let shielded = place.and_then(|place| SHIELDED.get(usize::try_from(place).ok()?));
    shielded.copied().unwrap_or(char)
}
