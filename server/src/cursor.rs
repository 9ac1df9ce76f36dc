//! Stop 11 of a message's way: one connection's place in the rooms it follows.
//!
//! Invariant: in each followed room the client is sent every log event, once, in the order of its
//! number. The queue may drop, repeat and jump; the number tells, and the store mends. Lag, a jump
//! and a return with `after` all take the same way, `refill`.

mod follow;
mod receipts;

use std::collections::BTreeMap;
use std::sync::Arc;

use app::event::{Event, Gap, ReadChanged, RoomId, RoomSummary, Seq};
use axum::extract::ws::Utf8Bytes;

use crate::hub::Seat;
use crate::queue::{Entry, Taken};
use crate::store::{Rows, Standing, Store, StoreError};
use crate::wire::{Ended, Wire, WireStream};

/// More rows than this between a client and the head are a `gap`.
const REFILL_ROWS_MAX: u64 = 500;
/// Rows read from the store at once.
const ROWS_AT_ONCE: usize = 100;

/// One connection's place in each room it follows.
pub struct Cursor {
    seat: Seat,
    store: Arc<dyn Store>,
    places: BTreeMap<RoomId, Place>,
    /// How far the user has read, and at which head it was counted, as the client was last told.
    told: BTreeMap<RoomId, (Seq, Seq)>,
}

struct Place {
    /// The last number that was sent, or that the client said it has.
    last: Seq,
    /// The number of this user's `member_joined`: a `member_left` of theirs after it ends the place. Nobody
    /// leaves a room of people.
    joined: Seq,
    /// The store may hold rows after `last` that the queue will not bring.
    behind: bool,
}

enum Step {
    Next,
    Repeat,
    Jump,
    NotFollowed,
}

impl Cursor {
    /// Of a connection that follows nothing yet.
    #[must_use]
    pub fn new(seat: Seat, store: Arc<dyn Store>) -> Self {
        Self { seat, store, places: BTreeMap::new(), told: BTreeMap::new() }
    }

    /// The connection's registration.
    #[must_use]
    pub fn seat(&self) -> &Seat {
        &self.seat
    }

    /// Whether this connection follows `room`.
    #[must_use]
    pub fn follows(&self, room: RoomId) -> bool {
        self.places.contains_key(&room)
    }

    /// Writes what was taken from the queue, each room's events in their places.
    ///
    /// # Errors
    /// The connection has ended or must end.
    pub async fn write<S: WireStream>(
        &mut self,
        taken: Taken,
        wire: &mut Wire<S>,
    ) -> Result<(), Ended> {
        for room in &taken.behind {
            if let Some(place) = self.places.get_mut(room) {
                place.behind = true;
            }
        }
        for entry in taken.entries {
            self.write_entry(entry, wire).await?;
        }
        self.mend(wire).await?;
        for room in taken.unsaid {
            self.say_read(room, wire).await?;
        }
        for room in taken.unsaid_receipts {
            self.say_receipts(room, wire).await?;
        }
        Ok(())
    }

    async fn write_entry<S: WireStream>(
        &mut self,
        entry: Entry,
        wire: &mut Wire<S>,
    ) -> Result<(), Ended> {
        match entry {
            Entry::Log { room, seq, frame } => match self.step(room, seq) {
                Step::Next => wire.feed(frame).await,
                Step::Repeat | Step::Jump | Step::NotFollowed => Ok(()),
            },
            Entry::Ack { room, seq, frame, stands_for_event } => {
                if stands_for_event && matches!(self.step(room, seq), Step::Jump) {
                    self.jump_to(room, seq, wire).await?;
                }
                wire.feed(frame).await
            }
            Entry::Reply(frame) | Entry::Receipt { frame, .. } | Entry::Fleeting { frame, .. } => {
                wire.feed(frame).await
            }
            Entry::Read { room, read, head, frame } => {
                if self.is_told(room, read, head) {
                    wire.feed(frame).await
                } else {
                    Ok(())
                }
            }
            Entry::Added { room, joined, frame } => {
                // This connection may have given the room up since the hub listened for it.
                self.seat.listen(room);
                let place = Place { last: joined.previous(), joined, behind: true };
                self.places.entry(room).or_insert(place);
                wire.feed(frame).await
            }
            Entry::Removed { room, left, frame } => self.remove(room, left, frame, wire).await,
        }
    }

