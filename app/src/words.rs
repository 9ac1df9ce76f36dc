//! Every text of the page, in each of its languages.
//!
//! A language is one table, so a text that it lacks does not compile. The server has all of them; a page is
//! given those of its reader with its HTML, so that no language makes the program heavier. What the server
//! refuses it says in a sentence of its own tables.

#[cfg(not(feature = "hydrate"))]
pub(crate) mod admin;
#[cfg(not(feature = "hydrate"))]
pub(crate) mod api;
#[cfg(not(feature = "hydrate"))]
pub(crate) mod document;
#[cfg(not(feature = "hydrate"))]
mod en;
#[cfg(not(feature = "hydrate"))]
pub(crate) mod hooks;
mod phrase;
#[cfg(test)]
mod tests;
mod title;
#[cfg(not(feature = "hydrate"))]
mod zh_hans;
#[cfg(not(feature = "hydrate"))]
mod zh_hant;

use std::fmt;
#[cfg(feature = "hydrate")]
use std::sync::OnceLock;

pub(crate) use phrase::Phrase;
use phrase::{Texts, tables};
pub(crate) use title::{count, title};

use crate::event::BodyError;
use crate::zone::Date;

/// The id of the element that holds the texts of a page.
pub const ELEMENT: &str = "words";

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

    #[cfg(not(feature = "hydrate"))]
    pub(crate) const fn words(self) -> &'static Words {
        match self {
            Self::English | Self::Mirrored => &en::WORDS,
            Self::ZhHant => &zh_hant::WORDS,
            Self::ZhHans => &zh_hans::WORDS,
        }
    }

    /// Those of the page, which has one language.
    #[cfg(feature = "hydrate")]
    pub(crate) fn words(self) -> &'static Words {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| Words::of(crate::browser::text_of(ELEMENT).unwrap_or_default()))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

