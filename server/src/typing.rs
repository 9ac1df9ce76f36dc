//! Who is writing just now, as far as the others are told. Nothing of it is kept: it is over by itself.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use app::event::RoomId;
use tokio::time::Instant;

use crate::store::UserId;

/// What was told of somebody holds for so long.
pub const GONE_AFTER: Duration = Duration::from_secs(5);
/// Somebody is told of once in this time: pages say it every 3 s, and some of those come early.
const TOLD_EVERY: Duration = Duration::from_secs(2);
/// People of one room who are told of at once. From three on nobody is named: what it costs does not grow
/// with those who write.
pub const TYPISTS_MAX: usize = 4;

/// Those of whom it was told, by room.
#[derive(Debug, Default)]
pub struct Typing {
    rooms: Mutex<HashMap<RoomId, Vec<(UserId, Instant)>>>,
}

impl Typing {
    /// Whether the others in `room` are to be told that `user` is writing; then that counts as told.
    pub fn may_tell(&self, room: RoomId, user: UserId, now: Instant) -> bool {
        let mut rooms = self.lock();
        let typists = rooms.entry(room).or_default();
        typists.retain(|(_, told)| now < *told + GONE_AFTER);
        let known = typists.iter().position(|(typist, _)| *typist == user);
        let may = known.map_or(typists.len() < TYPISTS_MAX, |at| now >= typists[at].1 + TOLD_EVERY);
        match known {
            Some(at) if may => typists[at].1 = now,
            None if may => typists.push((user, now)),
            _ => {}
        }
        may
    }

    /// Forgets what is over.
    pub fn sweep(&self, now: Instant) {
        self.lock().retain(|_, typists| {
            typists.retain(|(_, told)| now < *told + GONE_AFTER);
            !typists.is_empty()
        });
    }

    /// Nobody writes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Guards plain values that no panic can leave half changed.
    fn lock(&self) -> MutexGuard<'_, HashMap<RoomId, Vec<(UserId, Instant)>>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use app::event::RoomId;
    use tokio::time::Instant;

    use super::{GONE_AFTER, TOLD_EVERY, TYPISTS_MAX, Typing};
    use crate::store::UserId;

    const LOBBY: RoomId = RoomId(17);
    const TEA: RoomId = RoomId(18);
    const ANN: UserId = UserId(1);

    #[test]
    fn who_says_it_with_every_key_is_told_of_seldom_enough_and_often_enough() {
        let (typing, began) = (Typing::default(), Instant::now());
        let at = |ms: u64| began + Duration::from_millis(ms);
        let told: Vec<_> =
            (0..10_000).step_by(50).filter(|ms| typing.may_tell(LOBBY, ANN, at(*ms))).collect();
        assert_eq!(told, [0, 2_000, 4_000, 6_000, 8_000]);
        assert!(TOLD_EVERY < GONE_AFTER);
        assert!(typing.may_tell(TEA, ANN, at(9_000)), "rooms are counted apart");
    }

    #[test]
    fn of_many_who_write_a_few_are_told_of_until_they_are_done() {
        let (typing, now) = (Typing::default(), Instant::now());
        let told = (0..100).filter(|user| typing.may_tell(LOBBY, UserId(*user), now)).count();
        assert_eq!(told, TYPISTS_MAX);
        assert!(typing.may_tell(LOBBY, UserId(99), now + GONE_AFTER));
        typing.sweep(now + GONE_AFTER);
        assert!(!typing.is_empty());
        typing.sweep(now + GONE_AFTER * 2);
        assert!(typing.is_empty());
    }
}
