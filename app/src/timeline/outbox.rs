//! Stop 2 of a message's way: one room's rows that wait for their ack, one in flight, the rest in
//! order. Each is stored in the browser until it is durable on the server.

mod stored;
#[cfg(test)]
mod tests;

use super::{Intent, Moment};
use crate::event::{ClientId, Command, RoomId, Seq, Timestamp};

pub use stored::Stored;

#[derive(Debug, Clone, Default)]
pub(super) struct Outbox {
    rows: Vec<Pending>,
    unsaved: Vec<Unsaved>,
}

/// A row on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pending {
    pub(super) client_id: ClientId,
    pub(super) intent: Intent,
    pub(super) typed: Moment,
    pub(super) state: PendingState,
    /// A deletion waits until then, in milliseconds, and can be undone.
    pub(super) not_before: u64,
    /// That time has not come yet.
    pub(super) can_undo: bool,
    /// Another tab is sending it; should it have died, this one does from then on.
    held_until: u64,
    /// It may have reached the server: it can be sent again, but not be replaced by something else.
    tried: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PendingState {
    Queued,
    InFlight { since: u64 },
    Acked { seq: Seq },
    Refused { reason: String },
}

/// What is to be stored under a row's key, or that nothing is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaved {
    /// The row.
    pub client_id: ClientId,
    /// What to store; `None` to remove it.
    pub value: Option<String>,
}

impl Outbox {
    pub(super) fn rows(&self) -> &[Pending] {
        &self.rows
    }

    /// What has not been stored since this was last asked.
    pub(super) fn take_unsaved(&mut self) -> Vec<Unsaved> {
        std::mem::take(&mut self.unsaved)
    }

    /// How many rows are kept in the browser.
    pub(super) fn stored(&self) -> usize {
        self.rows.iter().filter(|row| row.is_stored()).count()
    }

    pub(super) fn pend(&mut self, row: Pending) {
        self.save(&row);
        self.rows.push(row);
    }

    pub(super) fn next_to_send(&mut self, room: RoomId, now: u64) -> Option<Command> {
        if self.in_flight_since().is_some() {
            return None;
        }
        let next = self.rows.iter_mut().find(|row| row.is_due(now))?;
        next.state = PendingState::InFlight { since: now };
        next.tried = true;
        Some(next.intent.command(room, next.client_id.clone()))
    }

    /// Ends the times for undoing that are over; the answer is when the next row falls due.
    pub(super) fn tick(&mut self, now: u64) -> Option<u64> {
        for row in &mut self.rows {
            row.can_undo &= row.not_before > now;
        }
        let waits = self.rows.iter().filter(|row| row.state == PendingState::Queued);
        waits.flat_map(|row| [row.not_before, row.held_until]).filter(|due| *due > now).min()
    }

    pub(super) fn in_flight_since(&self) -> Option<u64> {
        self.rows.iter().find_map(|row| match row.state {
            PendingState::InFlight { since } => Some(since),
            _ => None,
        })
    }

    /// `last` is the newest change shown: a row at or below it is shown already.
    pub(super) fn ack(&mut self, client_id: &ClientId, seq: Seq, sent: &Timestamp, last: Seq) {
        if seq <= last {
            self.settle(Some(client_id));
        } else if let Some(at) = self.find(client_id) {
            let row = &mut self.rows[at];
            row.state = PendingState::Acked { seq };
            row.typed.at = sent.clone();
            self.unsave(client_id);
        }
    }

    pub(super) fn refuse(&mut self, client_id: &ClientId, reason: &str) -> bool {
        self.refuse_where(reason, |row| row.client_id == *client_id)
    }

    pub(super) fn refuse_in_flight(&mut self, reason: &str) {
        self.refuse_where(reason, |row| matches!(row.state, PendingState::InFlight { .. }));
    }

    /// Nothing that is not under way can be sent any more.
    pub(super) fn refuse_queued(&mut self, reason: &str) {
        self.refuse_where(reason, |row| row.state == PendingState::Queued);
    }

    pub(super) fn put_back(&mut self, client_id: &ClientId) -> bool {
        let found = self.find(client_id);
        found.map(|at| self.rows[at].state = PendingState::Queued).is_some()
    }

