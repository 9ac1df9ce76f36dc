//! What a full queue lets go of, and what it notes of that.

use app::event::RoomId;

use super::{Entry, State, Taken};

impl State {
    /// Lets the log events of the rooms that `which` names go, and marks those rooms behind.
    pub(super) fn let_go(&mut self, which: impl Fn(RoomId) -> bool) {
        let Self { taken: Taken { entries, behind, .. }, bytes, .. } = self;
        entries.retain(|entry| {
            let Some(room) = entry.room_of_log().filter(|room| which(*room)) else { return true };
            if !behind.contains(&room) {
                behind.push(room);
            }
            *bytes -= entry.bytes();
            false
        });
    }

    /// Lets go of what is the first to go: how far the user and others have come, and who is there, is said
    /// afresh later.
    pub(super) fn let_reads_go(&mut self) {
        let Self { taken, bytes, .. } = self;
        let Taken { entries, unsaid, unsaid_receipts, unsaid_presence, .. } = taken;
        entries.retain(|entry| {
            match entry {
                Entry::Read { room, .. } => note(unsaid, *room),
                Entry::Receipt { room, .. } => note(unsaid_receipts, *room),
                Entry::Fleeting { rooms, .. } => {
                    rooms.iter().for_each(|room| note(unsaid_presence, *room));
                }
                _ => return true,
            }
            *bytes -= entry.bytes();
            false
        });
    }

    pub(super) fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

/// Notes `room`, once.
pub(super) fn note(rooms: &mut Vec<RoomId>, room: RoomId) {
    if !rooms.contains(&room) {
        rooms.push(room);
    }
}
