//! Stop 1 of a message's way: the only way text becomes sendable.

/// A message's text: trimmed, not empty, within the limit. Only [`Body::new`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body(String);

impl Body {
    /// The default limit in characters (Unicode scalar values).
    pub const CHARS_MAX: usize = 4_000;

    /// Trims `text` and checks it against `chars_max`, in characters.
    ///
    /// # Errors
    /// What is wrong, with the limit.
    pub fn new(text: &str, chars_max: usize) -> Result<Self, BodyError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BodyError::Empty);
        }
        let chars = text.chars().count();
        if chars > chars_max {
            return Err(BodyError::TooLong { chars, chars_max });
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, given away.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Why a text cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyError {
    /// Nothing but white space.
    Empty,
    /// More characters than allowed.
    TooLong {
        /// How many it has.
        chars: usize,
        /// How many it may have.
        chars_max: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::{Body, BodyError};

    #[test]
    fn trims_and_keeps_what_is_within() {
        assert_eq!(Body::new("  a\n b \n", 10).map(Body::into_string), Ok("a\n b".to_owned()));
    }

    #[test]
    fn refuses_white_space_only() {
        assert_eq!(Body::new(" \n\t\u{3000}", 10), Err(BodyError::Empty));
    }

    #[test]
    fn counts_characters_not_bytes() {
        assert!(Body::new(&"語".repeat(4_000), Body::CHARS_MAX).is_ok());
        let over = Body::new(&"語".repeat(4_001), Body::CHARS_MAX);
        assert_eq!(over, Err(BodyError::TooLong { chars: 4_001, chars_max: 4_000 }));
    }
}
