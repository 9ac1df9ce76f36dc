//! `banter connect`: text on a terminal. What others wrote steers nothing, and takes as many columns as
//! the terminal gives it.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The colours of names: ANSI's, without black and white, so that one of them shows on any background.
const COLOURS: [u8; 12] = [31, 32, 33, 34, 35, 36, 91, 92, 93, 94, 95, 96];
const TAB: &str = "    ";

/// `text` without anything that a terminal would obey: what steers it is shown as a picture, what changes
/// the direction of writing or has no picture as U+FFFD. Lines stay lines.
pub(super) fn harmless(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    for char in text.replace("\r\n", "\n").chars() {
        match char {
            '\n' | '\u{2028}' | '\u{2029}' => harmless.push('\n'),
            '\t' => harmless.push_str(TAB),
            '\0'..='\u{1f}' => {
                harmless.push(char::from_u32(0x2400 + char as u32).unwrap_or('\u{fffd}'));
            }
            '\u{7f}' => harmless.push('\u{2421}'),
            _ if steers(char) => harmless.push('\u{fffd}'),
            _ => harmless.push(char),
        }
    }
    harmless
}

/// The same, in one line.
pub(in crate::command) fn harmless_line(text: &str) -> String {
    harmless(text).replace('\n', " ")
}

/// A frame as one line of JSON that a terminal does not obey either: the escapes mean the same.
pub(super) fn harmless_json(frame: &str) -> String {
    let mut harmless = String::with_capacity(frame.len());
    for char in frame.chars() {
        match char {
            // Outside of strings JSON has these, and inside it has none, nor any of the next kind (RFC 8259 section 7).
            '\n' | '\r' | '\t' => harmless.push(' '),
            '\0'..='\u{1f}' => {}
            _ if char == '\u{7f}' || steers(char) => harmless += &format!("\\u{:04x}", char as u32),
            _ => harmless.push(char),
        }
    }
    harmless
}

/// The second set of control characters, and what turns the direction of writing around.
const fn steers(char: char) -> bool {
    matches!(char, '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `text` in lines of at most `columns`, broken at spaces where there are any.
pub(super) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let (mut taken, mut width) = (String::new(), 0);
        for word in line.split_word_bounds() {
            if width + word.width() > columns && width > 0 && word.width() <= columns {
                lines.push(std::mem::take(&mut taken).trim_end().to_owned());
                width = 0;
                if word.trim().is_empty() {
                    continue;
                }
            }
            for part in word.graphemes(true) {
                if width + part.width() > columns && width > 0 {
                    lines.push(std::mem::take(&mut taken));
                    width = 0;
                }
                taken.push_str(part);
                width += part.width();
            }
        }
        lines.push(taken);
    }
    lines
}

/// The beginning of `text`, in at most `columns`.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let (mut taken, mut width) = (String::new(), 1);
    for part in text.graphemes(true) {
        width += part.width();
        if width > columns {
            break;
        }
        taken.push_str(part);
    }
    taken.push('…');
    taken
}

/// `text` in exactly `columns`.
pub(super) fn filled(text: &str, columns: usize) -> String {
    let text = cut(text, columns);
    let missing = columns.saturating_sub(text.width());
    text + &" ".repeat(missing)
}

/// `text` in the colour of `name`, the same each time.
pub(super) fn in_colour_of(name: &str, text: &str) -> String {
    // FNV-1a.
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    // Of names this short, neither half alone differs enough.
    let colour = COLOURS[((hash ^ (hash >> 32)) % COLOURS.len() as u64) as usize];
    format!("\u{1b}[{colour}m{text}\u{1b}[0m")
}

/// `text` in the background, as it is not said by anybody.
pub(super) fn dim(text: &str) -> String {
    format!("\u{1b}[2m{text}\u{1b}[0m")
}

/// `text` in front.
pub(super) fn bold(text: &str) -> String {
    format!("\u{1b}[1m{text}\u{1b}[0m")
}

#[cfg(test)]
mod tests {
    use super::{cut, filled, harmless, harmless_json, in_colour_of, wrapped};

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        let attack = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{7f}\u{8}\r\0 \u{202e}abc\u{2066}";
        let shown = harmless(attack);
        assert_eq!(shown, "␛]0;owned␇␛[2J\u{fffd}31m␡␈␍␀ \u{fffd}abc\u{fffd}");
        assert!(!shown.chars().any(char::is_control));
        assert_eq!(harmless("a\r\nb\u{2028}c\td 語 👩‍👩‍👧 é"), "a\nb\nc    d 語 👩‍👩‍👧 é");
    }

    #[test]
    fn json_means_the_same_and_steers_nothing() {
        let frame = "{\"message\":\"a\\u001b[2J\u{9b}1m\u{7f}\u{202e}語\",\n\"n\":1}";
        let shown = harmless_json(frame);
        assert!(!shown.chars().any(char::is_control), "{shown:?}");
        let value: serde_json::Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(value["message"], "a\u{1b}[2J\u{9b}1m\u{7f}\u{202e}語");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(filled("王小明", 8), "王小明  ");
        assert_eq!(filled("王小明", 5), "王小…");
        assert_eq!(filled("王小明", 4), "王… ");
        assert_eq!(cut("annabel", 4), "ann…");
        assert_eq!(wrapped("漢字漢字漢", 4), ["漢字", "漢字", "漢"]);
        assert_eq!(wrapped("漢字漢", 3), ["漢", "字", "漢"]);
    }

    #[test]
    fn lines_break_at_spaces_where_there_are_any() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("a\n\nb", 8), ["a", "", "b"]);
        assert_eq!(wrapped("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(wrapped("", 4), [""]);
    }

    #[test]
    fn a_name_has_its_colour_each_time() {
        assert_eq!(in_colour_of("ann", "x"), in_colour_of("ann", "x"));
        assert_ne!(in_colour_of("ann", "x"), in_colour_of("bob", "x"));
    }
}
