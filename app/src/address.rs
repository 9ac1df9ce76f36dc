//! The addresses of rooms: `/r/` and the name, or `/d/` and the names of the people, percent-encoded.

use std::fmt::Write as _;

const ROOM: &str = "/r/";
const PEOPLE: &str = "/d/";

/// The address of the list of rooms, which is a page of its own on a phone.
pub const ROOMS: &str = "/rooms";

/// The address of the room that is asked for by `handle`: its name, or `@` and the people's.
#[must_use]
pub fn of_room(handle: &str) -> String {
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
    path
}

/// What the room that `path` is the address of is asked for by.
#[must_use]
pub fn room_at(path: &str) -> Option<String> {
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
    use super::{of_room, room_at};

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
    fn other_addresses_are_no_rooms() {
        for path in ["/", "/r/", "/login", "/r/%", "/r/%f", "/r/%ff", "/r/%zz", "/d/", "/d/%"] {
            assert_eq!(room_at(path), None, "{path}");
        }
    }
}
