//! Stop 2 of a message's way: what the browser keeps of the rows that wait, one key a row, so that
//! they outlive the page, tabs do not overwrite each other, and nobody sends another's.

use super::Client;
use crate::event::{ClientId, RoomId};
use crate::timeline::{Stored, Timeline};

/// A change of what the browser keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// Under which key.
    pub key: String,
    /// What; `None` removes it.
    pub value: Option<String>,
}

impl Client {
    /// What the keys of this person's rows begin with.
    #[must_use]
    pub fn stored_under(&self) -> String {
        format!("outbox/{}/", self.user.name)
    }

    /// Takes in the rows and announcements of earlier pages, at `now` (milliseconds); what is none of this person's is
    /// left alone.
    pub fn restore(&mut self, kept: impl IntoIterator<Item = (String, String)>, now: u64) {
        for (key, value) in kept {
            self.kept_announcement(&key, &value);
            if let (Some((room, id)), Some(stored)) = (self.row_of(&key), Stored::read(&value)) {
                self.timeline(room).restore(id, stored, now);
            }
        }
    }

    /// Another tab stored `value` under `key`, or removed what was there.
    pub fn stored_elsewhere(&mut self, key: &str, value: Option<&str>, now: u64) {
        if let Some(value) = value {
            self.kept_announcement(key, value);
        }
        let Some((room, id)) = self.row_of(key) else { return };
        match value.map(Stored::read) {
            None => self.timeline(room).removed_elsewhere(&id),
            Some(Some(stored)) => self.timeline(room).stored_elsewhere(&id, stored, now),
            Some(None) => {}
        }
    }

    /// How many rows of this person are kept.
    pub(super) fn stored(&self) -> usize {
        self.timelines.values().map(Timeline::stored).sum()
    }

    /// What is to be kept, or not any more, since this was last asked.
    pub(super) fn take_saves(&mut self) -> Vec<Save> {
        let under = self.stored_under();
        let mut saves = self.take_announcement_saves();
        for (room, timeline) in self.timelines.iter_mut() {
            saves.extend(timeline.take_unsaved().into_iter().map(|unsaved| Save {
                key: format!("{under}{room}/{}", unsaved.client_id.as_str()),
                value: unsaved.value,
            }));
        }
        saves
    }

    fn row_of(&self, key: &str) -> Option<(RoomId, ClientId)> {
        let (room, id) = key.strip_prefix(&self.stored_under())?.split_once('/')?;
        Some((room.parse().ok()?, id.to_owned().try_into().ok()?))
    }
}
