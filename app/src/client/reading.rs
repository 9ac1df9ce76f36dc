//! Stop 13 of a message's way: what the person looks at is read.

use super::{Client, Place};
use crate::event::{Command, Read, ReadChanged};
use crate::timeline::Timeline;

/// What of the page the person can see.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct View {
    is_watched: bool,
    at_end: bool,
}

impl Client {
    /// Whether the page is in view.
    pub fn watched(&mut self, is_watched: bool) {
        self.view.is_watched = is_watched;
    }

    /// Whether the end of the room shown is in view; the answer is whether that is news.
    pub fn at_end(&mut self, at_end: bool) -> bool {
        std::mem::replace(&mut self.view.at_end, at_end) != at_end
    }

    pub(super) fn read_changed(&mut self, changed: &ReadChanged) {
        if let Some(room) = self.rooms.get_mut(&changed.room) {
            room.marker.changed(changed);
        }
    }

    /// What is in view now is seen.
    pub(super) fn see(&mut self) {
        let Place::Room(room) = self.place else { return };
        let shown_up_to = self.timelines.get(&room).and_then(Timeline::shown_up_to);
        if let (Some(up_to), Some(room)) = (shown_up_to, self.rooms.get_mut(&room))
            && self.view.is_watched
            && self.view.at_end
        {
            room.marker.see(up_to);
        }
    }

    /// What the server is to be told of reading, now.
    pub(super) fn take_reads(&mut self, now: u64) -> Vec<Command> {
        let told = self.rooms.iter_mut().filter_map(|(room, state)| {
            let seq = state.marker.tell(now)?;
            Some(Command::Read(Read { room: *room, seq, client_id: None }))
        });
        told.collect()
    }

    /// When there is next something to tell.
    pub(super) fn reads_at(&self) -> Option<u64> {
        self.rooms.values().filter_map(|room| room.marker.wants_at()).min()
    }
}
