//! English.

use super::{Account, Composer, Connection, Message, People, Reactions, Room, Rooms, Words, count};
use crate::zone::Date;

pub(super) static WORDS: Words = Words {
    day: |Date { year, month, day, weekday }| {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        const WEEKDAYS: [&str; 7] =
            ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
        format!("{}, {day} {} {year}", WEEKDAYS[weekday % 7], MONTHS[(month + 11) % 12])
    },
    account: Account {
        sign_in: "Sign in",
        language: "Language",
        menu: "Your account",
        log_out: "Log out",
        still_signed_in: "You are still signed in.",
    },
    rooms: Rooms {
        title: "Rooms",
        elsewhere: "(something unread)",
        find: "Find or open a room",
        find_short: "Find a room",
        of_people: "Direct messages",
        open_or_make: ["Open or make ", ""],
        write_to: ["Write to ", ""],
        unread: |name, unread, mentions| match mentions {
            0 => format!("{name}, {unread} unread"),
            1 => format!("{name}, {unread} unread, 1 mention"),
            _ => format!("{name}, {unread} unread, {mentions} mentions"),
        },
    },
    connection: Connection {
        connecting: "Connecting…",
        open: "Connected",
        offline_since: |time| format!("Offline since {time}."),
        again_in: |seconds| format!("Trying again in {seconds} s"),
        now: "Try now",
        signed_out: "Signed out",
        too_many: "Stopped: Banter is open in too many places. Reload to go on here.",
        banned: "Stopped: this account may not connect.",
        stopped: "Stopped by the server. Reload to try again.",
        unreachable: "The server cannot be reached. Check the connection and try again.",
    },
    room: Room {
        welcome: "Welcome",
        nowhere: "You are in no room yet. Open one, or make your own.",
        choose: "Choose a room, or open another.",
        opening: "Opening the room…",
        missing: ["There is no room called ", "."],
        make: "Make it",
        stranger: ["You are not in a room called ", "."],
        unwritten: ["You have no conversation with ", " yet."],
        open: "Open it",
        messages: "Messages",
        loading: "Loading messages…",
        loading_failed: "The messages could not be loaded.",
        try_again: "Try again",
        load_older: "Load older messages",
        loading_older: "Loading older messages…",
        older_failed: "They could not be loaded.",
        empty: "Nobody has said anything here yet. Say something.",
        beginning: "This is where the room begins.",
        needs_javascript: "Writing needs JavaScript. These are the newest messages; reload to see newer ones.",
        opening_needs_javascript: "Opening a room needs JavaScript.",
        new_below: |new| match new {
            0 => "Newest".to_owned(),
            _ => format!("{} new", count(new)),
        },
    },
    people: People {
        title: "People",
        admin: "admin",
        write_to: |name| format!("Write to {name}"),
        others: |count| format!("and {count} more"),
    },
    message: Message {
        edited: "(edited)",
        waiting: "Waiting to be sent",
        sent: "Sent",
        delivered: "Delivered",
        read: "Read",
        deleted: "This message was deleted.",
        being_deleted: "Message deleted",
        undo: "Undo",
        not_sent: |reason| format!("Not sent. {reason}"),
        retry: "Retry",
        discard: "Discard",
        actions: "Actions",
        react: "React",
        edit: "Edit",
        delete: "Delete",
        not_member: "You are not in that room any more.",
        cut_off_over_it: "The server closed the connection over this message.",
    },
    reactions: Reactions {
        who: |names| match names {
            [] => String::new(),
            [one] => one.clone(),
            [one, two] => format!("{one} and {two}"),
            [one, two, three] => format!("{one}, {two} and {three}"),
            [one, two, others @ ..] => format!("{one}, {two} and {} others", others.len()),
        },
        comma: ", ",
        another: "Another emoji",
        an_emoji: "an emoji",
        add: "Add",
    },
    composer: Composer {
        label: "Message",
        hint: "Write a message",
        send: "Send",
        save: "Save",
        editing: "Editing your message",
        cancel: "Cancel",
        empty: "The message is empty.",
        too_long: |chars, chars_max| {
            format!("The message has {chars} characters; at most {chars_max} can be sent at once.")
        },
        not_there: "That message is not here any more. Copy your text before you cancel.",
        outbox_full: |rows_max| {
            format!(
                "{rows_max} messages and changes wait to be sent; no more can wait. Try again when \
                 some of them are sent."
            )
        },
    },
};
