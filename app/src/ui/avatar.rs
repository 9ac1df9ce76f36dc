//! Who somebody is at a glance: initials on a colour made from the name.

use leptos::prelude::*;

/// Colours in avatar.css.
const HUES: u32 = 12;
/// From here on (CJK radicals) one character says what two letters do.
const IDEOGRAPHS: char = '\u{2e80}';

/// The picture of the person called `name`; the name itself stands beside it.
pub(super) fn avatar(name: &str, is_small: bool) -> impl IntoView + use<> {
    let size = if is_small { " small" } else { "" };
    let class = format!("avatar hue-{}{size}", hue(name));
    view! {
        <span class=class aria-hidden="true">
            {initials(name)}
        </span>
    }
}

/// The first characters of the first two parts of a name; avatar.css makes them capitals.
fn initials(name: &str) -> String {
    let mut parts = name.split(['-', '_', '.']).filter_map(|part| part.chars().next());
    let first = parts.next().unwrap_or('?');
    let second = parts.next().filter(|second| first < IDEOGRAPHS && *second < IDEOGRAPHS);
    [Some(first), second].into_iter().flatten().collect()
}

fn hue(name: &str) -> u32 {
    name.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % HUES
}

#[cfg(test)]
mod tests {
    use super::{HUES, hue, initials};

    #[test]
    fn names_of_all_kinds_have_initials() {
        for (name, letters) in
            [("ann", "a"), ("ann.smith", "as"), ("a-b-c", "ab"), ("林小明", "林"), ("林-大", "林")]
        {
            assert_eq!(initials(name), letters, "{name}");
        }
    }

    #[test]
    fn all_colours_are_used() {
        let hues: std::collections::BTreeSet<_> = ('a'..='z')
            .flat_map(|one| ('a'..='z').map(move |two| hue(&format!("{one}nn-{two}"))))
            .collect();
        assert_eq!(hues.len() as u32, HUES);
    }
}
