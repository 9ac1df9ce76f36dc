//! What a client has asked for and not been answered, in order: it outlives connections and restarts.

use std::collections::{BTreeMap, VecDeque};

use app::event::{ClientId, RoomId};
use tokio::time::Instant;

/// One command that waits for its answer.
#[derive(Debug)]
pub(crate) struct Waiting {
    /// Its number in the history.
    pub(crate) operation: usize,
    pub(crate) client_id: ClientId,
    pub(crate) frame: String,
    sent: Option<Sent>,
}

/// On this connection: the how-manieth, and when.
#[derive(Debug, Clone, Copy)]
struct Sent {
    order: u64,
    at: Instant,
}

/// All that waits.
#[derive(Debug)]
pub(crate) struct Outbox {
    rooms: BTreeMap<RoomId, VecDeque<Waiting>>,
    /// In flight at once in one room.
    width: usize,
    order: u64,
    /// The server asked for patience until then.
    pub(crate) paused_until: Instant,
}

impl Outbox {
    pub(crate) fn new(width: usize) -> Self {
        Self { rooms: BTreeMap::new(), width, order: 0, paused_until: Instant::now() }
    }

    pub(crate) fn len(&self) -> usize {
        self.rooms.values().map(VecDeque::len).sum()
    }

    pub(crate) fn add(
        &mut self,
        room: RoomId,
        operation: usize,
        client_id: ClientId,
        frame: String,
    ) {
        let waiting = Waiting { operation, client_id, frame, sent: None };
        self.rooms.entry(room).or_default().push_back(waiting);
    }

    /// What is to be sent now, with its number in the history; it counts as sent.
    pub(crate) fn take_ready(&mut self) -> Vec<(usize, String)> {
        let now = Instant::now();
        if now < self.paused_until {
            return Vec::new();
        }
        let mut ready = Vec::new();
        for queue in self.rooms.values_mut() {
            let unsent = queue.iter_mut().take(self.width).filter(|waiting| waiting.sent.is_none());
            for waiting in unsent {
                self.order += 1;
                waiting.sent = Some(Sent { order: self.order, at: now });
                ready.push((waiting.operation, waiting.frame.clone()));
            }
        }
        ready
    }

    /// Takes what `client_id` names, when it is in flight.
    pub(crate) fn take(&mut self, client_id: &ClientId) -> Option<Waiting> {
        self.rooms.values_mut().find_map(|queue| {
            let of = |waiting: &Waiting| waiting.client_id == *client_id && waiting.sent.is_some();
            queue.iter().position(of).and_then(|index| queue.remove(index))
        })
    }

    /// What was sent on this connection before `waiting` and has no answer yet.
    pub(crate) fn overtaken_by(&self, waiting: &Waiting) -> Option<&Waiting> {
        let order = waiting.sent.map_or(0, |sent| sent.order);
        let is_before = |other: &&Waiting| other.sent.is_some_and(|sent| sent.order < order);
        self.rooms.values().flatten().find(is_before)
    }

    /// It is to be sent again, after `until`.
    pub(crate) fn postpone(&mut self, client_id: &ClientId, until: Instant) -> bool {
        self.paused_until = until;
        let mut all = self.rooms.values_mut().flatten();
        let found = all.find(|waiting| waiting.client_id == *client_id && waiting.sent.is_some());
        found.map(|waiting| waiting.sent = None).is_some()
    }

    /// When the oldest that has no answer was sent.
    pub(crate) fn waits_since(&self) -> Option<Instant> {
        self.rooms.values().flatten().filter_map(|waiting| waiting.sent).map(|sent| sent.at).min()
    }

    /// The connection is lost: nobody knows what arrived.
    pub(crate) fn forget_sent(&mut self) {
        self.rooms.values_mut().flatten().for_each(|waiting| waiting.sent = None);
    }

    /// Gives up what was sent; its numbers.
    pub(crate) fn give_up_sent(&mut self) -> Vec<usize> {
        let mut given_up = Vec::new();
        for queue in self.rooms.values_mut() {
            queue.retain(|waiting| {
                given_up.extend(waiting.sent.map(|_| waiting.operation));
                waiting.sent.is_none()
            });
        }
        given_up
    }
}
