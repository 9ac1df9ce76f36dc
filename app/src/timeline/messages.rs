//! Stop 13 of a message's way: what a room's log makes of its messages. The page shows them; the
//! server's tests hold its pages against them.

use crate::event::{
    Event, MessageDeleted, MessageEdited, NewMessage, Reaction, ReactionChanged, Seq,
};

/// A run of a room's messages, the oldest first, each as a page of history shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Messages(Vec<Held>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Held {
    message: NewMessage,
    /// The head it was read at: changes up to here are in it already.
    as_of: Seq,
}

impl Messages {
    /// The messages of a page that was read when the room's head was `head`.
    #[must_use]
    pub fn of(messages: Vec<NewMessage>, head: Seq) -> Self {
        Self(messages.into_iter().map(|message| Held { message, as_of: head }).collect())
    }

    /// Applies the next event of the room's log. Changes of messages that are not held change
    /// nothing, and neither do changes that a message had when it was read.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::NewMessage(message) => self.push(message),
            Event::MessageEdited(edited) => {
                self.alter(edited.of, edited.seq, |message| edit(message, edited));
            }
            Event::MessageDeleted(MessageDeleted { of, seq, .. }) => {
                self.alter(*of, *seq, bury);
            }
            Event::ReactionChanged(changed) => {
                let ReactionChanged { of, seq, from, emoji, on, .. } = changed;
                self.alter(*of, *seq, |message| react(&mut message.reactions, emoji, from, *on));
            }
            _ => {}
        }
    }

    /// The messages, the oldest first.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &NewMessage> {
        self.0.iter().map(|held| &held.message)
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The message with number `seq`.
    #[must_use]
    pub fn get(&self, seq: Seq) -> Option<&NewMessage> {
        self.find(seq).map(|at| &self.0[at].message)
    }

    /// The message with number `of` as it stands before the change with number `change`; `None` as
    /// well when it was read after that change.
    pub(super) fn before(&self, of: Seq, change: Seq) -> Option<&NewMessage> {
        let held = &self.0[self.find(of)?];
        (held.as_of < change).then_some(&held.message)
    }

    /// Those from the one to the other place, as far as there are any.
    pub(super) fn part(&self, from: usize, to: usize) -> impl Iterator<Item = &NewMessage> {
        let to = to.min(self.0.len());
        self.0[from.min(to)..to].iter().map(|held| &held.message)
    }

    /// Puts `older` above.
    pub(super) fn prepend(&mut self, mut older: Self) {
        older.0.append(&mut self.0);
        self.0 = older.0;
    }

    /// Puts `newer` below.
    pub(super) fn append(&mut self, mut newer: Self) {
        self.0.append(&mut newer.0);
    }

    fn push(&mut self, message: &NewMessage) {
        if self.0.last().is_some_and(|last| last.message.seq >= message.seq) {
            return;
        }
        let (mut message, as_of) = (message.clone(), message.seq);
        if message.deleted {
            bury(&mut message);
        }
        self.0.push(Held { message, as_of });
    }

    fn alter(&mut self, of: Seq, change: Seq, alter: impl FnOnce(&mut NewMessage)) {
        let Some(at) = self.find(of) else { return };
        let held = &mut self.0[at];
        // A tombstone may be there before its deletion: what is replayed says what became of it.
        if held.as_of < change && !held.message.deleted {
            alter(&mut held.message);
        }
    }

    pub(super) fn find(&self, seq: Seq) -> Option<usize> {
        self.0.binary_search_by_key(&seq, |held| held.message.seq).ok()
    }
}

fn edit(message: &mut NewMessage, edited: &MessageEdited) {
    if edited.deleted {
        bury(message);
        return;
    }
    message.message.clone_from(&edited.message);
    message.html.clone_from(&edited.html);
    message.mentions.clone_from(&edited.mentions);
    message.edited = Some(edited.sent.clone());
}

/// Leaves a tombstone.
fn bury(message: &mut NewMessage) {
    message.message.clear();
    message.html.clear();
    message.mentions.clear();
    message.edited = None;
    message.reactions.clear();
    message.alias = None;
    message.deleted = true;
}

/// The message that an event changes.
pub(super) const fn subject_of(event: &Event) -> Option<Seq> {
    match event {
        Event::MessageEdited(edited) => Some(edited.of),
        Event::MessageDeleted(deleted) => Some(deleted.of),
        Event::ReactionChanged(changed) => Some(changed.of),
        _ => None,
    }
}

/// Gives or takes back a reaction: groups stand by emoji, in a group the earliest stands first.
pub(super) fn react(reactions: &mut Vec<Reaction>, emoji: &str, from: &str, on: bool) {
    let found = reactions.binary_search_by(|group| group.emoji.as_str().cmp(emoji));
    match (found, on) {
        (Ok(at), true) => {
            let group = &mut reactions[at].from;
            if !group.iter().any(|name| name == from) {
                group.push(from.to_owned());
            }
        }
        (Err(at), true) => {
            let group = Reaction { emoji: emoji.to_owned(), from: vec![from.to_owned()] };
            reactions.insert(at, group);
        }
        (Ok(at), false) => {
            reactions[at].from.retain(|name| name != from);
            if reactions[at].from.is_empty() {
                reactions.remove(at);
            }
        }
        (Err(_), false) => {}
    }
}

#[cfg(test)]
mod tests;
