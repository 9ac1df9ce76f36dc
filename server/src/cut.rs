//! Text that is too long for its place, for senders whom nobody tells so.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

/// What stands for the rest.
const REST: char = '…';

/// `text`, of at most `chars_max` characters (Unicode scalar values); where it has more, what a reader sees as one
/// is left out whole.
#[must_use]
pub fn cut(text: &str, chars_max: usize) -> Cow<'_, str> {
    if text.chars().count() <= chars_max {
        return Cow::Borrowed(text);
    }
    let mut left = chars_max.saturating_sub(1);
    let fits = text.graphemes(true).take_while(|grapheme| {
        let chars = grapheme.chars().count();
        let fits = chars <= left;
        left = left.saturating_sub(chars);
        fits
    });
    Cow::Owned(fits.chain([REST.encode_utf8(&mut [0; 4]) as &str]).collect())
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn is_cut_between_what_a_reader_sees_as_one() {
        assert_eq!(cut("four", 4), "four");
        assert_eq!(cut("fours", 4), "fou…");
        assert_eq!(cut("語言語言語", 4), "語言語…");
        // A family of five characters, and an e with its accent.
        assert_eq!(cut("a👨\u{200d}👩\u{200d}👧b", 6), "a…");
        assert_eq!(cut("a👨\u{200d}👩\u{200d}👧b", 7), "a👨\u{200d}👩\u{200d}👧b");
        assert_eq!(cut("abe\u{301}fg", 5), "abe\u{301}…");
        assert_eq!(cut("abe\u{301}fg", 4), "ab…");
    }
}
