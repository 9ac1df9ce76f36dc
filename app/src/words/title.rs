//! What stands where there is little room, and needs no language.

/// A count above this is not told exactly.
const COUNT_MAX: u64 = 99;

/// A count with little room: `7`, `99+`.
pub(crate) fn count(count: u64) -> String {
    if count > COUNT_MAX { format!("{COUNT_MAX}+") } else { count.to_string() }
}

/// The document's title: `(3) general · Banter`.
pub(crate) fn title(room: Option<&str>, unread: u64) -> String {
    let unread = if unread == 0 { String::new() } else { format!("({unread}) ") };
    match room {
        Some(room) => format!("{unread}{room} · Banter"),
        None => format!("{unread}Banter"),
    }
}
