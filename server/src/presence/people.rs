//! What is known of everybody who is there, and of whom that was told.

use std::collections::{HashMap, HashSet};
use std::mem;
use std::sync::Arc;

use app::event::{PresenceState, UserPresence};
use tokio::time::Instant;

use super::{OFFLINE_AFTER, is_here};
use crate::clock;
use crate::queue::ConnectionId;
use crate::store::{Author, UserId};

/// Everybody who is there, and those of whom it is not kept yet that they were.
#[derive(Debug, Default)]
pub(super) struct People {
    people: HashMap<UserId, Person>,
    by_name: HashMap<Arc<str>, UserId>,
    /// Who is to be looked at.
    changed: HashSet<UserId>,
    /// Who is to be told of whether they changed or not.
    again: HashSet<UserId>,
}

#[derive(Debug)]
struct Person {
    name: Arc<str>,
    /// Each connection, and whether there is somebody at it.
    devices: Vec<(ConnectionId, bool)>,
    told: PresenceState,
    /// When the last device left: by the clock that only goes forward, and in milliseconds since 1970.
    left: Option<(Instant, i64)>,
}

impl People {
    /// A device begins active.
    pub(super) fn enter(&mut self, user: &Author, connection: ConnectionId) {
        let person = self.people.entry(user.id).or_insert_with(|| Person {
            name: Arc::clone(&user.name),
            devices: Vec::new(),
            told: PresenceState::Offline,
            left: None,
        });
        person.devices.push((connection, true));
        person.left = None;
        self.by_name.insert(Arc::clone(&user.name), user.id);
        self.changed.insert(user.id);
    }

    pub(super) fn active(&mut self, user: UserId, connection: ConnectionId, active: bool) {
        let Some(person) = self.people.get_mut(&user) else { return };
        let device = person.devices.iter_mut().find(|(device, _)| *device == connection);
        if let Some((_, is_active)) = device {
            *is_active = active;
            self.changed.insert(user);
        }
    }

    pub(super) fn leave(
        &mut self,
        user: UserId,
        connection: ConnectionId,
        now: Instant,
        now_ms: i64,
    ) {
        let Some(person) = self.people.get_mut(&user) else { return };
        person.devices.retain(|(device, _)| *device != connection);
        if person.devices.is_empty() {
            person.left = Some((now, now_ms));
        }
        self.changed.insert(user);
    }

    /// Of who is not there nobody needs to hear.
    pub(super) fn tell_again(&mut self, user: UserId) {
        if self.people.contains_key(&user) {
            self.again.insert(user);
        }
    }

    /// Those of whom something else is to be told than before; it counts as told.
    pub(super) fn take_changed(&mut self, now: Instant) -> Vec<UserId> {
        let again = mem::take(&mut self.again);
        let looked_at = mem::take(&mut self.changed);
        let mut told = Vec::new();
        for user in looked_at.union(&again) {
            let Some(person) = self.people.get_mut(user) else { continue };
            let state = person.state(now);
            if state.is_none() {
                self.changed.insert(*user);
            }
            let state = state.unwrap_or(person.told);
            if person.told != state || again.contains(user) {
                person.told = state;
                told.push(*user);
            }
        }
        told
    }

    /// As it is at `now`, told or not.
    pub(super) fn called(&self, name: &str, now: Instant) -> Option<UserPresence> {
        let person = self.people.get(self.by_name.get(name)?)?;
        Some(person.shown(person.state(now).unwrap_or(person.told)))
    }

    pub(super) fn told_of(&self, user: UserId) -> Option<UserPresence> {
        self.people.get(&user).map(|person| person.shown(person.told))
    }

    pub(super) fn here(&self) -> HashSet<UserId> {
        let here = self.people.iter().filter(|(_, person)| is_here(person.told));
        here.map(|(user, _)| *user).collect()
    }

    /// When each of them was last there, in milliseconds since 1970.
    pub(super) fn seen(&self, now_ms: i64) -> Vec<(UserId, i64)> {
        let last = |person: &Person| person.left.map_or(now_ms, |(_, ms)| ms);
        self.people.iter().map(|(user, person)| (*user, last(person))).collect()
    }

