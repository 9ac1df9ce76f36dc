//! Every text of the page, in each of its languages.
//!
//! A language is one table, so a text that it lacks does not compile. What the server refuses it
//! says in a sentence of its own tables.

#[cfg(not(feature = "hydrate"))]
pub(crate) mod document;
mod en;
#[cfg(test)]
mod tests;
mod zh_hans;
mod zh_hant;

use std::fmt;

use crate::event::BodyError;
use crate::zone::Date;

/// A language that the page speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Chinese in traditional characters.
    ZhHant,
    /// Chinese in simplified characters.
    ZhHans,
    /// English from right to left: shows what the layout makes of a language that is written so.
    Mirrored,
}

impl Language {
    /// Those that people may choose, in this order.
    pub const OFFERED: [Self; 3] = [Self::English, Self::ZhHant, Self::ZhHans];
    /// The cookie that holds a choice, as a tag.
    pub const COOKIE: &str = "language";

    /// The language of a tag that [`Language::tag`] gave.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let all = Self::OFFERED.into_iter().chain([Self::Mirrored]);
        all.into_iter().find(|language| language.tag() == tag)
    }

    /// Its tag (BCP 47), for `lang`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::ZhHant => "zh-Hant",
            Self::ZhHans => "zh-Hans",
            Self::Mirrored => "en-x-mirrored",
        }
    }

    /// What it calls itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::ZhHant => "繁體中文",
            Self::ZhHans => "简体中文",
            Self::Mirrored => "Mirrored",
        }
    }

    /// The query that asks for the same page in it.
    #[must_use]
    pub const fn query(self) -> &'static str {
        match self {
            Self::English => "?language=en",
            Self::ZhHant => "?language=zh-Hant",
            Self::ZhHans => "?language=zh-Hans",
            Self::Mirrored => "?language=en-x-mirrored",
        }
    }

    /// The direction it is written in, for `dir`.
    #[must_use]
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Mirrored => "rtl",
            Self::English | Self::ZhHant | Self::ZhHans => "ltr",
        }
    }

    /// What is wrong with a text, in a sentence that names the limit.
    #[must_use]
    pub fn of_body(self, error: BodyError) -> String {
        self.words().composer.of_body(error)
    }

    pub(crate) const fn words(self) -> &'static Words {
        match self {
            Self::English | Self::Mirrored => &en::WORDS,
            Self::ZhHant => &zh_hant::WORDS,
            Self::ZhHans => &zh_hans::WORDS,
        }
    }
}

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

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// The texts of one language, in the order of the page.
pub(crate) struct Words {
    /// The day between messages.
    pub(crate) day: fn(Date) -> String,
    pub(crate) account: Account,
    pub(crate) rooms: Rooms,
    pub(crate) connection: Connection,
    pub(crate) room: Room,
    pub(crate) people: People,
    pub(crate) message: Message,
    pub(crate) reactions: Reactions,
    pub(crate) composer: Composer,
}

/// Whose page this is.
pub(crate) struct Account {
    pub(crate) sign_in: &'static str,
    pub(crate) language: &'static str,
    pub(crate) menu: &'static str,
    pub(crate) log_out: &'static str,
    pub(crate) still_signed_in: &'static str,
}

/// The list of rooms, and the switcher.
pub(crate) struct Rooms {
    pub(crate) title: &'static str,
    /// Said after the title, where the rooms are out of sight.
    pub(crate) elsewhere: &'static str,
    pub(crate) find: &'static str,
    pub(crate) find_short: &'static str,
    /// The conversations between people.
    pub(crate) of_people: &'static str,
    /// What stands before and after a name that is no room of the person's.
    pub(crate) open_or_make: [&'static str; 2],
    /// The same for the name of somebody to write to.
    pub(crate) write_to: [&'static str; 2],
    /// What a room with unread messages is called: its name, what is unread, what names the reader.
    pub(crate) unread: fn(name: &str, unread: u64, mentions: u64) -> String,
}

/// The connection's state.
pub(crate) struct Connection {
    pub(crate) connecting: &'static str,
    pub(crate) open: &'static str,
    pub(crate) offline_since: fn(time: &str) -> String,
    pub(crate) again_in: fn(seconds: u64) -> String,
    pub(crate) now: &'static str,
    pub(crate) signed_out: &'static str,
    pub(crate) too_many: &'static str,
    pub(crate) banned: &'static str,
    pub(crate) stopped: &'static str,
    pub(crate) unreachable: &'static str,
}

/// The room shown, and its messages as a whole.
pub(crate) struct Room {
    pub(crate) welcome: &'static str,
    pub(crate) nowhere: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) opening: &'static str,
    /// What stands before and after the room's name.
    pub(crate) missing: [&'static str; 2],
    pub(crate) make: &'static str,
    pub(crate) stranger: [&'static str; 2],
    /// The same for the people of a conversation.
    pub(crate) unwritten: [&'static str; 2],
    pub(crate) open: &'static str,
    pub(crate) messages: &'static str,
    pub(crate) loading: &'static str,
    pub(crate) loading_failed: &'static str,
    pub(crate) try_again: &'static str,
    pub(crate) load_older: &'static str,
    pub(crate) loading_older: &'static str,
    pub(crate) older_failed: &'static str,
    pub(crate) empty: &'static str,
    pub(crate) beginning: &'static str,
    pub(crate) needs_javascript: &'static str,
    pub(crate) opening_needs_javascript: &'static str,
    /// The way to the newest message: how many came since the reader left it, if any did.
    pub(crate) new_below: fn(count: u64) -> String,
}

/// Who is in the room.
pub(crate) struct People {
    pub(crate) title: &'static str,
    pub(crate) admin: &'static str,
    pub(crate) write_to: fn(name: &str) -> String,
    /// How many more there are than are listed.
    pub(crate) others: fn(count: u64) -> String,
}

/// One message.
pub(crate) struct Message {
    pub(crate) edited: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) sent: &'static str,
    pub(crate) delivered: &'static str,
    pub(crate) read: &'static str,
    pub(crate) deleted: &'static str,
    pub(crate) being_deleted: &'static str,
    pub(crate) undo: &'static str,
    pub(crate) not_sent: fn(reason: &str) -> String,
    pub(crate) retry: &'static str,
    pub(crate) discard: &'static str,
    pub(crate) actions: &'static str,
    pub(crate) react: &'static str,
    pub(crate) edit: &'static str,
    pub(crate) delete: &'static str,
    pub(crate) not_member: &'static str,
    pub(crate) cut_off_over_it: &'static str,
}

/// Reactions, and choosing one.
pub(crate) struct Reactions {
    /// Who reacted, by name.
    pub(crate) who: fn(names: &[String]) -> String,
    /// Stands between names where all are listed.
    pub(crate) comma: &'static str,
    pub(crate) another: &'static str,
    pub(crate) an_emoji: &'static str,
    pub(crate) add: &'static str,
}

/// The field to write in.
pub(crate) struct Composer {
    pub(crate) label: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) send: &'static str,
    pub(crate) save: &'static str,
    pub(crate) editing: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) empty: &'static str,
    pub(crate) too_long: fn(chars: usize, chars_max: usize) -> String,
    pub(crate) not_there: &'static str,
    pub(crate) outbox_full: fn(rows_max: usize) -> String,
}

impl Composer {
    pub(crate) fn of_body(&self, error: BodyError) -> String {
        match error {
            BodyError::Empty => self.empty.to_owned(),
            BodyError::TooLong { chars, chars_max } => (self.too_long)(chars, chars_max),
        }
    }
}
