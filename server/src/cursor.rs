//! Stop 11 of a message's way: one connection's place in the rooms it follows.
//!
//! Invariant: in each followed room the client is sent every log event, once, in the order of its
//! number. The queue may drop, repeat and jump; the number tells, and the store mends. Lag, a jump
//! and a return with `after` all take the same way, `refill`.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::event::{
    Event, Gap, Heartbeat, Position, ReadChanged, Reset, RoomChanged, RoomId, RoomPosition,
    RoomSummary, Seq, Synced,
};

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
}

struct Place {
    /// The last number that was sent, or that the client said it has.
    last: Seq,
    /// The number of this user's `member_joined`: a `member_left` of theirs after it ends the place.
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
        Self { seat, store, places: BTreeMap::new() }
    }

    /// The connection's registration.
    #[must_use]
    pub fn seat(&self) -> &Seat {
        &self.seat
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
        let mut behind = taken.behind;
        behind.retain(|room| match self.places.get_mut(room) {
            Some(place) => {
                place.behind = true;
                false
            }
            // Its place is made by an entry further on.
            None => true,
        });
        for entry in taken.entries {
            match entry {
                Entry::Log { room, seq, frame } => match self.step(room, seq) {
                    Step::Next => wire.feed(frame).await?,
                    Step::Repeat | Step::Jump | Step::NotFollowed => {}
                },
                Entry::Ack { room, seq, frame, stands_for_event } => {
                    if stands_for_event && matches!(self.step(room, seq), Step::Jump) {
                        self.refill(room, wire).await?;
                    }
                    wire.feed(frame).await?;
                }
                Entry::Reply(frame) | Entry::Read { frame, .. } => wire.feed(frame).await?,
                Entry::Added { room, joined, frame } => {
                    wire.feed(frame).await?;
                    let behind = behind.contains(&room);
                    let place = Place { last: joined.previous(), joined, behind };
                    self.places.entry(room).or_insert(place);
                }
                Entry::Removed { room, left, frame } => {
                    let place = self.places.get(&room);
                    // Who has joined again since, by this very connection, is followed anew.
                    if place.is_some_and(|place| place.joined > left) {
                        continue;
                    }
                    if place.is_some_and(|place| place.behind) {
                        self.refill(room, wire).await?;
                    }
                    self.places.remove(&room);
                    wire.feed(frame).await?;
                }
            }
        }
        self.mend(wire).await?;
        for room in taken.unsaid {
            self.say_read(room, wire).await?;
        }
        Ok(())
    }

    /// Follows a room that this connection listens to already; `standing` was read after that.
    ///
    /// # Errors
    /// The connection has ended or must end.
    pub async fn follow<S: WireStream>(
        &mut self,
        standing: Standing,
        after: Option<Position>,
        wire: &mut Wire<S>,
    ) -> Result<(), Ended> {
        let Standing { summary, joined, members } = standing;
        let (room, head) = (summary.room, summary.head);
        let epoch = self.store.epoch().clone();
        let mut changed = RoomChanged {
            room,
            name: summary.name,
            kind: summary.kind,
            topic: summary.topic,
            epoch: epoch.clone(),
            head,
            read: summary.read,
            unread: summary.unread,
            mentions: summary.mentions,
            members,
        };
        let Some(after) = after else {
            // An open room goes on where it is: what lies between is not skipped.
            let was_open = self.places.contains_key(&room);
            if was_open {
                self.refill(room, wire).await?;
            }
            // A place that the refill gave up (a gap) took the listening with it, and `head` was
            // read before: the room counts as behind until the store says otherwise.
            let behind = was_open && !self.places.contains_key(&room);
            if behind {
                self.seat.listen(room);
            }
            let place = Place { last: head, joined, behind };
            changed.head = self.places.entry(room).or_insert(place).last;
            return wire.feed(Event::RoomChanged(changed).encode().into()).await;
        };
        wire.feed(Event::RoomChanged(changed).encode().into()).await?;
        self.follow_from(
            RoomPosition { room, epoch: after.epoch, seq: after.seq },
            (joined, head),
            wire,
        )
        .await
    }

    /// Follows each of `rooms` from where the client stands; the answer is the rooms that the user is no
    /// member of.
    ///
    /// # Errors
    /// The connection has ended or must end.
    pub async fn resume<S: WireStream>(
        &mut self,
        rooms: Vec<RoomPosition>,
        wire: &mut Wire<S>,
    ) -> Result<Vec<RoomId>, Ended> {
        let ids: Vec<_> = rooms.iter().map(|position| position.room).collect();
        // Listen, then read the heads: what is committed in between comes by the queue.
        ids.iter().for_each(|room| self.seat.listen(*room));
        let places = self.store.places(self.seat.queue().user, ids).await?;
        let places: BTreeMap<_, _> =
            places.into_iter().map(|(room, joined, head)| (room, (joined, head))).collect();
        let mut strange = Vec::new();
        for position in rooms {
            if let Some(place) = places.get(&position.room) {
                self.follow_from(position, *place, wire).await?;
            } else {
                self.unfollow(position.room);
                strange.push(position.room);
            }
        }
        Ok(strange)
    }

    async fn follow_from<S: WireStream>(
        &mut self,
        RoomPosition { room, epoch, seq }: RoomPosition,
        (joined, head): (Seq, Seq),
        wire: &mut Wire<S>,
    ) -> Result<(), Ended> {
        if epoch != *self.store.epoch() || seq > head {
            self.unfollow(room);
            let epoch = self.store.epoch().clone();
            return wire.feed(Event::Reset(Reset { room, epoch }).encode().into()).await;
        }
        self.places.insert(room, Place { last: seq, joined, behind: seq < head });
        if seq < head {
            self.refill(room, wire).await?;
        }
        let Some(place) = self.places.get(&room) else { return Ok(()) };
        wire.feed(Event::Synced(Synced { room, head: place.last }).encode().into()).await
    }

    /// Brings every followed room up to the store's head, and says where each stands.
    ///
    /// # Errors
    /// The connection has ended or must end.
    pub async fn heartbeat<S: WireStream>(&mut self, wire: &mut Wire<S>) -> Result<(), Ended> {
        let heads = self.store.heads(self.places.keys().copied().collect()).await?;
        for (room, head) in heads {
            if let Some(place) = self.places.get_mut(&room) {
                place.behind |= place.last < head;
            }
        }
        self.mend(wire).await?;
        let heads = self.places.iter().map(|(room, place)| (*room, place.last)).collect();
        wire.feed(Event::Heartbeat(Heartbeat { heads }).encode().into()).await
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
            self.refill(room, wire).await?;
        }
        Ok(())
    }

    /// Sends what the store has after `last`, up to the head read now; what is committed meanwhile
    /// comes by the queue. The mark is cleared only when the head is reached.
    async fn refill<S: WireStream>(
        &mut self,
        room: RoomId,
        wire: &mut Wire<S>,
    ) -> Result<(), Ended> {
        let Some(place) = self.places.get_mut(&room) else { return Ok(()) };
        let Rows { mut rows, head } = self.store.rows_after(room, place.last, ROWS_AT_ONCE).await?;
        if head.0.saturating_sub(place.last.0) > REFILL_ROWS_MAX {
            let gap = Gap { room, have: place.last, head };
            self.unfollow(room);
            return wire.feed(Event::Gap(gap).encode().into()).await;
        }
        while place.last < head {
            if rows.is_empty() {
                return Err(StoreError(format!("{room} has a hole after {}", place.last)).into());
            }
            for row in rows {
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
            rows = if place.last < head {
                self.store.rows_after(room, place.last, ROWS_AT_ONCE).await?.rows
            } else {
                Vec::new()
            };
        }
        place.behind = false;
        Ok(())
    }

    /// How far the user has read, as the store has it now.
    async fn say_read<S: WireStream>(&self, room: RoomId, wire: &mut Wire<S>) -> Result<(), Ended> {
        let standing = self.store.standing(self.seat.queue().user, room).await?;
        let Some(RoomSummary { head, read, unread, mentions, .. }) =
            standing.map(|standing| standing.summary)
        else {
            return Ok(());
        };
        let changed = ReadChanged { room, read, unread, mentions, head };
        wire.feed(Event::ReadChanged(changed).encode().into()).await
    }

    fn unfollow(&mut self, room: RoomId) {
        self.places.remove(&room);
        self.seat.forget(room);
    }
}

#[cfg(test)]
mod tests;