    /// That is kept: who is offline since need not be known here any more.
    pub(super) fn saved(&mut self, seen: &[(UserId, i64)]) {
        for (user, seen) in seen {
            let is_over = |person: &Person| {
                !is_here(person.told) && person.left.is_some_and(|(_, ms)| ms == *seen)
            };
            if self.people.get(user).is_some_and(is_over)
                && !self.changed.contains(user)
                && let Some(person) = self.people.remove(user)
            {
                self.by_name.remove(&person.name);
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.people.is_empty() && self.by_name.is_empty() && self.changed.is_empty()
    }
}

impl Person {
    fn shown(&self, state: PresenceState) -> UserPresence {
        let seen = self.left.filter(|_| !is_here(state)).map(|(_, ms)| clock::timestamp(ms));
        UserPresence { name: self.name.as_ref().to_owned(), state, seen }
    }

    /// `None`: without a device, but perhaps only reconnecting.
    fn state(&self, now: Instant) -> Option<PresenceState> {
        match self.left {
            Some((left, _)) if now < left + OFFLINE_AFTER => None,
            Some(_) => Some(PresenceState::Offline),
            None if self.devices.iter().any(|(_, active)| *active) => Some(PresenceState::Online),
            None => Some(PresenceState::Away),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use app::event::PresenceState::{self, Away, Offline, Online};
    use tokio::time::Instant;

    use super::{OFFLINE_AFTER, People};
    use crate::queue::ConnectionId;
    use crate::store::{Author, UserId};

    const ANN: UserId = UserId(1);
    const LAPTOP: ConnectionId = ConnectionId(1);
    const PHONE: ConnectionId = ConnectionId(2);
    const TABLET: ConnectionId = ConnectionId(3);

    fn ann() -> Author {
        Author { id: ANN, name: "ann".into(), bot: false }
    }

    /// What is told of ann at `now`, if anything is.
    fn told(people: &mut People, now: Instant) -> Option<PresenceState> {
        let news = people.take_changed(now);
        news.contains(&ANN).then(|| people.told_of(ANN).unwrap().state)
    }

    #[test]
    fn several_devices_are_one_person_who_is_away_when_all_are() {
        let (mut people, now) = (People::default(), Instant::now());
        people.enter(&ann(), LAPTOP);
        people.enter(&ann(), PHONE);
        assert_eq!(told(&mut people, now), Some(Online));
        people.active(ANN, LAPTOP, false);
        assert_eq!(told(&mut people, now), None, "there is the phone");
        people.active(ANN, PHONE, false);
        assert_eq!(told(&mut people, now), Some(Away));
        people.enter(&ann(), TABLET);
        assert_eq!(told(&mut people, now), Some(Online), "a device begins active");
        people.leave(ANN, TABLET, now, 7);
        assert_eq!(told(&mut people, now), Some(Away), "others are there still");
        people.active(ANN, PHONE, true);
        people.active(ANN, TABLET, true);
        assert_eq!(told(&mut people, now), Some(Online));
        people.leave(ANN, PHONE, now, 7);
        assert_eq!(told(&mut people, now), Some(Away), "what has left is active no more");
    }

    #[test]
    fn offline_is_who_stays_away_and_not_who_reconnects() {
        let (mut people, now) = (People::default(), Instant::now());
        people.enter(&ann(), LAPTOP);
        assert_eq!(told(&mut people, now), Some(Online));
        people.leave(ANN, LAPTOP, now, 7);
        let almost = now + OFFLINE_AFTER - Duration::from_millis(1);
        assert_eq!(told(&mut people, almost), None);
        people.enter(&ann(), PHONE);
        assert_eq!(told(&mut people, now + OFFLINE_AFTER), None, "they only reconnected");
        people.leave(ANN, PHONE, almost, 8);
        assert_eq!(told(&mut people, now + OFFLINE_AFTER), None, "counted from the last time");
        assert_eq!(told(&mut people, almost + OFFLINE_AFTER), Some(Offline));
        let seen = people.told_of(ANN).unwrap().seen.unwrap();
        assert_eq!(seen.0, "1970-01-01T00:00:00.008Z");
        assert_eq!(told(&mut people, almost + OFFLINE_AFTER * 2), None, "once");
    }

    #[test]
    fn changes_between_two_ticks_are_one_or_none() {
        let (mut people, now) = (People::default(), Instant::now());
        people.enter(&ann(), LAPTOP);
        for active in [false, true, false] {
            people.active(ANN, LAPTOP, active);
        }
        assert_eq!(people.take_changed(now), [ANN]);
        people.active(ANN, LAPTOP, true);
        people.active(ANN, LAPTOP, false);
        assert_eq!(told(&mut people, now), None, "it is what it was");
        people.tell_again(ANN);
        assert_eq!(told(&mut people, now), Some(Away), "unless somebody has not heard");
        people.tell_again(UserId(2));
        assert_eq!(people.take_changed(now), []);
    }

    #[test]
    fn who_is_offline_is_forgotten_once_that_is_kept() {
        let (mut people, now) = (People::default(), Instant::now());
        people.enter(&ann(), LAPTOP);
        people.take_changed(now);
        assert_eq!(people.seen(5), [(ANN, 5)], "who is here was seen now");
        people.saved(&[(ANN, 5)]);
        assert!(!people.is_empty());
        people.leave(ANN, LAPTOP, now, 7);
        people.saved(&people.seen(9));
        assert_eq!(people.seen(9), [(ANN, 7)], "nobody was told yet");
        people.take_changed(now + OFFLINE_AFTER);
        people.saved(&[(ANN, 6)]);
        assert!(people.called("ann", now).is_some(), "what was kept is older");
        people.saved(&people.seen(9));
        assert!(people.is_empty() && people.called("ann", now).is_none());
    }
}
