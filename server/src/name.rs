//! Names of people and rooms: which ones there can be, and when two are the same.

use std::fmt;

use app::words::Language;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::words;

/// A name as its owner writes it (NFC), and the key under which it is unique.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    text: String,
    key: String,
}

impl Name {
    /// The longest name of a user, in characters.
    pub const USER_CHARS_MAX: usize = 32;
    /// The longest name of a room, in characters.
    pub const ROOM_CHARS_MAX: usize = 50;

    /// A user's name: 1–32 letters, marks and digits of any script, `-`, `_`, `.`.
    ///
    /// # Errors
    /// A sentence for people.
    pub fn of_user(text: &str) -> Result<Self, BadName> {
        Self::new(text, Self::USER_CHARS_MAX)
    }

    /// A room's name: 1–50 of the same characters.
    ///
    /// # Errors
    /// A sentence for people.
    pub fn of_room(text: &str) -> Result<Self, BadName> {
        Self::new(text, Self::ROOM_CHARS_MAX)
    }

    /// What people see.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is unique: the compatibility form without case, so that `Ann`, `ann` and `ａｎｎ` are one.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    fn new(text: &str, chars_max: usize) -> Result<Self, BadName> {
        let text: String = text.trim().nfc().collect();
        let chars = text.chars().count();
        let fits = (1..=chars_max).contains(&chars)
            && text.chars().all(is_name_char)
            && text.chars().any(is_letter_or_digit)
            && text != "."
            && text != "..";
        if !fits {
            return Err(BadName { chars_max });
        }
        let key = fold(&text);
        Ok(Self { text, key })
    }
}

/// Why a name cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadName {
    chars_max: usize,
}

impl BadName {
    /// Of a user's name.
    pub(crate) const OF_USER: Self = Self { chars_max: Name::USER_CHARS_MAX };

    /// A sentence for the person who chose it, in `language`.
    #[must_use]
    pub fn in_words(self, language: Language) -> String {
        (words::of(language).account.bad_name)(self.chars_max)
    }
}

impl fmt::Display for BadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_words(Language::English))
    }
}

/// Whether a name can have `char` in it.
#[must_use]
pub(crate) fn is_name_char(char: char) -> bool {
    is_letter_or_digit(char)
        || char.general_category_group() == GeneralCategoryGroup::Mark
        || matches!(char, '-' | '_' | '.')
}

fn is_letter_or_digit(char: char) -> bool {
    char.general_category_group() == GeneralCategoryGroup::Letter
        || char.general_category() == GeneralCategory::DecimalNumber
}

/// Upper then lower, one character at a time, joins what case splits (ß and SS, σ and ς).
fn fold(text: &str) -> String {
    let upper = text.nfkc().flat_map(char::to_uppercase).collect::<String>();
    upper.chars().flat_map(char::to_lowercase).nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn takes_letters_marks_and_digits_of_any_script() {
        for good in ["ann", "a", "Zoë", "王小明", "हिन्दी", "محمد", "x-1_y.z", &"a".repeat(32)]
        {
            assert!(Name::of_user(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn refuses_what_nobody_could_type_or_tell_apart() {
        let long = "a".repeat(33);
        let bad = ["", " ", ".", "..", "-", "a b", "a\u{200b}b", "a\u{202e}b", "a/b", "😀", &long];
        for bad in bad {
            assert!(Name::of_user(bad).is_err(), "{bad:?}");
        }
        assert!(Name::of_room(&"a".repeat(50)).is_ok());
        assert!(Name::of_room(&"a".repeat(51)).is_err());
    }

    #[test]
    fn is_the_same_without_regard_to_case_and_form() {
        let pairs = [("Ann", "ann"), ("STRASSE", "straße"), ("ΣΑΣ", "σας"), ("é", "e\u{301}")];
        for (a, b) in pairs.into_iter().chain([("ａｎｎ", "ann")]) {
            let (a, b) = (Name::of_user(a).unwrap(), Name::of_user(b).unwrap());
            assert_eq!(a.key(), b.key());
        }
        assert_ne!(Name::of_user("ann").unwrap().key(), Name::of_user("anne").unwrap().key());
    }
}
