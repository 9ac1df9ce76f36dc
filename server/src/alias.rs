//! For whom a bot speaks: a name shown beside its own, and nobody's account.

use app::words::Language;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::cut::cut;
use crate::words;

/// A name that a bot's sender gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias(String);

/// What was given cannot be shown as a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadAlias;

impl Alias {
    /// In characters.
    pub const CHARS_MAX: usize = 64;

    /// `text` without the space around it.
    ///
    /// # Errors
    /// Empty, longer than [`Alias::CHARS_MAX`], or with characters that steer instead of showing something.
    pub fn new(text: &str) -> Result<Self, BadAlias> {
        let text = text.trim();
        let fits = (1..=Self::CHARS_MAX).contains(&text.chars().count());
        if fits && !text.chars().any(steers) { Ok(Self(text.to_owned())) } else { Err(BadAlias) }
    }

    /// What of `text` can be shown as a name: without what steers, cut where it is too long. `None`: nothing.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let plain: String = text.chars().filter(|char| !steers(*char)).collect();
        Self::new(&cut(plain.trim(), Self::CHARS_MAX)).ok()
    }

    /// As it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl BadAlias {
    /// A sentence that names the limit, in `language`.
    #[must_use]
    pub fn in_words(self, language: Language) -> String {
        (words::of(language).message.bad_alias)(Alias::CHARS_MAX)
    }
}

/// Lines, and what turns the direction of writing. The two joiners belong to letters and emoji.
fn steers(char: char) -> bool {
    use GeneralCategory::{Control, Format, LineSeparator, ParagraphSeparator, Unassigned};
    let category = char.general_category();
    let steers = [Control, Format, LineSeparator, ParagraphSeparator, Unassigned];
    steers.contains(&category) && !matches!(char, '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::Alias;

    #[test]
    fn what_cannot_is_made_to() {
        let long = "語".repeat(65);
        for (given, shown) in [
            (" CI\nserver\u{202e} ", Some("CIserver".to_owned())),
            (&long, Some(format!("{}…", "語".repeat(63)))),
            ("\n", None),
        ] {
            assert_eq!(Alias::of(given).map(|alias| alias.as_str().to_owned()), shown);
        }
    }

    #[test]
    fn what_can_be_shown_as_a_name() {
        for good in ["ci", "CI server #4", "李雷", "👩\u{200d}💻 deploys", &"x".repeat(64)] {
            assert_eq!(Alias::new(good).unwrap().as_str(), good);
        }
        assert_eq!(Alias::new("  ci ").unwrap().as_str(), "ci");
        for bad in ["", "  ", "a\nb", "a\u{202e}b", "a\u{2028}b", "a\u{1b}[2J", &"x".repeat(65)] {
            assert!(Alias::new(bad).is_err(), "{bad:?}");
        }
    }
}
