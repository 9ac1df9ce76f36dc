//! What a reaction can be.

use app::words::Language;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{EmojiStatus, UnicodeEmoji};
use unicode_segmentation::UnicodeSegmentation;

use crate::words;

/// One emoji, as people pick it: one character as they see it (UAX #29), all of whose parts are emoji or
/// join them (UTS #51).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emoji(String);

impl Emoji {
    /// The longest, in characters: two people of two colours with a heart between them have ten.
    pub const CHARS_MAX: usize = 16;

    /// Takes `text` if it is an emoji.
    ///
    /// # Errors
    /// A sentence that names the limit.
    pub fn new(text: &str) -> Result<Self, BadEmoji> {
        let text: String = text.nfc().collect();
        let fits = (1..=Self::CHARS_MAX).contains(&text.chars().count());
        let shows = |char: char| {
            !char.is_ascii() && char.emoji_status() != EmojiStatus::NonEmoji && !joins(char)
                || char == KEYCAP
        };
        let part = |char: char| char.is_emoji_char_or_emoji_component() || joins(char);
        let is_one = text.graphemes(true).nth(1).is_none();
        if fits && is_one && text.chars().all(part) && text.chars().any(shows) {
            Ok(Self(text))
        } else {
            Err(BadEmoji)
        }
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether `text` is nothing but one to three emoji.
#[must_use]
pub fn are_few(text: &str) -> bool {
    let mut shown = text.graphemes(true).filter(|grapheme| !grapheme.trim().is_empty());
    let few: Vec<_> = shown.by_ref().take(FEW).collect();
    !few.is_empty() && shown.next().is_none() && few.iter().all(|one| Emoji::new(one).is_ok())
}

/// So many emoji are still a look on one's face.
const FEW: usize = 3;
/// Makes a key of a digit, as in 1️⃣.
const KEYCAP: char = '\u{20e3}';

/// The joiner, the variation selectors, the tags of flags.
const fn joins(char: char) -> bool {
    matches!(char, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | KEYCAP | '\u{e0020}'..='\u{e007f}')
}

/// Why a reaction is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadEmoji;

impl BadEmoji {
    /// A sentence for the person who picked it, in `language`.
    #[must_use]
    pub fn in_words(self, language: Language) -> String {
        (words::of(language).message.bad_emoji)(Emoji::CHARS_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::{Emoji, are_few};

    #[test]
    fn takes_what_people_pick_and_no_words() {
        for good in ["👍", "❤️", "❤", "👩🏽‍❤️‍💋‍👨🏽", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇹🇼", "1️⃣", "☕"]
        {
            assert!(Emoji::new(good).is_ok(), "{good}");
        }
        let long = "👍".repeat(17);
        for bad in
            ["", "1", "12", "ok", "👍!", "a👍", "👍👍", "12⃣", " ", "\u{200d}", "\u{fe0f}", &long]
        {
            assert!(Emoji::new(bad).is_err(), "{bad:?}");
        }
    }
    #[test]
    fn a_few_emoji_are_one_to_three_and_nothing_else() {
        for few in ["👍", "👍👍🏽", "👍 ❤️ 🇹🇼", "👩🏽‍❤️‍💋‍👨🏽\n1️⃣"]
        {
            assert!(are_few(few), "{few}");
        }
        for other in ["", " ", "👍👍👍👍", "👍 ok", "a", "1"] {
            assert!(!are_few(other), "{other:?}");
        }
    }
}