tables! {
/// The texts of one language, in the order of the page.
pub(crate) struct Words {
    pub(crate) days: Days,
    pub(crate) account: Account,
    pub(crate) rooms: Rooms,
    pub(crate) announcement: Announcement,
    pub(crate) connection: Connection,
    pub(crate) room: Room,
    pub(crate) people: People,
    pub(crate) message: Message,
    pub(crate) reactions: Reactions,
    pub(crate) composer: Composer,
}

/// The day between messages.
pub(crate) struct Days {
    /// Weekday, day, month and year.
    pub(crate) day: Phrase,
    pub(crate) weekdays: &'static str,
    pub(crate) months: &'static str,
}

/// Whose page this is.
pub(crate) struct Account {
    pub(crate) sign_in: &'static str,
    pub(crate) language: &'static str,
    pub(crate) menu: &'static str,
    pub(crate) admin: &'static str,
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
    /// The same for a room that closes when nobody is in it, and for one that is there.
    pub(crate) make_for_now: [&'static str; 2],
    pub(crate) join: [&'static str; 2],
    /// The same for the name of somebody to write to.
    pub(crate) write_to: [&'static str; 2],
    /// What a room can be called, where what was typed is no such name.
    pub(crate) bad_name: &'static str,
    /// What a room with unread messages is called: its name, what is unread, what names the reader. Nothing, one
    /// message, or several.
    pub(crate) unread: [Phrase; 3],
}

/// What an admin says to everybody.
pub(crate) struct Announcement {
    /// Who says it, and since when.
    pub(crate) by: Phrase,
    pub(crate) dismiss: &'static str,
}

/// The connection's state.
pub(crate) struct Connection {
    pub(crate) connecting: &'static str,
    pub(crate) open: &'static str,
    pub(crate) offline_since: Phrase,
    pub(crate) again_in: Phrase,
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
    pub(crate) settings: &'static str,
    pub(crate) archived: &'static str,
    pub(crate) deleted: &'static str,
    pub(crate) temporary: &'static str,
    pub(crate) messages: &'static str,
    pub(crate) loading: &'static str,
    pub(crate) loading_failed: &'static str,
    pub(crate) try_again: &'static str,
    pub(crate) load_older: &'static str,
    pub(crate) loading_older: &'static str,
    pub(crate) older_failed: &'static str,
    /// On a button: what is below could not be had, and is asked for again.
    pub(crate) newer_failed: &'static str,
    pub(crate) empty_of_people: &'static str,
    pub(crate) empty: &'static str,
    pub(crate) beginning: &'static str,
    pub(crate) needs_javascript: &'static str,
    pub(crate) opening_needs_javascript: &'static str,
    /// The way to the newest message.
    pub(crate) newest: &'static str,
    /// The same: how many came since the reader left it.
    pub(crate) new_below: Phrase,
}

/// Who is in the room.
pub(crate) struct People {
    pub(crate) title: &'static str,
    pub(crate) admin: &'static str,
    pub(crate) write_to: Phrase,
    pub(crate) online: &'static str,
    pub(crate) away: &'static str,
    pub(crate) offline: &'static str,
    /// Offline since then: a time of today, or a day and a time.
    pub(crate) seen: Phrase,
    /// What is called so, and whether they are there.
    pub(crate) with_state: Phrase,
    /// How many more there are than are listed.
    pub(crate) others: Phrase,
}

/// One message.
pub(crate) struct Message {
    /// Beside the name of a program.
    pub(crate) bot: &'static str,
    /// Over the first message that is new.
    pub(crate) new: &'static str,
    pub(crate) edited: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) sent: &'static str,
    pub(crate) delivered: &'static str,
    pub(crate) read: &'static str,
    pub(crate) deleted: &'static str,
    pub(crate) being_deleted: &'static str,
    pub(crate) undo: &'static str,
    pub(crate) not_sent: Phrase,
    pub(crate) retry: &'static str,
    pub(crate) discard: &'static str,
    pub(crate) actions: &'static str,
    pub(crate) react: &'static str,
    pub(crate) copy_link: &'static str,
    pub(crate) link_copied: &'static str,
    pub(crate) edit: &'static str,
    pub(crate) delete: &'static str,
    pub(crate) not_member: &'static str,
    pub(crate) cut_off_over_it: &'static str,
}

/// Reactions, and choosing one.
pub(crate) struct Reactions {
    /// Who reacted, by name: two, three, or two and how many others.
    pub(crate) who: [Phrase; 3],
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
    /// What follows the name of who is writing, or two names; more are not named.
    pub(crate) typing: [&'static str; 3],
    pub(crate) empty: &'static str,
    pub(crate) too_long: Phrase,
    pub(crate) not_there: &'static str,
    pub(crate) outbox_full: Phrase,
}
}

impl Words {
    /// All of them, one a line, as the page takes them.
    #[cfg(not(feature = "hydrate"))]
    pub(crate) fn in_lines(&self) -> String {
        let mut texts = Vec::new();
        self.tell(&mut texts);
        texts.join("\n")
    }

    /// What [`Words::in_lines`] told.
    #[cfg(any(feature = "hydrate", test))]
    fn of(lines: String) -> Self {
        // For as long as the page lives.
        let lines: &'static str = lines.leak();
        Self::take(&mut lines.split('\n'))
    }

    /// Who is writing, of those called `names`.
    pub(crate) fn of_typists(&self, names: &[String]) -> Option<String> {
        let [one, two, many] = self.composer.typing;
        match names.len() {
            0 => None,
            1 => Some(names[0].clone() + one),
            2 => Some(self.reactions.who(names) + two),
            _ => Some(many.to_owned()),
        }
    }
}

impl Days {
    pub(crate) fn say(&self, Date { year, month, day, weekday }: Date) -> String {
        let nth = |names: &'static str, nth| names.split(' ').nth(nth).unwrap_or_default();
        let (weekday, month) =
            (nth(self.weekdays, weekday % 7), nth(self.months, (month + 11) % 12));
        self.day.with(&[weekday, &day.to_string(), month, &year.to_string()])
    }
}

impl Rooms {
    /// What a room with unread messages is called.
    pub(crate) fn unread(&self, name: &str, unread: u64, mentions: u64) -> String {
        let phrase = self.unread[mentions.min(2) as usize];
        phrase.with(&[name, &unread.to_string(), &mentions.to_string()])
    }
}

impl Room {
    /// The way to the newest message: how many came since the reader left it, if any did.
    pub(crate) fn new_below(&self, new: u64) -> String {
        if new == 0 { self.newest.to_owned() } else { self.new_below.with(&[&count(new)]) }
    }
}

impl Reactions {
    /// Who reacted, by name.
    pub(crate) fn who(&self, names: &[String]) -> String {
        match names {
            [] => String::new(),
            [one] => one.clone(),
            [one, two] => self.who[0].with(&[one, two]),
            [one, two, three] => self.who[1].with(&[one, two, three]),
            [one, two, others @ ..] => self.who[2].with(&[one, two, &others.len().to_string()]),
        }
    }
}

impl Composer {
    pub(crate) fn of_body(&self, error: BodyError) -> String {
        match error {
            BodyError::Empty => self.empty.to_owned(),
            BodyError::TooLong { chars, chars_max } => {
                self.too_long.with(&[&chars.to_string(), &chars_max.to_string()])
            }
        }
    }
}
