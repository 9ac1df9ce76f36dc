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
    /// How often something else was announced.
    announcements: AtomicU64,
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
        let Some(listeners) = self.listeners(room) else { return };
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

    /// A connection's command made its user see a room: it listens from `joined` on, and hears of that together with
    /// its `answer`, so that nothing is read of the room in between.
    pub fn admit_with(
        &self,
        queue: &Arc<Queue>,
        (room, joined): (RoomId, Seq),
        frame: Utf8Bytes,
        answer: Entry,
    ) {
        self.listen(room, queue);
        queue.push_replies([Entry::Added { room, joined, frame }, answer]);
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

    /// Has every connection look at what is announced, which is something else from now on.
    pub async fn tell_announcements(&self) {
        // First: who registers after those were listed reads what is so now.
        self.announcements.fetch_add(1, Ordering::SeqCst);
        let queues: Queues = lock(&self.people).by_user.values().flatten().cloned().collect();
        for some in queues.chunks(LISTENERS_AT_ONCE) {
            some.iter().for_each(|queue| queue.note_announced());
            tokio::task::yield_now().await;
        }
    }

    /// How often something else was announced since the start.
    #[must_use]
    pub fn announcements(&self) -> u64 {
        self.announcements.load(Ordering::SeqCst)
    }

    /// Tells all who listen to `room`, but for `user`, what may be let go, unless they are more than `max`.
    pub async fn tell_others(&self, room: RoomId, user: UserId, frame: &Utf8Bytes, max: usize) {
        let Some(listeners) = self.listeners(room).filter(|all| all.len() <= max) else { return };
        let nothing_to_say_afresh = Arc::from([]);
        for some in listeners.chunks(LISTENERS_AT_ONCE) {
            for queue in some.iter().filter(|queue| queue.user != user) {
                queue.push_fleeting(&nothing_to_say_afresh, frame);
            }
            if listeners.len() > LISTENERS_AT_ONCE {
                tokio::task::yield_now().await;
            }
        }
    }

    /// Who listens to `room`, if anybody does.
    #[must_use]
    pub fn listeners(&self, room: RoomId) -> Option<Arc<Vec<Arc<Queue>>>> {
        lock(self.shard(room)).get(&room).cloned()
    }

    /// Whether any connection listens to `room`.
    #[must_use]
    pub fn is_heard(&self, room: RoomId) -> bool {
        lock(self.shard(room)).contains_key(&room)
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
        let queue = Queue::new(id, user, session, Language::default(), 1_000_000);
        hub.seat(Arc::new(queue), 2)
    }

    async fn hears(hub: &Hub, seat: &Seat) -> bool {
        hub.publish(LOBBY, Seq(1), &"hello".into()).await;
        let entries = seat.queue().take_now().entries;
        entries.iter().any(|entry| matches!(entry, Entry::Log { .. }))
    }

    #[tokio::test]
    async fn original_rooms_subscribe_publish_unsubscribe() {
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

    /// Thousands come, listen and go at once, while others are told things.
    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn original_manager_clients_are_added_and_removed_safely() {
        let hub = Arc::new(Hub::default());
        let stays = seat(&hub, 1, 1);
        stays.listen(LOBBY);
        let mut tasks = tokio::task::JoinSet::new();
        for user in 2..=2_000 {
            let hub = Arc::clone(&hub);
            tasks.spawn(async move {
                let seat = seat(&hub, user, 2);
                seat.listen(LOBBY);
                tokio::task::yield_now().await;
                hub.publish(LOBBY, Seq(user), &"hello".into()).await;
                assert!(!seat.queue().take_now().entries.is_empty(), "it hears what it says");
            });
        }
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
        assert_eq!(stays.queue().take_now().entries.len(), 1_999);
        assert_eq!(hub.listeners(LOBBY).map(|listeners| listeners.len()), Some(1));
        assert_eq!(hub.sessions(), [SessionId([1; 16])]);
        drop(stays);
        assert!(!hub.is_heard(LOBBY) && !hub.is_here(UserId(1)));
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
