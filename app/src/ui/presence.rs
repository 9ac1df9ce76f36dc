//! Whether somebody is there, at a glance and in words.

use super::message::{local, moment};
use crate::chat::Chat;
use crate::event::{PresenceState, Timestamp};

/// The class of what shows somebody's avatar: presence.css puts a dot on it, of another shape for each state.
pub(super) fn class(chat: Chat, name: &str) -> &'static str {
    match chat.presence_of(name).map(|known| known.state) {
        Some(PresenceState::Online) => "online",
        Some(PresenceState::Away) => "away",
        Some(PresenceState::Offline) => "offline",
        None => "",
    }
}

/// Whether somebody is there, and if not, when they last were; empty while that is not known.
pub(super) fn in_words(chat: Chat, name: &str) -> String {
    let words = &chat.words.people;
    let Some(known) = chat.presence_of(name) else { return String::new() };
    let seen = known.seen.and_then(|seen| when(chat, &seen)).map(|seen| words.seen.with(&[&seen]));
    match known.state {
        PresenceState::Online => words.online.to_owned(),
        PresenceState::Away => words.away.to_owned(),
        PresenceState::Offline => seen.unwrap_or_else(|| words.offline.to_owned()),
    }
}

/// The time of today, or the day as well.
pub(super) fn when(chat: Chat, at: &Timestamp) -> Option<String> {
    let (seen, now) = (local(chat, at)?, local(chat, &chat.today())?);
    Some(if seen.is_day_of(now) { seen.time() } else { moment(chat, at) })
}
