//! Every sentence that the server says to people, in each of the page's languages.
//!
//! A language is one table, as the page's own are: a sentence that it lacks does not compile. These
//! tables are the server's alone, so that no page has to load them.

mod en;
#[cfg(test)]
mod tests;
mod zh_hans;
mod zh_hant;

use app::words::Language;

/// The table of `language`.
pub(crate) const fn of(language: Language) -> &'static Words {
    match language {
        Language::English | Language::Mirrored => &en::WORDS,
        Language::ZhHant => &zh_hant::WORDS,
        Language::ZhHans => &zh_hans::WORDS,
    }
}

/// The sentences of one language.
pub(crate) struct Words {
    pub(crate) account: Account,
    pub(crate) room: Room,
    pub(crate) message: Message,
    pub(crate) announcement: Announcement,
    pub(crate) schedule: Schedule,
    pub(crate) hook: Hook,
    pub(crate) request: Request,
    pub(crate) frame: Frame,
    pub(crate) server: Server,
}

/// Signing in, making an account, and names of any kind.
pub(crate) struct Account {
    pub(crate) sign_in_first: &'static str,
    pub(crate) unknown_token: &'static str,
    pub(crate) wrong_credentials: &'static str,
    pub(crate) too_many_attempts: fn(seconds: u64) -> String,
    pub(crate) bad_name: fn(chars_max: usize) -> String,
    pub(crate) name_taken: &'static str,
    pub(crate) bad_password: fn(chars_min: usize, bytes_max: usize) -> String,
    pub(crate) registration_closed: &'static str,
}

/// Rooms, and who is in them.
pub(crate) struct Room {
    pub(crate) not_member: &'static str,
    pub(crate) no_id: &'static str,
    pub(crate) none_open: &'static str,
    pub(crate) too_many: fn(rooms_max: usize) -> String,
    pub(crate) nobody: fn(name: &str) -> String,
    /// How many may be named beside oneself.
    pub(crate) too_many_people: fn(people_max: usize) -> String,
    pub(crate) inseparable: &'static str,
    pub(crate) no_settings: &'static str,
    pub(crate) archived: &'static str,
    pub(crate) name_taken: &'static str,
    pub(crate) not_yours: &'static str,
    pub(crate) general: &'static str,
    pub(crate) bad_topic: fn(chars_max: usize) -> String,
}

/// Messages, and what is done to them. What is wrong with a text is among the page's own words.
pub(crate) struct Message {
    pub(crate) not_found: &'static str,
    pub(crate) forbidden: &'static str,
    pub(crate) bad_emoji: fn(chars_max: usize) -> String,
    pub(crate) bad_alias: fn(chars_max: usize) -> String,
    pub(crate) not_a_bot: &'static str,
    pub(crate) too_many_reactions: fn(reactions_max: usize) -> String,
    pub(crate) conflict: &'static str,
    pub(crate) too_fast: &'static str,
}

/// What is said to everybody.
pub(crate) struct Announcement {
    pub(crate) not_admin: &'static str,
    pub(crate) bad_lifetime: fn(minutes_max: u64) -> String,
    pub(crate) too_many: fn(announcements_max: usize) -> String,
}

/// What the server is to say by itself.
pub(crate) struct Schedule {
    pub(crate) bad_every: fn(seconds_min: i64, days_max: i64) -> String,
    pub(crate) bad_cron: &'static str,
    pub(crate) never: &'static str,
    pub(crate) bad_zone: &'static str,
    pub(crate) no_room: fn(name: &str) -> String,
    pub(crate) too_many: fn(schedules_max: usize) -> String,
    pub(crate) bot_taken: fn(name: &str) -> String,
}

/// Webhooks.
pub(crate) struct Hook {
    pub(crate) bad_name: fn(chars_max: usize) -> String,
    pub(crate) bad_url: fn(bytes_max: usize) -> String,
    pub(crate) inside: &'static str,
    pub(crate) no_room: fn(name: &str) -> String,
    pub(crate) no_bot: fn(name: &str) -> String,
    pub(crate) too_many: fn(hooks_max: usize) -> String,
    pub(crate) bot_taken: fn(name: &str) -> String,
    pub(crate) no_text: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) gone: &'static str,
}

/// Requests that do not fit.
pub(crate) struct Request {
    pub(crate) wrong_origin: &'static str,
    pub(crate) wrong_host: fn(origin: &str) -> String,
    pub(crate) one_host: &'static str,
    pub(crate) no_credentials: &'static str,
    pub(crate) no_settings: &'static str,
    pub(crate) half_a_body: &'static str,
    pub(crate) too_large: fn(kib_max: usize) -> String,
    pub(crate) too_slow: fn(seconds_max: u64) -> String,
    pub(crate) wrong_version: &'static str,
    pub(crate) bad_key: &'static str,
    pub(crate) no_handshake: &'static str,
    pub(crate) no_message: &'static str,
    pub(crate) no_room_name: &'static str,
    pub(crate) bad_idempotency_key: &'static str,
    pub(crate) bad_query: &'static str,
    pub(crate) no_route: &'static str,
    pub(crate) wrong_method: &'static str,
}

/// Frames that do not fit.
pub(crate) struct Frame {
    pub(crate) bad_json: &'static str,
    pub(crate) unknown_event: &'static str,
    /// The reason names fields and types, for programmers.
    pub(crate) bad_payload: fn(reason: &str) -> String,
}

/// What the server cannot do just now.
pub(crate) struct Server {
    pub(crate) unavailable: &'static str,
    pub(crate) internal: &'static str,
    pub(crate) busy: &'static str,
    pub(crate) restarting: &'static str,
}
