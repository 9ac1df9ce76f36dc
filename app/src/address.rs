//! The addresses of rooms: `/r/` and the name, or `/d/` and the names of the people, percent-encoded.

use std::fmt::Write as _;

use crate::event::{RoomId, Seq};

const ROOM: &str = "/r/";
const PEOPLE: &str = "/d/";

/// The address of the list of rooms, which is a page of its own on a phone.
pub const ROOMS: &str = "/rooms";

/// The address of the room that is asked for by `handle`: its name, or `@` and the people's.
#[must_use]
pub fn of_room(handle: &str) -> String {
    of(handle, None)
}

/// The address of the message `seq` in that room, or of the room.
#[must_use]
pub fn of(handle: &str, seq: Option<Seq>) -> String {
    let (folder, names) = match handle.strip_prefix('@') {
        Some(names) => (PEOPLE, names),
        None => (ROOM, handle),
    };
    let mut path = folder.to_owned();
    for byte in names.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b',') {
            path.push(char::from(byte));
        } else {
            // Writing to a String does not fail.
            let _ = write!(path, "%{byte:02X}");
        }
    }
    if let Some(seq) = seq {
        let _ = write!(path, "/{seq}");
    }
    path
}

/// The address of the `page` where people sign in, or make an account, and go on to the address `to`.
#[must_use]
pub fn before(page: &str, to: Option<&str>) -> String {
    let mut path = page.to_owned();
    for (at, byte) in to.unwrap_or_default().bytes().enumerate() {
        path.push_str(if at == 0 { "?to=" } else { "" });
        if byte.is_ascii_alphanumeric() || b"/-_.~,".contains(&byte) {
            path.push(char::from(byte));
        } else {
            // Writing to a String does not fail.
            let _ = write!(path, "%{byte:02X}");
        }
    }
    path
}

/// The address of the page with a room's settings.
#[must_use]
pub fn of_settings(room: RoomId) -> String {
    format!("{ROOMS}/{room}/settings")
}

/// What the room that `path` is the address of is asked for by, and the message in it, if it names one.
#[must_use]
pub fn at(path: &str) -> Option<(String, Option<Seq>)> {
    let (room, seq) = path.trim_end_matches('/').rsplit_once('/')?;
    match (seq.parse().ok(), handle_at(room)) {
        (Some(seq), Some(handle)) => Some((handle, Some(Seq(seq)))),
        _ => Some((handle_at(path)?, None)),
    }
}

/// What the room that `path` is the address of is asked for by.
#[must_use]
pub fn room_at(path: &str) -> Option<String> {
    at(path).map(|(handle, _)| handle)
}

fn handle_at(path: &str) -> Option<String> {
    match path.strip_prefix(PEOPLE) {
        Some(names) => Some(format!("@{}", decoded(names)?)),
        None => decoded(path.strip_prefix(ROOM)?),
    }
}

fn decoded(encoded: &str) -> Option<String> {
    let encoded = encoded.trim_end_matches('/');
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let value = digit(rest.next())? * 16 + digit(rest.next())?;
            bytes.push(u8::try_from(value).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{at, of, of_room, room_at};
    use crate::event::Seq;

    #[test]
    fn names_of_any_script_come_back() {
        for name in ["general", "茶室", "قهوة", "a_b-c.d", "Größe", "@bob", "@王,ann"] {
            assert_eq!(room_at(&of_room(name)).as_deref(), Some(name));
        }
        assert_eq!(of_room("茶"), "/r/%E8%8C%B6");
        assert_eq!(room_at("/r/茶").as_deref(), Some("茶"), "an address may come decoded");
    }

    #[test]
    fn people_have_addresses_of_their_own() {
        assert_eq!(of_room("bob"), "/r/bob");
        assert_eq!(of_room("@bob"), "/d/bob");
        assert_eq!(of_room("@bob,cid"), "/d/bob,cid");
        assert_eq!(room_at("/d/bob%2Ccid").as_deref(), Some("@bob,cid"));
    }

    #[test]
    fn messages_have_addresses_in_their_rooms() {
        for handle in ["general", "茶室", "42", "@bob,cid"] {
            let path = of(handle, Some(Seq(7)));
            assert_eq!(at(&path), Some((handle.to_owned(), Some(Seq(7)))), "{path}");
            assert_eq!(at(&of_room(handle)), Some((handle.to_owned(), None)));
            assert_eq!(room_at(&path).as_deref(), Some(handle));
        }
        assert_eq!(of("lobby", Some(Seq(7))), "/r/lobby/7");
        assert_eq!(at("/r/lobby/7/"), Some(("lobby".to_owned(), Some(Seq(7)))));
        assert_eq!(at("/r/lobby/x"), Some(("lobby/x".to_owned(), None)), "which is no name");
    }

    #[test]
    fn other_addresses_are_no_rooms() {
        for path in ["/", "/r/", "/login", "/r/%", "/r/%f", "/r/%ff", "/r/%zz", "/d/", "/d/%"] {
            assert_eq!(room_at(path), None, "{path}");
        }
    }
}
