//! Words made of names and numbers: who reacted, what is unread, what the document is called.

/// A count above this is not told exactly.
const COUNT_MAX: u64 = 99;

/// Who reacted: `ann`, `ann and bob`, `ann, bob and 3 others`.
pub(super) fn who(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, others @ ..] => format!("{one}, {two} and {} others", others.len()),
    }
}

/// A count with little room: `7`, `99+`.
pub(super) fn count(count: u64) -> String {
    if count > COUNT_MAX { format!("{COUNT_MAX}+") } else { count.to_string() }
}

/// What a room with unread messages is called: `general, 3 unread, 1 mention`.
pub(super) fn room(name: &str, unread: u64, mentions: u64) -> String {
    let mut words = format!("{name}, {unread} unread");
    match mentions {
        0 => {}
        1 => words.push_str(", 1 mention"),
        _ => words.push_str(&format!(", {mentions} mentions")),
    }
    words
}

/// The document's title: `(3) general · Banter`.
pub(super) fn title(room: Option<&str>, unread: u64) -> String {
    let unread = if unread == 0 { String::new() } else { format!("({unread}) ") };
    match room {
        Some(room) => format!("{unread}{room} · Banter"),
        None => format!("{unread}Banter"),
    }
}

#[cfg(test)]
mod tests {
    use super::{count, room, title, who};

    #[test]
    fn says_who_reacted_and_counts_the_rest() {
        let said =
            |names: &str| who(&names.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(said("ann"), "ann");
        assert_eq!(said("ann bob"), "ann and bob");
        assert_eq!(said("ann bob cid"), "ann, bob and cid");
        assert_eq!(said("ann bob cid dan"), "ann, bob and 2 others");
        assert_eq!(said("ann bob cid dan eve"), "ann, bob and 3 others");
    }

    #[test]
    fn a_large_count_is_not_told_exactly() {
        assert_eq!([1, 99, 100, 5_000].map(count), ["1", "99", "99+", "99+"]);
    }

    #[test]
    fn a_room_is_called_with_what_is_unread() {
        assert_eq!(room("general", 3, 0), "general, 3 unread");
        assert_eq!(room("general", 3, 1), "general, 3 unread, 1 mention");
        assert_eq!(room("general", 120, 2), "general, 120 unread, 2 mentions");
    }

    #[test]
    fn the_title_counts_what_is_unread_in_all_rooms() {
        assert_eq!(title(Some("general"), 3), "(3) general · Banter");
        assert_eq!(title(Some("general"), 0), "general · Banter");
        assert_eq!(title(None, 0), "Banter");
        assert_eq!(title(None, 1), "(1) Banter");
    }
}