    async fn remove<S: WireStream>(
        &mut self,
        room: RoomId,
        left: Seq,
        frame: Utf8Bytes,
        wire: &mut Wire<S>,
    ) -> Result<(), Ended> {
        let place = self.places.get(&room);
        // Who has joined again since, by this very connection, is followed anew.
        if place.is_some_and(|place| place.joined > left) {
            return Ok(());
        }
        if place.is_some_and(|place| place.behind) {
            self.refill(room, None, wire).await?;
        }
        self.unfollow(room);
        wire.feed(frame).await
    }

    /// Notes that the client is told how far the user has read; `false` when it knows more already,
    /// since what was read afresh overtakes what waits in the queue.
    pub fn is_told(&mut self, room: RoomId, read: Seq, head: Seq) -> bool {
        let told = self.told.entry(room).or_default();
        let is_news = read >= told.0 && head >= told.1;
        if is_news {
            *told = (read, head);
        }
        is_news
    }

    /// What to do with number `seq` of `room`; takes it as sent when it is the next.
    fn step(&mut self, room: RoomId, seq: Seq) -> Step {
        let Some(place) = self.places.get_mut(&room) else { return Step::NotFollowed };
        if seq <= place.last {
            Step::Repeat
        } else if seq == place.last.next() && !place.behind {
            place.last = seq;
            Step::Next
        } else {
            place.behind = true;
            Step::Jump
        }
    }

    async fn mend<S: WireStream>(&mut self, wire: &mut Wire<S>) -> Result<(), Ended> {
        let behind = |(room, place): (&RoomId, &Place)| place.behind.then_some(*room);
        for room in self.places.iter().filter_map(behind).collect::<Vec<_>>() {
            self.refill(room, None, wire).await?;
        }
        Ok(())
    }

    /// Sends what lies before `seq`, for which the ack that comes next stands; what lies after it is
    /// left to [`mend`](Self::mend).
    async fn jump_to<S: WireStream>(
        &mut self,
        room: RoomId,
        seq: Seq,
        wire: &mut Wire<S>,
    ) -> Result<(), Ended> {
        self.refill(room, Some(seq.previous()), wire).await?;
        if let Some(place) = self.places.get_mut(&room) {
            place.last = seq;
        }
        Ok(())
    }

    /// Sends what the store has after `last`, up to the head read now, or to `end`; what is committed
    /// meanwhile comes by the queue. The mark is cleared only when the head is reached.
    async fn refill<S: WireStream>(
        &mut self,
        room: RoomId,
        end: Option<Seq>,
        wire: &mut Wire<S>,
    ) -> Result<(), Ended> {
        let Some(place) = self.places.get_mut(&room) else { return Ok(()) };
        let Rows { mut rows, head } = self.store.rows_after(room, place.last, ROWS_AT_ONCE).await?;
        if head.0.saturating_sub(place.last.0) > REFILL_ROWS_MAX {
            let gap = Gap { room, have: place.last, head };
            self.unfollow(room);
            return wire.feed(Event::Gap(gap).encode().into()).await;
        }
        let end = end.map_or(head, |end| end.min(head));
        while place.last < end {
            if rows.is_empty() {
                return Err(StoreError(format!("{room} has a hole after {}", place.last)).into());
            }
            for row in rows.into_iter().take_while(|row| row.seq <= end) {
                let left = matches!(row.event, Event::MemberLeft(_))
                    && row.author == self.seat.queue().user
                    && row.seq > place.joined;
                place.last = row.seq;
                wire.feed(row.event.encode().into()).await?;
                if left {
                    // The hub has stopped listening already, and may listen again by now.
                    self.places.remove(&room);
                    return Ok(());
                }
            }
            rows = if place.last < end {
                self.store.rows_after(room, place.last, ROWS_AT_ONCE).await?.rows
            } else {
                Vec::new()
            };
        }
        place.behind &= end < head;
        Ok(())
    }

    /// Says how far the user has read, as the store has it now; `false` when they are no member.
    ///
    /// # Errors
    /// The connection has ended or must end.
    pub async fn say_read<S: WireStream>(
        &mut self,
        room: RoomId,
        wire: &mut Wire<S>,
    ) -> Result<bool, Ended> {
        let standing = self.store.standing(self.seat.queue().user, room).await?;
        let Some(Standing { summary, .. }) = standing else { return Ok(false) };
        let RoomSummary { head, read, unread, mentions, .. } = summary;
        if self.is_told(room, read, head) {
            let changed = ReadChanged { room, read, unread, mentions, head };
            wire.feed(Event::ReadChanged(changed).encode().into()).await?;
        }
        Ok(true)
    }

    fn unfollow(&mut self, room: RoomId) {
        self.places.remove(&room);
        self.seat.forget(room);
    }
}

#[cfg(test)]
mod tests;
