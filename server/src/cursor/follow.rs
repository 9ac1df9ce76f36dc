//! Beginning to follow rooms: opened, resumed, found behind.

use std::collections::BTreeMap;

use app::event::{Event, Heartbeat, Position, Reset, RoomId, RoomPosition, Seq, Synced};

use super::{Cursor, Place};
use crate::store::Standing;
use crate::wire::{Ended, Wire, WireStream};

impl Cursor {
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
        let (joined, epoch) = (standing.joined, self.store.epoch().clone());
        let mut changed = standing.changed(epoch);
        let (room, head) = (changed.room, changed.head);
        self.is_told(room, changed.read, head);
        let Some(after) = after else {
            // An open room goes on where it is: what lies between is not skipped.
            let was_open = self.places.contains_key(&room);
            if was_open {
                self.refill(room, None, wire).await?;
            }
            // A place that the refill gave up (a gap) took the listening with it, and `head` was
            // read before: the room counts as behind until the store says otherwise.
            let behind = was_open && !self.places.contains_key(&room);
            if behind {
                self.seat.listen(room);
            }
            let place = Place { last: head, joined, behind };
            changed.head = self.places.entry(room).or_insert(place).last;
            wire.feed(Event::RoomChanged(changed).encode().into()).await?;
            return self.begin_receipts(room, joined, wire).await;
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
        let positions: BTreeMap<_, _> =
            rooms.into_iter().map(|position| (position.room, position)).collect();
        let ids: Vec<_> = positions.keys().copied().collect();
        let user = self.seat.queue().user;
        // Rooms of others are not listened to, not for a moment.
        let own = self.store.places(user, ids).await?;
        let own: Vec<_> = own.into_iter().map(|(room, ..)| room).collect();
        // Listen, then read the heads: what is committed in between comes by the queue.
        own.iter().for_each(|room| self.seat.listen(*room));
        let places = self.store.places(user, own).await?;
        let places: BTreeMap<_, _> =
            places.into_iter().map(|(room, joined, head)| (room, (joined, head))).collect();
        let mut strange = Vec::new();
        for (room, position) in positions {
            if let Some(place) = places.get(&room) {
                self.follow_from(position, *place, wire).await?;
            } else {
                self.unfollow(room);
                strange.push(room);
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
            self.refill(room, None, wire).await?;
        }
        let Some(place) = self.places.get(&room) else { return Ok(()) };
        let head = place.last;
        wire.feed(Event::Synced(Synced { room, head }).encode().into()).await?;
        self.begin_receipts(room, joined, wire).await
    }

    /// What was missed of them: other rooms have none.
    async fn begin_receipts<S: WireStream>(
        &mut self,
        room: RoomId,
        joined: Seq,
        wire: &mut Wire<S>,
    ) -> Result<(), Ended> {
        if joined == Seq::ZERO { self.say_receipts(room, wire).await } else { Ok(()) }
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
}
