//! Stop 10 of a message's way: who is connected and who listens to which room. Pushes the same bytes
//! to every listener's queue. Never touches the store, never waits for a socket.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::event::{CloseCode, ReadChanged, RoomId, Seq};
use axum::extract::ws::Utf8Bytes;

use crate::queue::{ConnectionId, Entry, Queue};
use crate::store::{SessionId, UserId};

/// Locks over the rooms, so that busy rooms seldom meet.
const SHARDS: usize = 16;
/// Listeners served before other tasks get a turn.
const LISTENERS_AT_ONCE: usize = 128;

type Queues = Vec<Arc<Queue>>;

/// Everybody who is connected to this process.
#[derive(Debug, Default)]
pub struct Hub {
    /// Copied on write: publishing holds no lock.
    rooms: [Mutex<HashMap<RoomId, Arc<Queues>>>; SHARDS],
    people: Mutex<People>,
    connections: AtomicU64,
}

#[derive(Debug, Default)]
struct People {
    by_user: HashMap<UserId, Queues>,
    by_session: HashMap<SessionId, Queues>,
}

impl Hub {
    /// A number for a new connection.
    pub fn next_connection(&self) -> ConnectionId {
        ConnectionId(self.connections.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Registers a connection until the seat is dropped. Past `sockets_max` of one user, the oldest
    /// is closed.
    #[must_use]
    pub fn seat(self: &Arc<Self>, queue: Arc<Queue>, sockets_max: usize) -> Seat {
        let mut people = lock(&self.people);
        people.by_session.entry(queue.session).or_default().push(Arc::clone(&queue));
        let own = people.by_user.entry(queue.user).or_default();
        own.push(Arc::clone(&queue));
        if own.len() > sockets_max {
            own[own.len() - sockets_max - 1].end(CloseCode::TooMany);
        }
        drop(people);
        Seat { hub: Arc::clone(self), queue }
    }

    /// Pushes a log event to all who listen to its room.
    pub async fn publish(&self, room: RoomId, seq: Seq, frame: &Utf8Bytes) {
        let Some(listeners) = lock(self.shard(room)).get(&room).cloned() else { return };
        for some in listeners.chunks(LISTENERS_AT_ONCE) {
            for queue in some {
                queue.push_log(room, seq, frame);
            }
            if listeners.len() > LISTENERS_AT_ONCE {
                tokio::task::yield_now().await;
            }
        }
    }

    /// `user` sees a room: their connections, but for `except`, listen from `joined` on.
    pub fn admit(
        &self,
        user: UserId,
        except: Option<ConnectionId>,
        (room, joined): (RoomId, Seq),
        frame: &Utf8Bytes,
    ) {
        for queue in self.queues_of(user) {
            if Some(queue.connection) != except {
                self.listen(room, &queue);
                queue.push_reply(Entry::Added { room, joined, frame: frame.clone() });
            }
        }
    }

    /// `user` is no member any more: their connections stop listening.
    pub fn expel(&self, user: UserId, (room, left): (RoomId, Seq), frame: &Utf8Bytes) {
        for queue in self.queues_of(user) {
            self.forget(room, &queue);
            queue.push_reply(Entry::Removed { room, left, frame: frame.clone() });
        }
    }

    /// Tells `user`'s connections how far they have read.
    pub fn tell_read(&self, user: UserId, changed: &ReadChanged, frame: &Utf8Bytes) {
        for queue in self.queues_of(user) {
            queue.push_read(changed, frame);
        }
    }

    /// Tells the connections of `users` how far somebody else has come in `room`.
    pub fn tell_receipt(&self, users: &[UserId], room: RoomId, frame: &Utf8Bytes) {
        for queue in users.iter().flat_map(|user| self.queues_of(*user)) {
            queue.push_receipt(room, frame);
        }
    }

    /// Whether `user` has a connection.
    #[must_use]
    pub fn is_here(&self, user: UserId) -> bool {
        lock(&self.people).by_user.contains_key(&user)
    }

    /// Closes the sockets of a session that is over.
    pub fn end_session(&self, session: SessionId) {
        let queues = lock(&self.people).by_session.get(&session).cloned();
        for queue in queues.unwrap_or_default() {
            queue.end(CloseCode::LoggedOut);
        }
    }

    /// Tells every connection that the server goes down.
    pub fn drain(&self) {
        for queue in lock(&self.people).by_user.values().flatten() {
            queue.drain();
        }
    }

    /// The sessions that have a socket here.
    #[must_use]
    pub fn sessions(&self) -> Vec<SessionId> {
        lock(&self.people).by_session.keys().copied().collect()
    }

    fn queues_of(&self, user: UserId) -> Queues {
        lock(&self.people).by_user.get(&user).cloned().unwrap_or_default()
    }

    fn listen(&self, room: RoomId, queue: &Arc<Queue>) {
        let mut rooms = lock(self.shard(room));
        if queue.note_listening(room) {
            Arc::make_mut(rooms.entry(room).or_default()).push(Arc::clone(queue));
        }
    }

    fn forget(&self, room: RoomId, queue: &Queue) {
        let mut rooms = lock(self.shard(room));
        if queue.note_forgotten(room) {
            Self::drop_listener(&mut rooms, room, queue);
        }
    }

    fn drop_listener(rooms: &mut HashMap<RoomId, Arc<Queues>>, room: RoomId, queue: &Queue) {
        let Some(listeners) = rooms.get_mut(&room) else { return };
        Arc::make_mut(listeners).retain(|other| other.connection != queue.connection);
        if listeners.is_empty() {
            rooms.remove(&room);
        }
    }

    fn shard(&self, room: RoomId) -> &Mutex<HashMap<RoomId, Arc<Queues>>> {
        // A remainder of 16 fits every usize.
        let shard = usize::try_from(room.0 % SHARDS as u64).unwrap_or_default();
        &self.rooms[shard]
    }
}

/// A registered connection; dropping it unregisters.
#[derive(Debug)]
pub struct Seat {
    hub: Arc<Hub>,
    queue: Arc<Queue>,
}

impl Seat {
    /// The connection's queue.
    #[must_use]
    pub fn queue(&self) -> &Arc<Queue> {
        &self.queue
    }

    /// Listens to `room` from now on.
    pub fn listen(&self, room: RoomId) {
        self.hub.listen(room, &self.queue);
    }

    /// Listens to `room` no more.
    pub fn forget(&self, room: RoomId) {
        self.hub.forget(room, &self.queue);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut people = lock(&self.hub.people);
        remove(&mut people.by_user, self.queue.user, self.queue.connection);
        remove(&mut people.by_session, self.queue.session, self.queue.connection);
        drop(people);
        for room in self.queue.note_gone() {
            Hub::drop_listener(&mut lock(self.hub.shard(room)), room, &self.queue);
        }
    }
}

fn remove<K: Eq + Hash>(map: &mut HashMap<K, Queues>, key: K, connection: ConnectionId) {
    if let Some(queues) = map.get_mut(&key) {
        queues.retain(|other| other.connection != connection);
        if queues.is_empty() {
            map.remove(&key);
        }
    }
}

/// These locks guard plain values that no panic can leave half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use app::event::{CloseCode, RoomId, Seq};
    use app::words::Language;

    use super::{Hub, Seat};
    use crate::queue::{Entry, Queue};
    use crate::store::{SessionId, UserId};

    const LOBBY: RoomId = RoomId(17);

    fn seat(hub: &Arc<Hub>, user: u64, session: u8) -> Seat {
        let id = hub.next_connection();
        let (user, session) = (UserId(user), SessionId([session; 16]));
        let queue = Queue::new(id, user, session, Language::default(), 10_000);
        hub.seat(Arc::new(queue), 2)
    }

    async fn hears(hub: &Hub, seat: &Seat) -> bool {
        hub.publish(LOBBY, Seq(1), &"hello".into()).await;
        let entries = seat.queue().take_now().entries;
        entries.iter().any(|entry| matches!(entry, Entry::Log { .. }))
    }

    #[tokio::test]
    async fn who_listens_hears_until_they_forget_or_leave() {
        let hub = Arc::new(Hub::default());
        let (ann, bob) = (seat(&hub, 1, 1), seat(&hub, 2, 2));
        assert!(!hears(&hub, &ann).await);
        for seat in [&ann, &bob, &bob] {
            seat.listen(LOBBY);
        }
        assert!(hears(&hub, &ann).await && bob.queue().take_now().entries.len() == 1);
        ann.forget(LOBBY);
        assert!(!hears(&hub, &ann).await && hears(&hub, &bob).await);
        let queue = Arc::clone(bob.queue());
        drop(bob);
        hub.publish(LOBBY, Seq(2), &"gone".into()).await;
        assert!(queue.take_now().entries.is_empty());
    }

    #[tokio::test]
    async fn who_is_expelled_hears_no_more_on_any_device() {
        let hub = Arc::new(Hub::default());
        let (phone, laptop) = (seat(&hub, 1, 1), seat(&hub, 1, 2));
        phone.listen(LOBBY);
        hub.admit(UserId(1), Some(phone.queue().connection), (LOBBY, Seq(1)), &"added".into());
        assert_eq!(laptop.queue().take_now().entries.len(), 1);
        assert!(phone.queue().take_now().entries.is_empty(), "it knows from its answer");
        assert!(hears(&hub, &phone).await && hears(&hub, &laptop).await);
        hub.expel(UserId(1), (LOBBY, Seq(2)), &"removed".into());
        for seat in [&phone, &laptop] {
            let entries = seat.queue().take_now().entries;
            assert!(matches!(entries.back(), Some(Entry::Removed { left: Seq(2), .. })));
        }
        assert!(!hears(&hub, &phone).await && !hears(&hub, &laptop).await);
    }

    #[test]
    fn a_session_ends_with_its_own_sockets_only() {
        let hub = Arc::new(Hub::default());
        let (ann, bob) = (seat(&hub, 1, 1), seat(&hub, 2, 2));
        hub.end_session(SessionId([1; 16]));
        assert_eq!(ann.queue().take_now().end, Some(CloseCode::LoggedOut));
        assert_eq!(bob.queue().take_now().end, None);
    }
}
