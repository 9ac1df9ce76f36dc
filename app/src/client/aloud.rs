//! Stop 13 of a message's way: what a screen reader says by itself. The list of messages is no live region: what
//! scrolling, loading or another room brings into it would all be read out.

use super::{Client, Place};
use crate::event::NewMessage;

/// Of more messages than these at once, the newest are read out.
const AT_ONCE: usize = 3;

impl Client {
    /// Another has said something: it is read out if it is of the room shown.
    pub(super) fn hear_aloud(&mut self, message: &NewMessage) {
        let is_here = self.place == Place::Room(message.room);
        if is_here && message.from != self.user.name && !message.deleted {
            // A terminal never takes them.
            if self.aloud.len() == AT_ONCE {
                self.aloud.remove(0);
            }
            self.aloud.push(format!("{}: {}", message.from, message.message));
        }
    }

    /// What is to be read out now, once; empty when nothing is.
    pub fn take_aloud(&mut self) -> String {
        std::mem::take(&mut self.aloud).join("\n")
    }
}
