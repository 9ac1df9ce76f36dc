//! Stops 2 and 13 of a message's way: one room as the page shows it, the confirmed prefix without
//! holes and below it the rows that wait for their ack.

mod outbox;
mod row;
#[cfg(test)]
mod tests;

use crate::event::{Ack, ClientId, Epoch, Event, NewMessage, Position, RoomId, Seq, Timestamp};
use crate::http::History;

use outbox::Outbox;

pub use outbox::Outgoing;
pub use row::{Content, Row, RowState};

/// Messages in a page of history.
pub const PAGE_MESSAGES: usize = 50;

/// Events kept while the first page is under way; those past it are let go, and the jump they leave
/// is mended by asking again.
const EARLY_EVENTS_MAX: usize = 1_000;

/// One room's messages, as far as this page knows them.
#[derive(Debug, Clone)]
pub struct Timeline {
    room: RoomId,
    me: String,
    standing: Standing,
    messages: Vec<NewMessage>,
    older: Older,
    outbox: Outbox,
}

#[derive(Debug, Clone)]
enum Standing {
    Opening { early: Vec<Event>, failed: bool },
    Loaded { epoch: Epoch, last: Seq },
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// It is part of the timeline now, or kept until the first page is there.
    Applied,
    /// The timeline had it.
    Repeat,
    /// Something before it is missing: nothing changed, ask again from [`Timeline::position`].
    Jump,
    /// It is no log event of this room.
    Elsewhere,
}

/// What is known of the messages before the oldest shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Older {
    /// There are some.
    There,
    /// They are under way.
    Loading,
    /// They could not be had.
    Failed,
    /// The oldest shown is the room's first.
    NoneLeft,
}

/// How far the timeline has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loaded {
    /// The newest page is under way.
    Opening,
    /// The newest page could not be had.
    Failed,
    /// There it is.
    Ready(Older),
}

impl Timeline {
    /// A room whose newest page is under way, as `me` sees it.
    #[must_use]
    pub fn opening(room: RoomId, me: &str) -> Self {
        Self {
            room,
            me: me.to_owned(),
            standing: Standing::Opening { early: Vec::new(), failed: false },
            messages: Vec::new(),
            older: Older::NoneLeft,
            outbox: Outbox::default(),
        }
    }

    /// Takes the newest page, then what arrived while it was under way. A second page is ignored.
    /// [`Applied::Jump`] when something is missing between the two.
    pub fn load(&mut self, page: History) -> Applied {
        let Standing::Opening { early, .. } = &mut self.standing else { return Applied::Repeat };
        let early = std::mem::take(early);
        self.older = Self::older_than(&page);
        self.standing = Standing::Loaded { epoch: page.epoch, last: page.head };
        self.messages = page.messages;
        for message in &self.messages {
            if message.from == self.me {
                self.outbox.settle(message.client_id.as_ref());
            }
        }
        self.outbox.settle_up_to(page.head);
        for event in early {
            if self.apply(&event) == Applied::Jump {
                return Applied::Jump;
            }
        }
        Applied::Applied
    }

    /// The newest page could not be had.
    pub fn load_failed(&mut self) {
        if let Standing::Opening { failed, .. } = &mut self.standing {
            *failed = true;
        }
    }

    /// Forgets what is confirmed and waits for a newest page; what waits for its ack is kept.
    /// Another history may lack what this one had acknowledged: with `other_history` it is sent again.
    pub fn restart(&mut self, other_history: bool) {
        self.standing = Standing::Opening { early: Vec::new(), failed: false };
        self.messages.clear();
        self.older = Older::NoneLeft;
        if other_history {
            self.outbox.doubt_acks();
        }
    }

    /// Applies a log event, if it is the next one.
    pub fn apply(&mut self, event: &Event) -> Applied {
        let Some((room, seq)) = event.log_position() else { return Applied::Elsewhere };
        if room != self.room {
            return Applied::Elsewhere;
        }
        match &mut self.standing {
            Standing::Opening { early, .. } => {
                if early.len() < EARLY_EVENTS_MAX {
                    early.push(event.clone());
                }
                return Applied::Applied;
            }
            Standing::Loaded { last, .. } if seq <= *last => return Applied::Repeat,
            Standing::Loaded { last, .. } if seq > last.next() => return Applied::Jump,
            Standing::Loaded { last, .. } => *last = seq,
        }
        if let Event::NewMessage(message) = event {
            if message.from == self.me {
                self.outbox.settle(message.client_id.as_ref());
            }
            self.messages.push(message.clone());
        }
        self.outbox.settle_up_to(seq);
        Applied::Applied
    }

    /// The oldest message shown, to ask for those before it; marks them as under way.
    pub fn ask_older(&mut self) -> Option<Seq> {
        let oldest = self.messages.first()?.seq;
        matches!(self.older, Older::There | Older::Failed).then(|| {
            self.older = Older::Loading;
            oldest
        })
    }

    /// Takes the page before `before`, or that it could not be had.
    pub fn older(&mut self, before: Seq, page: Option<History>) {
        let asked = self.older == Older::Loading
            && self.messages.first().is_some_and(|oldest| oldest.seq == before);
        if !asked {
            return;
        }
        let Some(mut page) = page else {
            self.older = Older::Failed;
            return;
        };
        self.older = Self::older_than(&page);
        page.messages.retain(|message| message.seq < before);
        page.messages.append(&mut self.messages);
        self.messages = page.messages;
    }

    /// Adds a row that waits to be sent.
    pub fn pend(&mut self, client_id: ClientId, text: String, at: Timestamp) {
        self.outbox.pend(client_id, text, at);
    }

    /// The next row to send, if none is in flight; it is in flight from `now` on (milliseconds).
    pub fn next_to_send(&mut self, now: u64) -> Option<Outgoing> {
        self.outbox.next_to_send(now)
    }

    /// A row is durable. It stays below the prefix until its own event is applied.
    pub fn ack(&mut self, ack: &Ack) {
        let last = self.position().map_or(Seq::ZERO, |position| position.seq);
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
    pub fn retry(&mut self, client_id: &ClientId, renewed: ClientId) {
        self.outbox.retry(client_id, renewed);
    }

    /// Forgets a refused row.
    pub fn discard(&mut self, client_id: &ClientId) {
        self.outbox.discard(client_id);
    }

    /// What was in flight is to be sent again, under the same id.
    pub fn link_lost(&mut self) {
        self.outbox.link_lost();
    }

    /// The server closed over what it was sent: the row in flight is refused.
    pub fn refuse_in_flight(&mut self, reason: &str) {
        self.outbox.refuse_in_flight(reason);
    }

    /// Since when a row has been waiting for its ack, in milliseconds.
    #[must_use]
    pub fn in_flight_since(&self) -> Option<u64> {
        self.outbox.in_flight_since()
    }

    /// Where the timeline stands; `None` while its newest page is under way.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        match &self.standing {
            Standing::Opening { .. } => None,
            Standing::Loaded { epoch, last } => Some(Position { epoch: epoch.clone(), seq: *last }),
        }
    }

    /// How far it has come.
    #[must_use]
    pub fn loaded(&self) -> Loaded {
        match self.standing {
            Standing::Opening { failed: true, .. } => Loaded::Failed,
            Standing::Opening { .. } => Loaded::Opening,
            Standing::Loaded { .. } => Loaded::Ready(self.older),
        }
    }

    fn older_than(page: &History) -> Older {
        if page.messages.len() < PAGE_MESSAGES { Older::NoneLeft } else { Older::There }
    }
}
