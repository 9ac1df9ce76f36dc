//! Stop 2 of a message's way: what the person wants done in a room, until it is done.

use super::outbox::{Pending, Stored, Unsaved};
use super::{Content, Intent, Moment, Standing, Timeline, UNDO_MS};
use crate::event::{Ack, ClientId, Command, NewMessage, Seq};

impl Timeline {
    /// Adds a row that waits to be sent. What changes nothing is not sent: an edit to the same text,
    /// a reaction that is there, or one that only takes back another that still waits.
    pub fn pend(&mut self, client_id: ClientId, intent: Intent, typed: Moment) {
        if !self.is_changed_by(&intent) {
            return;
        }
        self.outbox.supersede(&intent);
        if !self.is_changed_by(&intent) {
            return;
        }
        let is_deletion = matches!(intent, Intent::Delete { .. });
        let row = Pending::new(client_id, intent, typed);
        self.outbox.pend(if is_deletion { row.after(UNDO_MS) } else { row });
    }

    /// The command of the next row, if none is in flight; it is in flight from `now` on
    /// (milliseconds).
    pub fn next_to_send(&mut self, now: u64) -> Option<Command> {
        self.outbox.next_to_send(self.room, now)
    }

    /// Lets time pass; the answer is when something falls due, in milliseconds.
    pub fn tick(&mut self, now: u64) -> Option<u64> {
        self.outbox.tick(now)
    }

    /// A row is durable. What it does is shown as before until its own event is applied.
    pub fn ack(&mut self, ack: &Ack) {
        let last = match &self.standing {
            Standing::Opening { .. } => Seq::ZERO,
            Standing::Counted(at) | Standing::Loaded(at) => at.seq,
        };
        if let Some(client_id) = &ack.client_id {
            self.outbox.ack(client_id, ack.seq, &ack.sent, last);
        }
    }

    /// A row is refused for good. Whether there was such a row.
    pub fn refuse(&mut self, client_id: &ClientId, reason: &str) -> bool {
        self.outbox.refuse(client_id, reason)
    }

    /// A row is to be sent again later. Whether there was such a row.
    pub fn put_back(&mut self, client_id: &ClientId) -> bool {
        self.outbox.put_back(client_id)
    }

    /// A new attempt at a refused row, under a new id.
    pub fn retry(&mut self, client_id: &ClientId, renewed: ClientId, typed: Moment) {
        self.outbox.retry(client_id, renewed, typed);
    }

    /// Forgets a refused row.
    pub fn discard(&mut self, client_id: &ClientId) {
        self.outbox.discard(client_id);
    }

    /// Takes back a deletion while that is possible.
    pub fn undo(&mut self, client_id: &ClientId) {
        self.outbox.undo(client_id);
    }

    /// What was in flight is to be sent again, under the same id.
    pub fn link_lost(&mut self) {
        self.outbox.link_lost();
        self.try_newer_again();
    }

    /// The server closed over what it was sent: the row in flight is refused.
    pub fn refuse_in_flight(&mut self, reason: &str) {
        self.outbox.refuse_in_flight(reason);
    }

    /// Nothing can be sent to this room any more; what is in flight has its own answer.
    pub fn refuse_queued(&mut self, reason: &str) {
        self.outbox.refuse_queued(reason);
    }

    /// Another history may lack what this one had acknowledged: it is sent again.
    pub fn doubt_acks(&mut self) {
        self.outbox.doubt_acks();
    }

    /// Since when a row has been waiting for its ack, in milliseconds.
    #[must_use]
    pub fn in_flight_since(&self) -> Option<u64> {
        self.outbox.in_flight_since()
    }

    /// How many rows are kept in the browser.
    #[must_use]
    pub fn stored(&self) -> usize {
        self.outbox.stored()
    }

    /// What has not been stored since this was last asked.
    pub fn take_unsaved(&mut self) -> Vec<Unsaved> {
        self.outbox.take_unsaved()
    }

    /// Takes in a row of an earlier page.
    pub fn restore(&mut self, client_id: ClientId, stored: Stored, now: u64) {
        self.outbox.restore(client_id, stored, now);
        self.settle_shown();
    }

    /// Another tab stored a row, or what became of it.
    pub fn stored_elsewhere(&mut self, client_id: &ClientId, stored: Stored, now: u64) {
        self.outbox.stored_elsewhere(client_id, stored, now);
        self.settle_shown();
    }

    /// Another tab removed a row: it is durable, or was thrown away.
    pub fn removed_elsewhere(&mut self, client_id: &ClientId) {
        self.outbox.removed_elsewhere(client_id);
    }

    /// A message that is shown waits no more.
    pub(super) fn settle_shown(&mut self) {
        if self.outbox.rows().is_empty() {
            return;
        }
        let ours = |message: &&NewMessage| message.from == self.me;
        for message in self.messages.iter().filter(ours) {
            self.outbox.settle(message.client_id.as_ref());
        }
    }

    /// Whether the message with number `of` is shown and can be changed.
    #[must_use]
    pub fn holds(&self, of: Seq) -> bool {
        self.row(of).is_some_and(|row| row.content != Content::Deleted)
    }

    fn is_changed_by(&self, intent: &Intent) -> bool {
        let Some(of) = intent.of() else { return true };
        let Some(row) = self.row(of).filter(|row| row.content != Content::Deleted) else {
            return false;
        };
        match intent {
            Intent::Say { .. } | Intent::Delete { .. } => true,
            Intent::Edit { text, .. } => row.text != *text,
            Intent::React { emoji, on, .. } => {
                let mut groups = row.reactions.iter().filter(|group| group.emoji == *emoji);
                groups.any(|group| group.from.contains(&self.me)) != *on
            }
        }
    }
}
