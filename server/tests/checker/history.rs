//! What everybody did and saw, written down as it happens.

mod frames;
mod operation;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use app::event::{ErrorCode, RoomId, Seq};
use tokio::time::Instant;

use crate::rabbit;

pub(crate) use frames::{Frames, Seen, Sighting, is_same_event};
pub(crate) use operation::{Operation, Outcome, What};

/// Something that must not be.
#[derive(Debug, Clone)]
pub(crate) struct Violation {
    pub(crate) rule: &'static str,
    pub(crate) room: Option<RoomId>,
    pub(crate) seq: Option<Seq>,
    pub(crate) client: String,
    /// The frames, and what was expected.
    pub(crate) detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VIOLATION of \"{}\"", self.rule)?;
        if let Some(room) = self.room {
            write!(f, " in {room}")?;
        }
        if let Some(seq) = self.seq {
            write!(f, " at {seq}")?;
        }
        write!(f, " by {}: {}", self.client, self.detail)
    }
}

/// One connection's time in one room: what it was sent from the answer on.
#[derive(Debug, Clone)]
pub(crate) struct Follow {
    pub(crate) client: String,
    pub(crate) user: String,
    pub(crate) room: RoomId,
    /// The room's head when the server let it in; unknown when it ended before it was told.
    pub(crate) head: Option<Seq>,
    pub(crate) last: Seq,
}

/// How often what happened, beside the operations.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) reads: u64,
    pub(crate) resumes: u64,
    pub(crate) gaps: u64,
    pub(crate) connections: u64,
    /// What came out of RabbitMQ, again or not, and how often that was stopped.
    pub(crate) out: u64,
    pub(crate) broker_stops: u64,
    pub(crate) events: u64,
}

/// Shared by all.
#[derive(Debug, Default)]
pub(crate) struct History {
    record: Mutex<Record>,
}

/// By the room's head when it was counted: the least and the greatest marker told.
pub(crate) type Markers = BTreeMap<Seq, (Seq, Seq)>;

/// What is written down.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) operations: Vec<Operation>,
    pub(crate) frames: Frames,
    pub(crate) follows: Vec<Follow>,
    pub(crate) violations: Vec<Violation>,
    pub(crate) counts: Counts,
    /// The newest number of each room that anybody knows of.
    pub(crate) heads: BTreeMap<RoomId, Seq>,
    /// How far each user had read, in the server's words.
    pub(crate) markers: BTreeMap<(String, RoomId), Markers>,
    /// How far each room has gone out to RabbitMQ without a hole.
    pub(crate) out: BTreeMap<RoomId, Seq>,
    /// When the server could not answer: from, to.
    pub(crate) down: Vec<(Instant, Option<Instant>)>,
    /// When RabbitMQ could not: from, to.
    pub(crate) without_broker: Vec<(Instant, Option<Instant>)>,
}

impl History {
    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap()
    }

    pub(crate) fn violates(&self, violation: Violation) {
        self.record().violations.push(violation);
    }

    pub(crate) fn is_violated(&self) -> bool {
        !self.record().violations.is_empty()
    }

    /// Somebody is going to send a command; its number.
    pub(crate) fn planned(&self, operation: Operation) -> usize {
        let operations = &mut self.record().operations;
        operations.push(operation);
        operations.len() - 1
    }

    /// These are about to be sent.
    pub(crate) fn sent(&self, operations: impl Iterator<Item = usize>) {
        let (mut record, now) = (self.record(), Instant::now());
        for number in operations {
            let operation = &mut record.operations[number];
            operation.invoked.get_or_insert(now);
            operation.times += 1;
        }
    }

    pub(crate) fn acked(&self, operation: usize, (room, seq): (RoomId, Seq), dup: bool) {
        let at = Instant::now();
        let mut record = self.record();
        let head = record.heads.entry(room).or_default();
        *head = seq.max(*head);
        record.operations[operation].outcome = Outcome::Acked { room, seq, dup, at };
    }

    pub(crate) fn refused(&self, operation: usize, code: ErrorCode) {
        let at = Instant::now();
        self.record().operations[operation].outcome = Outcome::Refused { code, at };
    }

    /// Nobody waits for its answer any more.
    pub(crate) fn given_up(&self, operation: usize) {
        self.record().operations[operation].outcome = Outcome::Unknown { given_up: true };
    }

    /// The newest number of `room` that anybody knows of.
    pub(crate) fn head(&self, room: RoomId) -> Seq {
        self.record().heads.get(&room).copied().unwrap_or_default()
    }

    /// A log event reached somebody.
    pub(crate) fn saw(&self, seen: &Seen<'_>) {
        let mut record = self.record();
        record.counts.events += 1;
        let head = record.heads.entry(seen.room).or_default();
        *head = seen.seq.max(*head);
        if let Some(violation) = record.frames.saw(seen) {
            record.violations.push(violation);
        }
    }

    pub(crate) fn count(&self, of: impl Fn(&mut Counts)) {
        of(&mut self.record().counts);
    }

    pub(crate) fn goes_down(&self) {
        self.record().down.push((Instant::now(), None));
    }

    pub(crate) fn is_up(&self) {
        if let Some((_, to)) = self.record().down.last_mut() {
            to.get_or_insert_with(Instant::now);
        }
    }
}

impl Record {
    /// The server says that `user` had read up to `read` when the room's head was `head`. Whoever
    /// was told it, on whichever connection: heads and markers go forward together. The answer is a
    /// word that does not go with this one.
    pub(crate) fn marks(
        &mut self,
        user: &str,
        (room, head, read): (RoomId, Seq, Seq),
    ) -> Option<(Seq, Seq)> {
        let markers = self.markers.entry((user.to_owned(), room)).or_default();
        let before = markers.range(..head).next_back().map(|(head, (_, most))| (*head, *most));
        let after = markers.range(head.next()..).next().map(|(head, (least, _))| (*head, *least));
        let told = markers.entry(head).or_insert((read, read));
        *told = (told.0.min(read), told.1.max(read));
        before.filter(|(_, most)| *most > read).or(after.filter(|(_, least)| *least < read))
    }

    /// How long between the two `client` could be answered, which needs the server, and RabbitMQ for whom that is.
    pub(crate) fn up_between(&self, client: &str, from: Instant, to: Instant) -> Duration {
        let broker = if client == rabbit::NAME { &self.without_broker[..] } else { &[] };
        let mut down: Vec<_> = self.down.iter().chain(broker).collect();
        down.sort_unstable();
        let (mut up, mut since) = (Duration::ZERO, from);
        for (begins, ends) in down {
            up += (*begins).min(to).saturating_duration_since(since);
            since = since.max(ends.unwrap_or(to));
        }
        up + to.saturating_duration_since(since)
    }
}
