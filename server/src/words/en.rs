//! English; also what logs and the terminal say.

use super::{Account, Announcement, Frame, Hook, Message, Request, Room, Schedule, Server, Words};

pub(super) static WORDS: Words = Words {
    account: Account {
        sign_in_first: "Sign in first.",
        unknown_token: "This token is not known, or not any more.",
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
        no_id: "A room's address has its id, as in r2. POST /api/rooms with {\"name\": \"…\"} answers it.",
        none_open: "Open a room first, or say which room it is for.",
        too_many: |rooms_max| format!("One resume names at most {rooms_max} rooms; send several."),
        nobody: |name| format!("There is nobody called {name}."),
        too_many_people: |people_max| {
            format!("A conversation takes you and at most {people_max} others.")
        },
        inseparable: "A conversation between people cannot be left.",
        no_settings: "A conversation between people has no settings.",
        archived: "This room is archived: it can be read, and nothing is changed in it any more.",
        name_taken: "Another room is called that.",
        not_yours: "Only who made the room, or an admin, can do that.",
        general: "The room that everybody joins can be neither archived nor deleted.",
        bad_topic: |chars_max| format!("A topic has at most {chars_max} characters."),
    },
    message: Message {
        not_found: "That message is not there, or was deleted.",
        forbidden: "Only its author can change a message, and only its author or an admin delete it.",
        bad_emoji: |chars_max| {
            format!("A reaction is one emoji of at most {chars_max} characters.")
        },
        bad_alias: |chars_max| {
            format!("A bot speaks for a name of 1 to {chars_max} characters, on one line.")
        },
        not_a_bot: "Only a bot speaks for somebody else.",
        too_many_reactions: |reactions_max| {
            format!("A message takes at most {reactions_max} different reactions.")
        },
        conflict: "That id (client_id, Idempotency-Key) was used for something else. Give this one another.",
        too_fast: "That was too fast. Try again in a moment.",
    },
    announcement: Announcement {
        not_admin: "Only an admin can do that.",
        bad_lifetime: |minutes_max| {
            format!("An announcement lives for 1 to {minutes_max} minutes, which are seven days.")
        },
        too_many: |announcements_max| {
            format!("There can be {announcements_max} announcements at once. End one first.")
        },
    },
    schedule: Schedule {
        bad_every: |seconds_min, days_max| {
            format!(
                "Say how often as a number with its unit, as in 3s, 10m or 1h: at least {seconds_min} s, at \
                 most {days_max} days."
            )
        },
        bad_cron: "A cron expression has five fields (minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-7), \
                   as in 0 9 * * 1-5, and at most 100 characters.",
        never: "That moment never comes.",
        bad_zone: "There is no such time zone. They are called as in Asia/Taipei, Europe/Berlin or UTC.",
        no_room: |name| format!("There is no room called {name}. Open it first."),
        too_many: |schedules_max| {
            format!("There can be {schedules_max} schedules. Remove one first.")
        },
        bot_taken: |name| {
            format!(
                "Somebody here is called {name}. Give the bot another name with --schedule-bot."
            )
        },
    },
    hook: Hook {
        bad_name: |chars_max| {
            format!("A webhook is called by 1 to {chars_max} characters, on one line.")
        },
        bad_url: |bytes_max| {
            format!(
                "Send to an http or https address of at most {bytes_max} bytes, without a name and a password \
                 in it."
            )
        },
        inside: "That address is in this server's own network. Whoever runs the server may allow it with \
                 --hooks-to any.",
        no_room: |name| format!("No room is called {name}. Open it before you make its webhook."),
        no_bot: |name| format!("There is no bot called {name}. Make it with banter bot add."),
        too_many: |hooks_max| {
            format!("There can be {hooks_max} webhooks of a kind. Remove one first.")
        },
        bot_taken: |name| {
            format!("Somebody here is called {name}. Give the bot another name with --hooks-bot.")
        },
        no_text: "Send {\"text\": \"…\"}, as JSON, or as a form with text or payload.",
        unknown: "There is no webhook at this address, or not any more.",
        gone: "The room that this webhook spoke in was deleted.",
    },
    request: Request {
        wrong_origin: "Requests from that address are not allowed here.",
        wrong_host: |origin| {
            format!("This server is open at {origin}. To use another address, set --origin.")
        },
        one_host: "Send one Host header.",
        no_credentials: "Send username and password, as JSON or as a form.",
        no_settings: "Send name, topic or archived, as JSON.",
        half_a_body: "The body did not arrive whole.",
        too_large: |kib_max| format!("The request is larger than {kib_max} KiB."),
        too_slow: |seconds_max| format!("The request did not arrive within {seconds_max} s."),
        wrong_version: "Only version 13 of the WebSocket protocol is spoken here.",
        bad_key: "Sec-WebSocket-Key must be 16 bytes in base64.",
        no_handshake: "This is no WebSocket handshake (RFC 6455).",
        no_message: "Send {\"message\": \"…\"}, as application/json.",
        no_room_name: "Send {\"name\": \"…\"}, as application/json.",
        bad_idempotency_key: "An Idempotency-Key is 1 to 64 visible ASCII characters, and sent once.",
        bad_query: "A number in the query is whole, not negative, and given once.",
        no_route: "There is nothing at this address. /api says what there is.",
        wrong_method: "This address does not take such a request. /api says what it takes.",
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
