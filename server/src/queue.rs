//! Stop 10 of a message's way: what waits to be written to one connection, bounded in bytes.
//!
//! Invariant: a log entry in here is a hint. When there is no room, all entries of its room are let
//! go, the room is marked behind, and the connection's cursor refills it from the store. A reply is
//! never let go: where there is no room for one, the connection ends.

mod letting_go;

use std::collections::{HashSet, VecDeque};
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use app::event::{CloseCode, ReadChanged, RoomId, Seq};
use app::words::Language;
use axum::extract::ws::Utf8Bytes;
use tokio::sync::Notify;

use crate::store::{SessionId, UserId};
use letting_go::note;

/// What an entry costs beside its text, in bytes.
const ENTRY_BYTES: usize = 64;

/// A connection's number in this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ConnectionId(pub u64);

/// One connection's outgoing queue, and whose it is.
#[derive(Debug)]
pub struct Queue {
    /// Which connection.
    pub connection: ConnectionId,
    /// Whose.
    pub user: UserId,
    /// Under which session it was opened.
    pub session: SessionId,
    /// What is said to its owner in sentences is said in this one.
    pub language: Language,
    bytes_max: usize,
    state: Mutex<State>,
    ended: Notify,
}

/// What waits to be written.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A log event.
    Log {
        /// Its room.
        room: RoomId,
        /// Its number.
        seq: Seq,
        /// The frame that all its readers share.
        frame: Utf8Bytes,
    },
    /// A command of this connection is durable.
    Ack {
        /// Its room.
        room: RoomId,
        /// Its number.
        seq: Seq,
        /// The ack.
        frame: Utf8Bytes,
        /// The client counts it as the log event itself.
        stands_for_event: bool,
    },
    /// How far the user has read; may be let go, and is then read afresh.
    Read {
        /// The room.
        room: RoomId,
        /// The last change read.
        read: Seq,
        /// The room's head when it was counted.
        head: Seq,
        /// `read_changed`.
        frame: Utf8Bytes,
    },
    /// How far somebody else has come; may be let go, and is then read afresh.
    Receipt {
        /// The room, which is one of people.
        room: RoomId,
        /// `receipt`.
        frame: Utf8Bytes,
    },
    /// Who is there, or is writing; may be let go.
    Fleeting {
        /// Where it is then to be said afresh who is there.
        rooms: Arc<[RoomId]>,
        /// `presence` or `typing`.
        frame: Utf8Bytes,
    },
    /// Any other reply.
    Reply(Utf8Bytes),
    /// The user sees a room that they did not: follow from `joined` on.
    Added {
        /// The room.
        room: RoomId,
        /// The first number to follow: their `member_joined`, or what somebody wrote to them.
        joined: Seq,
        /// `room_added`.
        frame: Utf8Bytes,
    },
    /// The user is no member any more.
    Removed {
        /// The room.
        room: RoomId,
        /// The number of their `member_left`.
        left: Seq,
        /// `room_removed`.
        frame: Utf8Bytes,
    },
}

impl Entry {
    fn bytes(&self) -> usize {
        let (Self::Log { frame, .. }
        | Self::Ack { frame, .. }
        | Self::Read { frame, .. }
        | Self::Receipt { frame, .. }
        | Self::Fleeting { frame, .. }
        | Self::Reply(frame)
        | Self::Added { frame, .. }
        | Self::Removed { frame, .. }) = self;
        ENTRY_BYTES + frame.len()
    }

    fn room_of_log(&self) -> Option<RoomId> {
        match self {
            Self::Log { room, .. } => Some(*room),
            _ => None,
        }
    }
}

/// Everything that waited.
#[derive(Debug, Default)]
pub struct Taken {
    /// In order.
    pub entries: VecDeque<Entry>,
    /// Rooms whose entries were let go.
    pub behind: Vec<RoomId>,
    /// Rooms whose `read_changed` was let go.
    pub unsaid: Vec<RoomId>,
    /// Rooms of which a `receipt` was let go.
    pub unsaid_receipts: Vec<RoomId>,
    /// Rooms of which it is to be said who is there: just listened to, or a `presence` was let go.
    pub unsaid_presence: Vec<RoomId>,
    /// Something else is announced to everybody.
    pub announced: bool,
    /// Close with this, whatever waits.
    pub end: Option<CloseCode>,
    /// The server goes down: say so, and read no more.
    pub draining: bool,
}

#[derive(Debug, Default)]
struct State {
    taken: Taken,
    bytes: usize,
    waker: Option<Waker>,
    /// The rooms whose listeners this queue is among.
    rooms: HashSet<RoomId>,
    /// The connection has ended: listen to nothing any more.
    gone: bool,
}

impl Queue {
    /// An empty one that holds `bytes_max` bytes; its owner is told things in `language`.
    #[must_use]
    pub fn new(
        connection: ConnectionId,
        user: UserId,
        session: SessionId,
        language: Language,
        bytes_max: usize,
    ) -> Self {
        let (state, ended) = (Mutex::default(), Notify::new());
        Self { connection, user, session, language, bytes_max, state, ended }
    }

    /// Queues a log event, or marks its room behind.
    pub fn push_log(&self, room: RoomId, seq: Seq, frame: &Utf8Bytes) {
        let mut state = self.lock();
        if state.taken.behind.contains(&room) {
            return;
        }
        let bytes = ENTRY_BYTES + frame.len();
        if state.bytes + bytes > self.bytes_max {
            state.let_reads_go();
        }
        if state.bytes + bytes > self.bytes_max {
            state.let_go(|of| of == room);
            if !state.taken.behind.contains(&room) {
                state.taken.behind.push(room);
            }
        } else {
            state.bytes += bytes;
            state.taken.entries.push_back(Entry::Log { room, seq, frame: frame.clone() });
        }
        state.wake();
    }