    pub(super) fn retry(&mut self, client_id: &ClientId, renewed: ClientId, typed: Moment) {
        let Some(at) = self.find(client_id) else { return };
        if !self.rows[at].is_refused() {
            return;
        }
        let last = self.rows.remove(at);
        // The new one is stored before the old one is removed: in between the page may be closed.
        self.pend(Pending::new(renewed, last.intent, typed));
        self.unsave(client_id);
    }

    pub(super) fn discard(&mut self, client_id: &ClientId) {
        self.remove_where(|row| row.client_id == *client_id && row.is_refused());
    }

    /// Takes back a deletion that still waits.
    pub(super) fn undo(&mut self, client_id: &ClientId) {
        self.remove_where(|row| row.client_id == *client_id && row.can_undo);
    }

    /// `intent` is about to be pended: what it makes superfluous goes.
    pub(super) fn supersede(&mut self, intent: &Intent) {
        self.remove_where(|row| {
            intent.replaces(&row.intent) && (row.is_untouched() || row.is_refused())
        });
    }

    pub(super) fn link_lost(&mut self) {
        for row in &mut self.rows {
            if matches!(row.state, PendingState::InFlight { .. }) {
                row.state = PendingState::Queued;
            }
        }
    }

    /// What was acknowledged by a history that is no more is to be sent again.
    pub(super) fn doubt_acks(&mut self) {
        for at in 0..self.rows.len() {
            if matches!(self.rows[at].state, PendingState::Acked { .. }) {
                self.rows[at].state = PendingState::Queued;
                self.save(&self.rows[at].clone());
            }
        }
    }

    /// What it asks for is in the confirmed prefix.
    pub(super) fn settle(&mut self, client_id: Option<&ClientId>) {
        self.remove_where(|row| Some(&row.client_id) == client_id);
    }

    /// Everything acknowledged at or below `head` is in the confirmed prefix.
    pub(super) fn settle_up_to(&mut self, head: Seq) {
        self.remove_where(|row| matches!(row.state, PendingState::Acked { seq } if seq <= head));
    }

    fn find(&self, client_id: &ClientId) -> Option<usize> {
        self.rows.iter().position(|row| row.client_id == *client_id)
    }

    fn refuse_where(&mut self, reason: &str, meant: impl Fn(&Pending) -> bool) -> bool {
        let mut some = false;
        for at in 0..self.rows.len() {
            if meant(&self.rows[at]) {
                self.rows[at].state = PendingState::Refused { reason: reason.to_owned() };
                self.save(&self.rows[at].clone());
                some = true;
            }
        }
        some
    }

    fn remove_where(&mut self, meant: impl Fn(&Pending) -> bool) {
        let gone = self.rows.extract_if(.., |row| meant(row)).filter(Pending::is_stored);
        let keys = gone.map(|row| Unsaved { client_id: row.client_id, value: None });
        self.unsaved.extend(keys.collect::<Vec<_>>());
    }

    fn unsave(&mut self, client_id: &ClientId) {
        self.unsaved.push(Unsaved { client_id: client_id.clone(), value: None });
    }
}

impl Pending {
    pub(super) const fn new(client_id: ClientId, intent: Intent, typed: Moment) -> Self {
        Self {
            client_id,
            intent,
            typed,
            state: PendingState::Queued,
            not_before: 0,
            can_undo: false,
            held_until: 0,
            tried: false,
        }
    }

    /// The same, to be sent after `ms` milliseconds; until then it can be undone.
    pub(super) const fn after(mut self, ms: u64) -> Self {
        self.not_before = self.typed.ms + ms;
        self.can_undo = true;
        self
    }

    pub(super) const fn is_refused(&self) -> bool {
        matches!(self.state, PendingState::Refused { .. })
    }

    fn is_due(&self, now: u64) -> bool {
        self.state == PendingState::Queued && self.not_before.max(self.held_until) <= now
    }

    fn is_untouched(&self) -> bool {
        self.state == PendingState::Queued && !self.tried
    }

    /// An ack ends the storing.
    const fn is_stored(&self) -> bool {
        !matches!(self.state, PendingState::Acked { .. })
    }
}
