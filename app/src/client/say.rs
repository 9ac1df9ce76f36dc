//! Stop 2 of a message's way: what the person says and does in the room shown.

use super::{Client, Place};
use crate::event::{Body, BodyError, ClientId, Seq};
use crate::timeline::{Intent, Moment, Timeline};
use crate::words;

/// Rows that may wait, over all rooms.
const OUTBOX_ROWS_MAX: usize = 500;

impl Client {
    /// Sends `text` to the room shown, as soon as that is possible.
    ///
    /// # Errors
    /// What is wrong with the text, or that too much waits already.
    pub fn say(&mut self, text: &str, typed: Moment) -> Result<(), SayError> {
        let text = Body::new(text, self.limits.message_chars)?.into_string();
        self.pend(Intent::Say { text, reply_to: None }, typed)
    }

    /// Changes the text of the person's own message `of`.
    ///
    /// # Errors
    /// What is wrong with the text, that the message is gone, or that too much waits already.
    pub fn edit(&mut self, of: Seq, text: &str, typed: Moment) -> Result<(), SayError> {
        let text = Body::new(text, self.limits.message_chars)?.into_string();
        if !self.shown_mut().is_some_and(|timeline| timeline.holds(of)) {
            return Err(SayError::NotThere);
        }
        self.pend(Intent::Edit { of, text }, typed)
    }

    /// Deletes the message `of`, unless that is undone in time.
    ///
    /// # Errors
    /// Too much waits already.
    pub fn delete(&mut self, of: Seq, typed: Moment) -> Result<(), SayError> {
        self.pend(Intent::Delete { of }, typed)
    }

    /// Reacts to the message `of`, or takes that back.
    ///
    /// # Errors
    /// Too much waits already.
    pub fn react(&mut self, of: Seq, emoji: &str, on: bool, typed: Moment) -> Result<(), SayError> {
        self.pend(Intent::React { of, emoji: emoji.to_owned(), on }, typed)
    }

    /// A new attempt at a refused row of the room shown.
    pub fn retry(&mut self, client_id: &ClientId, typed: Moment) {
        let renewed = (self.means.new_id)();
        if let Some(timeline) = self.shown_mut() {
            timeline.retry(client_id, renewed, typed);
        }
    }

    /// Forgets a refused row of the room shown.
    pub fn discard(&mut self, client_id: &ClientId) {
        if let Some(timeline) = self.shown_mut() {
            timeline.discard(client_id);
        }
    }

    /// Takes back a deletion in the room shown, while that is possible.
    pub fn undo(&mut self, client_id: &ClientId) {
        if let Some(timeline) = self.shown_mut() {
            timeline.undo(client_id);
        }
    }

    /// The newest of the person's own messages in the room shown, and its text; `None` while it still waits: an older
    /// one is not what they mean.
    #[must_use]
    pub fn last_own(&self) -> Option<(Seq, String)> {
        let mut newest_first = self.shown()?.newest_rows().into_iter().rev();
        let newest = newest_first.find(|row| row.is_own && !row.text.is_empty())?;
        Some((newest.seq?, newest.text))
    }

    fn pend(&mut self, intent: Intent, typed: Moment) -> Result<(), SayError> {
        if self.stored() >= OUTBOX_ROWS_MAX {
            return Err(SayError::OutboxFull { rows_max: OUTBOX_ROWS_MAX });
        }
        let client_id = (self.means.new_id)();
        if let Some(timeline) = self.shown_mut() {
            timeline.pend(client_id, intent, typed);
        }
        Ok(())
    }

    pub(super) fn shown_mut(&mut self) -> Option<&mut Timeline> {
        let Place::Room(room) = self.place else { return None };
        Some(self.timeline(room))
    }
}

/// Why something cannot be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SayError {
    /// What is wrong with the text.
    Body(BodyError),
    /// The message to change was deleted meanwhile, or is not loaded any more.
    NotThere,
    /// Too much waits to be sent.
    OutboxFull {
        /// How many rows may wait.
        rows_max: usize,
    },
}

impl From<BodyError> for SayError {
    fn from(error: BodyError) -> Self {
        Self::Body(error)
    }
}

impl SayError {
    pub(crate) fn in_words(self, words: &words::Composer) -> String {
        match self {
            Self::Body(error) => words.of_body(error),
            Self::NotThere => words.not_there.to_owned(),
            Self::OutboxFull { rows_max } => words.outbox_full.with(&[&rows_max.to_string()]),
        }
    }
}
