//! Stop 2 of a message's way: the rows that wait for their ack, one in flight, the rest in order.

use crate::event::{ClientId, Seq, Timestamp};

/// A row on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The same at every attempt.
    pub client_id: ClientId,
    /// The text as typed.
    pub text: String,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Outbox(Vec<Pending>);

#[derive(Debug, Clone)]
pub(super) struct Pending {
    pub(super) client_id: ClientId,
    pub(super) text: String,
    pub(super) at: Timestamp,
    pub(super) state: PendingState,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PendingState {
    Queued,
    InFlight { since: u64 },
    Acked { seq: Seq },
    Refused { reason: String },
}

impl Outbox {
    pub(super) fn rows(&self) -> &[Pending] {
        &self.0
    }

    pub(super) fn pend(&mut self, client_id: ClientId, text: String, at: Timestamp) {
        self.0.push(Pending { client_id, text, at, state: PendingState::Queued });
    }

    pub(super) fn next_to_send(&mut self, now: u64) -> Option<Outgoing> {
        if self.in_flight_since().is_some() {
            return None;
        }
        let next = self.0.iter_mut().find(|row| row.state == PendingState::Queued)?;
        next.state = PendingState::InFlight { since: now };
        Some(Outgoing { client_id: next.client_id.clone(), text: next.text.clone() })
    }

    pub(super) fn in_flight_since(&self) -> Option<u64> {
        self.0.iter().find_map(|row| match row.state {
            PendingState::InFlight { since } => Some(since),
            _ => None,
        })
    }

    /// `last` is the newest change shown: a row at or below it is shown already.
    pub(super) fn ack(&mut self, client_id: &ClientId, seq: Seq, sent: &Timestamp, last: Seq) {
        if seq <= last {
            self.settle(Some(client_id));
        } else if let Some(row) = self.find(client_id) {
            row.state = PendingState::Acked { seq };
            row.at = sent.clone();
        }
    }

    pub(super) fn refuse(&mut self, client_id: &ClientId, reason: &str) -> bool {
        let row = self.find(client_id);
        row.map(|row| row.state = PendingState::Refused { reason: reason.to_owned() }).is_some()
    }

    pub(super) fn refuse_in_flight(&mut self, reason: &str) {
        for row in &mut self.0 {
            if matches!(row.state, PendingState::InFlight { .. }) {
                row.state = PendingState::Refused { reason: reason.to_owned() };
            }
        }
    }

    pub(super) fn put_back(&mut self, client_id: &ClientId) -> bool {
        self.find(client_id).map(|row| row.state = PendingState::Queued).is_some()
    }

    pub(super) fn retry(&mut self, client_id: &ClientId, renewed: ClientId) {
        let Some(at) = self.0.iter().position(|row| row.client_id == *client_id) else { return };
        let mut row = self.0.remove(at);
        row.client_id = renewed;
        row.state = PendingState::Queued;
        self.0.push(row);
    }

    pub(super) fn discard(&mut self, client_id: &ClientId) {
        self.0.retain(|row| {
            row.client_id != *client_id || !matches!(row.state, PendingState::Refused { .. })
        });
    }

    pub(super) fn link_lost(&mut self) {
        for row in &mut self.0 {
            if matches!(row.state, PendingState::InFlight { .. }) {
                row.state = PendingState::Queued;
            }
        }
    }

    pub(super) fn doubt_acks(&mut self) {
        for row in &mut self.0 {
            if matches!(row.state, PendingState::Acked { .. }) {
                row.state = PendingState::Queued;
            }
        }
    }

    /// The message stands in the confirmed prefix.
    pub(super) fn settle(&mut self, client_id: Option<&ClientId>) {
        self.0.retain(|row| Some(&row.client_id) != client_id);
    }

    /// Everything acknowledged at or below `head` stands in the confirmed prefix.
    pub(super) fn settle_up_to(&mut self, head: Seq) {
        self.0.retain(|row| !matches!(row.state, PendingState::Acked { seq } if seq <= head));
    }

    fn find(&mut self, client_id: &ClientId) -> Option<&mut Pending> {
        self.0.iter_mut().find(|row| row.client_id == *client_id)
    }
}
