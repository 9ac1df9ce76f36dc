//! English; also what logs and the terminal say.

use super::{Account, Frame, Message, Request, Room, Server, Words};

pub(super) static WORDS: Words = Words {
    account: Account {
        sign_in_first: "Sign in first.",
        wrong_credentials: "The name or the password is wrong.",
        too_many_attempts: |seconds| format!("Too many attempts. Try again in {seconds} s."),
        bad_name: |chars_max| {
            format!(
                "A name has 1 to {chars_max} letters and digits of any script, hyphens, underscores \
                 and dots, and no spaces."
            )
        },
        name_taken: "That name is taken.",
        bad_password: |chars_min, bytes_max| {
            format!(
                "A password has at least {chars_min} characters, and at most {bytes_max} bytes."
            )
        },
        registration_closed: "An admin makes the accounts here.",
    },
    room: Room {
        not_member: "You are not a member of that room.",
        none_open: "Open a room first, or say which room it is for.",
        too_many: |rooms_max| format!("One resume names at most {rooms_max} rooms; send several."),
        nobody: |name| format!("There is nobody called {name}."),
        too_many_people: |people_max| {
            format!("A conversation takes you and at most {people_max} others.")
        },
        inseparable: "A conversation between people cannot be left.",
    },
    message: Message {
        not_found: "That message is not there, or was deleted.",
        forbidden: "Only its author can change a message, and only its author or an admin delete it.",
        bad_emoji: |chars_max| {
            format!("A reaction is one emoji of at most {chars_max} characters.")
        },
        too_many_reactions: |reactions_max| {
            format!("A message takes at most {reactions_max} different reactions.")
        },
        conflict: "That client_id was used for something else.",
        too_fast: "That was too fast. Try again in a moment.",
    },
    request: Request {
        wrong_origin: "Requests from that address are not allowed here.",
        wrong_host: |origin| {
            format!("This server is open at {origin}. To use another address, set --origin.")
        },
        one_host: "Send one Host header.",
        no_credentials: "Send username and password, as JSON or as a form.",
        half_a_body: "The body did not arrive whole.",
        too_large: |kib_max| format!("The request is larger than {kib_max} KiB."),
        too_slow: |seconds_max| format!("The request did not arrive within {seconds_max} s."),
        wrong_version: "Only version 13 of the WebSocket protocol is spoken here.",
        bad_key: "Sec-WebSocket-Key must be 16 bytes in base64.",
        no_handshake: "This is no WebSocket handshake (RFC 6455).",
    },
    frame: Frame {
        bad_json: "A frame is {\"type\": …, \"payload\": {…}} in JSON.",
        unknown_event: "There is no such event type.",
        bad_payload: |reason| format!("The payload does not fit: {reason}."),
    },
    server: Server {
        unavailable: "The server cannot store anything just now. Try again in a moment.",
        internal: "Something went wrong on the server. Its log says what.",
        busy: "The server is busy. Try again in a moment.",
        restarting: "The server is restarting. Try again in a moment.",
    },
};
