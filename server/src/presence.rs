//! Who is there. In memory only, so that who is gone with the process is nobody's ghost; all devices of
//! a person are one, and nobody is told of whom they share no room with.
//!
//! A connection holds [`Here`] for as long as it lives and does no more than note what changed. One task
//! tells it, once a tick: each connection gets one frame of all that changed, and what it needs to begin
//! with. Both are the first to be let go where a queue is full; then the state is said afresh.

mod people;
mod tell;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use app::event::{PresenceState, RoomId, UserPresence};
use app::http::Member;
use tokio::time::Instant;

use crate::clock;
use crate::queue::{ConnectionId, Queue};
use crate::store::{Author, Store, StoreError, UserId};
use people::People;

pub use tell::run;

/// Without a connection for so long, somebody is offline: who only reconnects is not told.
pub const OFFLINE_AFTER: Duration = Duration::from_secs(5);
/// People whose time is written at once; what is said meanwhile waits for them.
const SAVED_AT_ONCE: usize = 500;

/// Everybody who is there.
#[derive(Debug, Default)]
pub struct Presence {
    people: Mutex<People>,
    /// Connections that do not know yet who is in a room.
    asked: Mutex<Vec<(RoomId, Arc<Queue>)>>,
}

/// One device of somebody; they leave with it when it is dropped.
#[derive(Debug)]
pub struct Here {
    presence: Arc<Presence>,
    user: UserId,
    connection: ConnectionId,
}

impl Presence {
    /// `user` is there with one more device.
    #[must_use]
    pub fn enter(self: &Arc<Self>, user: &Author, connection: ConnectionId) -> Here {
        self.people().enter(user, connection);
        Here { presence: Arc::clone(self), user: user.id, connection }
    }

    /// `queue` is to be told, with the next tick, who in `room` is there.
    pub fn ask(&self, room: RoomId, queue: &Arc<Queue>) {
        lock(&self.asked).push((room, Arc::clone(queue)));
    }

    /// Others see `user` from now on who did not: their state is told, though it is what it was.
    pub fn tell_again(&self, user: UserId) {
        self.people().tell_again(user);
    }

    /// Fills in who of `members` is there. Of those who have no state nothing is told.
    pub fn fill(&self, members: &mut [Member]) {
        let (people, now) = (self.people(), Instant::now());
        for member in members.iter_mut().filter(|member| member.state.is_some()) {
            if let Some(known) = people.called(&member.name, now) {
                (member.state, member.seen) = (Some(known.state), known.seen);
            }
        }
    }

    /// Nobody is known: what connections held was given back.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people().is_empty() && lock(&self.asked).is_empty()
    }

    /// Keeps when everybody was last there, and forgets those who are not any more.
    ///
    /// # Errors
    /// The store failed; what is not kept is tried again.
    pub async fn save(&self, store: &dyn Store) -> Result<(), StoreError> {
        let seen = self.people().seen(clock::now_ms());
        for some in seen.chunks(SAVED_AT_ONCE) {
            store.note_seen(some.to_vec()).await?;
            self.people().saved(some);
        }
        Ok(())
    }

    /// Those of whom something else is to be told than before.
    fn take_changed(&self, now: Instant) -> Vec<UserId> {
        self.people().take_changed(now)
    }

    fn take_asked(&self) -> Vec<(RoomId, Arc<Queue>)> {
        std::mem::take(&mut lock(&self.asked))
    }

    /// What is told of each of `users`.
    fn told_of(&self, users: impl IntoIterator<Item = UserId>) -> Vec<UserPresence> {
        let people = self.people();
        users.into_iter().filter_map(|user| people.told_of(user)).collect()
    }

    /// Those who are told to be online or away.
    fn here(&self) -> HashSet<UserId> {
        self.people().here()
    }

    fn people(&self) -> MutexGuard<'_, People> {
        lock(&self.people)
    }
}

impl Here {
    /// Whether there is somebody at the device.
    pub fn active(&self, active: bool) {
        self.presence.people().active(self.user, self.connection, active);
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        let (now, at) = (Instant::now(), clock::now_ms());
        self.presence.people().leave(self.user, self.connection, now, at);
    }
}

/// Whether somebody with that state is there.
fn is_here(state: PresenceState) -> bool {
    state != PresenceState::Offline
}

/// These locks guard plain values that no panic can leave half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
