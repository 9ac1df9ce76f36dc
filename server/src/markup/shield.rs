//! What a Markdown parser would take for its own, but people in chat do not mean so: before parsing,
//! other characters stand in for it, and after parsing it is itself again.
//!
//! - `<` and `&`: no HTML and no entities. An HTML block would also swallow the Markdown behind it.
//! - `]:` defines nothing. `[12:01]: see you` would be a definition, and not be shown at all.
//! - `**「重點」**是` is bold. CommonMark takes stars between punctuation and a letter for the beginning or the end of
//!   a word by the space around it, which Chinese and Japanese do not write.
//! - In a URL nothing is emphasis, as in `https://example.org/__init__.py`.

use super::link;

/// What has a stand-in, in the order of the stand-ins.
const SHIELDED: [char; 9] = ['<', '&', ']', '[', '*', '_', '~', '!', APART];
/// Punctuation that is put between stars and a letter, so that they may begin or end something there.
const APART: char = '⸱';
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
    text.chars().filter(|char| *char != APART).map(itself).collect()
}

/// `text` without what is no character of a text: control characters, and those that stand in here.
pub(super) fn drop_unprintable(text: &str) -> String {
    let prints = |char: &char| {
        matches!(char, '\n' | '\t') || !char.is_control() && !(FIRST..=NAME).contains(char)
    };
    text.chars().filter(prints).collect()
}

fn outside_url(text: &str, shielded: &mut String) {
    let (mut before, mut rest) = (' ', text);
    while let Some(char) = rest.chars().next() {
        let stars = rest.len() - rest.trim_start_matches('*').len();
        let (now, later) = rest.split_at(stars.max(char.len_utf8()));
        let behind = later.chars().next().unwrap_or(' ');
        let is_no_markdown = match char {
            // Where a URL follows at once, as in `<https://example.org>`, `text` ends.
            '<' => !(later.is_empty() || later.starts_with("mailto:")),
            '&' | APART => true,
            ']' => later.starts_with(':'),
            _ => false,
        };
        if is_no_markdown {
            shielded.push(stand_in(char));
        } else if stars > 0 {
            shielded.extend(apart(before, behind));
            shielded.push_str(now);
            shielded.extend(apart(behind, before));
        } else {
            shielded.push(char);
        }
        (before, rest) = (char, later);
    }
}

/// What goes between stars and the `letter` on one side of them, for the `mark` on the other.
fn apart(letter: char, mark: char) -> Option<char> {
    let is_mark = !mark.is_alphanumeric() && !mark.is_whitespace();
    (is_mark && is_unspaced(letter)).then_some(APART)
}

/// A letter of a script that has no spaces between words, or has words with endings behind what is quoted, as Korean.
const fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
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