    /// Queues how far the user has read, or notes that it is to be said afresh.
    pub fn push_read(
        &self,
        &ReadChanged { room, read, head, .. }: &ReadChanged,
        frame: &Utf8Bytes,
    ) {
        let mut state = self.lock();
        let entry = Entry::Read { room, read, head, frame: frame.clone() };
        let bytes = entry.bytes();
        if state.bytes + bytes > self.bytes_max {
            note(&mut state.taken.unsaid, room);
        } else {
            state.bytes += bytes;
            state.taken.entries.push_back(entry);
        }
        state.wake();
    }

    /// Queues how far somebody else has come, or notes that it is to be said afresh.
    pub fn push_receipt(&self, room: RoomId, frame: &Utf8Bytes) {
        let mut state = self.lock();
        let entry = Entry::Receipt { room, frame: frame.clone() };
        let bytes = entry.bytes();
        if state.bytes + bytes > self.bytes_max {
            note(&mut state.taken.unsaid_receipts, room);
        } else {
            state.bytes += bytes;
            state.taken.entries.push_back(entry);
        }
        state.wake();
    }

    /// Queues who is there or is writing, or notes that it is to be said afresh for `rooms`.
    pub fn push_fleeting(&self, rooms: &Arc<[RoomId]>, frame: &Utf8Bytes) {
        let mut state = self.lock();
        let entry = Entry::Fleeting { rooms: Arc::clone(rooms), frame: frame.clone() };
        let bytes = entry.bytes();
        if state.bytes + bytes > self.bytes_max {
            rooms.iter().for_each(|room| note(&mut state.taken.unsaid_presence, *room));
        } else {
            state.bytes += bytes;
            state.taken.entries.push_back(entry);
        }
        state.wake();
    }

    /// Queues what must not be lost: lets log events go for it, or ends the connection.
    pub fn push_reply(&self, entry: Entry) {
        self.push_replies([entry]);
    }

    /// The same with several, which are taken together.
    pub fn push_replies(&self, entries: impl IntoIterator<Item = Entry>) {
        let mut state = self.lock();
        for entry in entries {
            let bytes = entry.bytes();
            if state.bytes + bytes > self.bytes_max {
                state.let_reads_go();
            }
            if state.bytes + bytes > self.bytes_max {
                state.let_go(|_| true);
            }
            if state.bytes + bytes > self.bytes_max {
                state.taken.end.get_or_insert(CloseCode::TooSlow);
            } else {
                state.bytes += bytes;
                state.taken.entries.push_back(entry);
            }
        }
        state.wake();
    }

    /// Ends the connection, ahead of all that waits.
    pub fn end(&self, code: CloseCode) {
        let mut state = self.lock();
        state.taken.end.get_or_insert(code);
        state.wake();
        self.ended.notify_one();
    }

    /// Waits until the connection is to end, also while it is busy writing.
    pub async fn is_ended(&self) {
        self.ended.notified().await;
    }

    /// Tells the connection that something else is announced. It reads for itself what: nothing of it waits here.
    pub fn note_announced(&self) {
        let mut state = self.lock();
        state.taken.announced = true;
        state.wake();
    }

    /// Tells the connection that the server goes down.
    pub fn drain(&self) {
        let mut state = self.lock();
        state.taken.draining = true;
        state.wake();
    }

    /// Waits until something does, and takes all of it. Loses nothing when dropped.
    pub async fn take(&self) -> Taken {
        std::future::poll_fn(|context| self.poll_take(context)).await
    }

    /// Takes what there is, without waiting.
    #[must_use]
    pub fn take_now(&self) -> Taken {
        let mut state = self.lock();
        state.bytes = 0;
        mem::take(&mut state.taken)
    }

    /// Notes that this queue is about to listen to `room`; `false` when it does already or is gone.
    pub(crate) fn note_listening(&self, room: RoomId) -> bool {
        let mut state = self.lock();
        let is_new = !state.gone && state.rooms.insert(room);
        if is_new {
            note(&mut state.taken.unsaid_presence, room);
            state.wake();
        }
        is_new
    }

    /// Notes that this queue listens to `room` no more; `false` when it did not.
    pub(crate) fn note_forgotten(&self, room: RoomId) -> bool {
        self.lock().rooms.remove(&room)
    }

    /// Whether this queue is among the listeners of `room`.
    #[must_use]
    pub fn listens_to(&self, room: RoomId) -> bool {
        self.lock().rooms.contains(&room)
    }

    /// Notes that the connection has ended, and says what it listened to.
    pub(crate) fn note_gone(&self) -> HashSet<RoomId> {
        let mut state = self.lock();
        state.gone = true;
        mem::take(&mut state.rooms)
    }

    fn poll_take(&self, context: &Context<'_>) -> Poll<Taken> {
        let mut state = self.lock();
        let Taken {
            entries,
            behind,
            unsaid,
            unsaid_receipts,
            unsaid_presence,
            announced,
            end,
            draining,
        } = &state.taken;
        let nothing = entries.is_empty()
            && behind.is_empty()
            && unsaid.is_empty()
            && unsaid_receipts.is_empty()
            && unsaid_presence.is_empty()
            && !announced;
        if nothing && end.is_none() && !draining {
            match &mut state.waker {
                Some(waker) => waker.clone_from(context.waker()),
                empty => *empty = Some(context.waker().clone()),
            }
            return Poll::Pending;
        }
        state.bytes = 0;
        Poll::Ready(mem::take(&mut state.taken))
    }

    /// Guards plain values that no panic can leave half changed.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
