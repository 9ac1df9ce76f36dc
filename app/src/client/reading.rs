//! Stop 13 of a message's way: what the person looks at is read.

use super::{Client, Place};
use crate::event::{Command, Read, ReadChanged, RoomId, Seq};
use crate::timeline::{Spot, Timeline};

/// What of the page the person can see.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct View {
    is_watched: bool,
    at_end: bool,
    /// The last message of the room shown that was read when others came or the room was opened.
    new_after: Option<Seq>,
    is_unread: bool,
}

impl Client {
    /// After which message of the room shown those begin that were new when the person came to it, or that
    /// came while they looked away.
    #[must_use]
    pub const fn new_after(&self) -> Option<Seq> {
        self.view.new_after
    }

    /// Another room is shown.
    pub(super) fn look_anew(&mut self) {
        (self.view.new_after, self.view.is_unread) = (None, false);
        self.note_new();
    }

    /// Something new, where all had been read, begins a new part.
    fn note_new(&mut self) {
        let Place::Room(room) = self.place else { return };
        let Some(marker) = self.rooms.get_mut(room).map(|room| &room.marker) else { return };
        // What was seen and the server still counts is not new.
        let is_unread = marker.shown().0 > 0 && marker.seen() < marker.head();
        if is_unread && !self.view.is_unread {
            self.view.new_after = Some(marker.seen());
        }
        self.view.is_unread = is_unread;
    }

    /// Whether the page is in view.
    pub fn watched(&mut self, is_watched: bool) {
        self.view.is_watched = is_watched;
    }

    /// The person is at the end of the rows of `room`, or reads at `spot`; the answer is whether it
    /// is news that the end of the room is in view, or no longer.
    pub fn look(&mut self, room: RoomId, at_end: bool, spot: Option<Spot>) -> bool {
        // What the page tells may be of the room that it is about to leave.
        if self.place != Place::Room(room) {
            return false;
        }
        let Some(timeline) = self.timelines.get_mut(room) else { return false };
        let at_end = timeline.look(at_end, spot);
        std::mem::replace(&mut self.view.at_end, at_end) != at_end
    }

    pub(super) fn read_changed(&mut self, changed: &ReadChanged) {
        if let Some(room) = self.rooms.get_mut(changed.room) {
            room.marker.changed(changed);
        }
    }

    /// What is in view now is seen.
    pub(super) fn see(&mut self) {
        let Place::Room(room) = self.place else { return };
        let shown = self.timelines.get(room).filter(|shown| shown.is_at_end());
        let up_to = shown.and_then(Timeline::shown_up_to);
        if let (Some(up_to), Some(room)) = (up_to, self.rooms.get_mut(room))
            && self.view.is_watched
            && self.view.at_end
        {
            room.marker.see(up_to);
        }
        self.note_new();
    }

    /// What the server is to be told of reading, now.
    pub(super) fn take_reads(&mut self, now: u64) -> Vec<Command> {
        let told = self.rooms.iter_mut().filter_map(|(room, state)| {
            let seq = state.marker.tell(now)?;
            Some(Command::Read(Read { room, seq, client_id: None }))
        });
        told.collect()
    }

    /// When there is next something to tell.
    pub(super) fn reads_at(&self) -> Option<u64> {
        self.rooms.values().filter_map(|room| room.marker.wants_at()).min()
    }
}
