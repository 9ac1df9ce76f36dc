//! Stop 12 of a message's way: who is writing, and what the others are told of the person's own writing.

use super::{Client, Place};
use crate::event::{Command, RoomId, Typing as Said, Typist};

/// Who was heard of is writing for so long, in milliseconds.
const GONE_AFTER_MS: u64 = 5_000;
/// The server is told so often, in milliseconds: all that is told counts for the person's rate.
const SAID_EVERY_MS: u64 = 3_000;

/// Who is writing where.
#[derive(Debug, Default)]
pub(super) struct Typing {
    heard: Vec<(Typist, u64)>,
    /// Where the person has written since the server was last told.
    room: Option<RoomId>,
    /// When the server may next be told.
    from: u64,
}

impl Client {
    /// Those who are writing in the room shown, but for the person.
    #[must_use]
    pub fn typists(&self) -> Vec<String> {
        let Place::Room(room) = self.place else { return Vec::new() };
        let here = self.typing.heard.iter().filter(|(typist, _)| typist.room == room);
        here.map(|(typist, _)| typist.from.clone()).collect()
    }

    /// The person has written a little in the room shown at `now` (milliseconds); whether somebody is to be
    /// told. What is told late is not true any more.
    pub fn typed(&mut self, now: u64) -> bool {
        let Place::Room(room) = self.place else { return false };
        let is_due = self.connected && self.typing.from.max(self.hold_until) <= now;
        if is_due {
            self.typing.room = Some(room);
        }
        is_due
    }

    pub(super) fn told_typing(&mut self, typist: &Typist, now: u64) {
        let Typing { heard, .. } = &mut self.typing;
        let over = now + GONE_AFTER_MS;
        match heard.iter_mut().find(|(known, _)| known == typist) {
            Some((_, known)) => *known = over,
            None => heard.push((typist.clone(), over)),
        }
    }

    /// What the server is to be told.
    pub(super) fn take_typing(&mut self, now: u64) -> Option<Command> {
        let room = self.typing.room.take()?;
        self.typing.from = now + SAID_EVERY_MS;
        Some(Command::Typing(Said { room, client_id: None }))
    }
}

impl Typing {
    /// Who has said something has written it.
    pub(super) fn said(&mut self, room: RoomId, from: &str) {
        self.heard.retain(|(typist, _)| typist.room != room || typist.from != from);
    }

    /// Lets go of what is over at `now`; when that is next.
    pub(super) fn tick(&mut self, now: u64) -> Option<u64> {
        self.heard.retain(|(_, over)| *over > now);
        self.heard.iter().map(|(_, over)| *over).min()
    }

    /// Without a connection nobody is heard.
    pub(super) fn forget(&mut self) {
        self.heard.clear();
        self.room = None;
    }
}
