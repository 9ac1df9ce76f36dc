//! What a room is about, in one line.

/// A topic that may be stored; it may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic(String);

impl Topic {
    /// The longest, in characters.
    pub const CHARS_MAX: usize = 250;

    /// `text` as one line: trimmed, each run of white space and control characters one space.
    ///
    /// # Errors
    /// Longer than [`Topic::CHARS_MAX`].
    pub fn new(text: &str) -> Result<Self, BadTopic> {
        let words = text.split(|char: char| char.is_whitespace() || char.is_control());
        let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        if line.chars().count() > Self::CHARS_MAX { Err(BadTopic) } else { Ok(Self(line)) }
    }

    /// The line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A topic is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadTopic;

#[cfg(test)]
mod tests {
    use super::{BadTopic, Topic};

    #[test]
    fn is_one_line_of_any_script() {
        let line = |text: &str| Topic::new(text).map(|topic| topic.as_str().to_owned());
        assert_eq!(line(" tea\r\n and\u{0}\tcake ").as_deref(), Ok("tea and cake"));
        assert_eq!(line("喝茶 ☕").as_deref(), Ok("喝茶 ☕"));
        assert_eq!(line("  ").as_deref(), Ok(""));
        assert_eq!(line(&"茶".repeat(250)), Ok("茶".repeat(250)));
        assert_eq!(line(&"茶".repeat(251)), Err(BadTopic));
    }
}
