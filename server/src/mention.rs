//! Whom a text names, as in `@ann`: which names it could mean, before the store knows who is there.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::name::{Name, is_name_char};

/// Names looked for in one text.
pub(crate) const NAMES_MAX: usize = 50;
/// Whom they could mean, all together.
const KEYS_MAX: usize = 320;

/// For each `@` of `text` the names it could begin, as keys, the longest first.
///
/// A name ends where no name could go on. In scripts without spaces nothing shows where that is, and a
/// full stop may end a sentence: there a shorter name is meant when the longer is nobody's.
#[must_use]
pub fn candidates(text: &str) -> Vec<Vec<String>> {
    let ats = text.match_indices('@').filter(|(at, _)| may_begin(&text[..*at]));
    let mut left = KEYS_MAX;
    let keys = |names: Vec<(usize, String)>| names.into_iter().map(|(_, key)| key).collect();
    let names =
        ats.map(|(at, _)| keys(names(&text[at + 1..]))).filter(|keys: &Vec<_>| !keys.is_empty());
    let within = names.take_while(|keys| {
        left = left.saturating_sub(keys.len());
        left > 0
    });
    within.take(NAMES_MAX).collect()
}

/// Whether an `@` behind `before` begins a name, and is none of an address as in `ann@example.org`.
pub(crate) fn may_begin(before: &str) -> bool {
    !before.ends_with(|char| is_name_char(char) && !stands_alone(char))
}

/// The names that `text`, which follows an `@`, could begin with, the longest first: how many bytes of it
/// each takes, and its key.
pub(crate) fn names(text: &str) -> Vec<(usize, String)> {
    let end = text.find(|char| !is_name_char(char)).unwrap_or(text.len());
    let word = &text[..end];
    let ends = word.char_indices().map(|(at, char)| (at, stands_alone(char))).chain([(end, true)]);
    let ends: Vec<_> =
        ends.take(Name::USER_CHARS_MAX + 1).filter(|(_, may_end)| *may_end).collect();
    let name = |end| Some((end, Name::of_user(&word[..end]).ok()?.key().to_owned()));
    ends.iter().rev().filter_map(|(end, _)| name(*end)).collect()
}

/// A letter of a script without case, or punctuation: a name may end before it.
fn stands_alone(char: char) -> bool {
    matches!(char, '-' | '_' | '.') || char.general_category() == GeneralCategory::OtherLetter
}

#[cfg(test)]
mod tests {
    use super::candidates;

    #[test]
    fn a_name_ends_where_its_script_says_so() {
        let of = |text| candidates(text).concat();
        assert_eq!(of("hi @Ann, and @bob"), ["ann", "bob"]);
        assert_eq!(of("@anna"), ["anna"]);
        assert_eq!(of("ask @ann."), ["ann.", "ann"]);
        assert_eq!(of("你好@王小明你好"), ["王小明你好", "王小明你", "王小明", "王小", "王"]);
        assert_eq!(of("@ann你好"), ["ann你好", "ann你", "ann"]);
        assert!(of("ann@example.org @ @. @ ann").is_empty());
    }

    #[test]
    fn looks_for_so_many_names_and_no_longer_ones() {
        assert_eq!(candidates(&"@a ".repeat(1_000)).len(), super::NAMES_MAX);
        assert_eq!(candidates(&format!("@{}", "王".repeat(3_900)))[0].len(), 32);
        assert_eq!(candidates(&format!("@{} ", "王".repeat(40)).repeat(90)).len(), 9);
    }
}
