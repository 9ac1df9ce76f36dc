//! The addresses of rooms: `/r/` and the name, percent-encoded.

use std::fmt::Write as _;

const ROOM: &str = "/r/";

/// The address of the list of rooms, which is a page of its own on a phone.
pub const ROOMS: &str = "/rooms";

/// The address of the room called `name`.
#[must_use]
pub fn of_room(name: &str) -> String {
    let mut path = ROOM.to_owned();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            path.push(char::from(byte));
        } else {
            // Writing to a String does not fail.
            let _ = write!(path, "%{byte:02X}");
        }
    }
    path
}

/// The name of the room that `path` is the address of.
#[must_use]
pub fn room_at(path: &str) -> Option<String> {
    let encoded = path.strip_prefix(ROOM)?.trim_end_matches('/');
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
        for name in ["general", "茶室", "قهوة", "a_b-c.d", "Größe"] {
            assert_eq!(room_at(&of_room(name)).as_deref(), Some(name));
        }
        assert_eq!(of_room("茶"), "/r/%E8%8C%B6");
        assert_eq!(room_at("/r/茶").as_deref(), Some("茶"), "an address may come decoded");
    }

    #[test]
    fn other_addresses_are_no_rooms() {
        for path in ["/", "/r/", "/login", "/r/%", "/r/%f", "/r/%ff", "/r/%zz"] {
            assert_eq!(room_at(path), None, "{path}");
        }
    }
}
