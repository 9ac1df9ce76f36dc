//! Stop 12 of a message's way: who is there, as the server tells it, and what it is told of this device.

use super::Client;
use super::room::Room;
use crate::event::{
    Activity, Command, Presence as Told, PresenceState, RoomId, RoomKind, Seq, Timestamp,
    UserPresence,
};
use crate::http::Member;
use crate::timeline::Timeline;

/// Without input for so long, in milliseconds, nobody is at the device.
const AWAY_AFTER_MS: u64 = 10 * 60 * 1_000;

/// Who is there, of all with whom the person shares a room.
#[derive(Debug)]
pub(super) struct Presence {
    /// By name; of others it is not known.
    people: Vec<UserPresence>,
    revision: u32,
    /// When the page was rendered.
    rendered: Timestamp,
    /// When there was last input, in milliseconds; `None` where nobody sits at the device.
    input: Option<u64>,
    /// What the server takes this device for.
    is_said_away: bool,
}

impl Client {
    /// Whether the person called `name` is there; `None` while that is not known.
    #[must_use]
    pub fn presence_of(&self, name: &str) -> Option<&UserPresence> {
        let people = &self.presence.people;
        people.get(people.binary_search_by(|known| (*known.name).cmp(name)).ok()?)
    }

    /// Another number whenever something of it has changed.
    #[must_use]
    pub const fn presence_revision(&self) -> u32 {
        self.presence.revision
    }

    /// The page was rendered at that moment.
    pub fn rendered(&mut self, at: Timestamp) {
        self.presence.rendered = at;
    }

    /// When the page was rendered: until it comes to life, now.
    #[must_use]
    pub const fn rendered_at(&self) -> &Timestamp {
        &self.presence.rendered
    }

    /// There is input at `now` (milliseconds); whether the server takes this device for one without.
    pub const fn touched(&mut self, now: u64) -> bool {
        self.presence.input = Some(now);
        self.presence.is_said_away
    }

    pub(super) fn told_presence(&mut self, told: &Told) {
        let listed = told.room.map(|room| self.listed_in(room)).unwrap_or_default();
        let presence = &mut self.presence;
        presence.revision += 1;
        for user in &told.users {
            presence.put(user.clone());
        }
        // All are named who are there: whoever is listed and is not named is not.
        let is_named = |name: &String| told.users.iter().any(|user| user.name == *name);
        for name in listed.into_iter().filter(|name| !is_named(name)) {
            let seen = presence.at(&name).ok().and_then(|at| presence.people[at].seen.clone());
            presence.put(UserPresence { name, state: PresenceState::Offline, seen });
        }
    }

    /// A list of members has come. What was heard of them meanwhile is newer.
    pub(super) fn told_states(&mut self, members: &[Member]) {
        let presence = &mut self.presence;
        for Member { name, state, seen, .. } in members {
            if let (Some(state), Err(_)) = (*state, presence.at(name)) {
                presence.put(UserPresence { name: name.clone(), state, seen: seen.clone() });
                presence.revision += 1;
            }
        }
    }

    /// Those of whom the page shows that they are in `room`. A conversation in which nothing was said yet is
    /// seen by one alone, and nothing is told of the others there.
    fn listed_in(&self, room: RoomId) -> Vec<String> {
        let Some(Room { summary, people, .. }) = self.rooms.get(room) else { return Vec::new() };
        let said = self.timelines.get(room).and_then(Timeline::position);
        let is_seen = summary.kind == RoomKind::Room || said.is_some_and(|at| at.seq > Seq::ZERO);
        let listed = people.known().filter(|_| is_seen).into_iter();
        listed.flat_map(|known| &known.members).map(|member| member.name.clone()).collect()
    }

    /// What the server is to be told of this device.
    pub(super) fn take_activity(&mut self, now: u64) -> Option<Command> {
        let is_away = self.presence.away_at()? <= now;
        if std::mem::replace(&mut self.presence.is_said_away, is_away) == is_away {
            return None;
        }
        Some(Command::Activity(Activity { active: !is_away, client_id: None }))
    }

    /// When there is next something to tell.
    pub(super) fn away_at(&self) -> Option<u64> {
        self.presence.away_at().filter(|_| !self.presence.is_said_away)
    }
}

impl Presence {
    /// Nobody is known.
    pub(super) const fn unknown() -> Self {
        let rendered = Timestamp(String::new());
        Self { people: Vec::new(), revision: 0, rendered, input: None, is_said_away: false }
    }

    /// A connection of the person called `name` begins active: they are there, before the server has said so.
    pub(super) fn connected(&mut self, name: &str) {
        self.is_said_away = false;
        self.put(UserPresence { name: name.to_owned(), state: PresenceState::Online, seen: None });
        self.revision += 1;
    }

    /// Without a connection nothing is known of anybody, but when they were last seen.
    pub(super) fn forget(&mut self) {
        self.people.retain(|known| known.seen.is_some());
        self.revision += 1;
    }

    fn away_at(&self) -> Option<u64> {
        Some(self.input? + AWAY_AFTER_MS)
    }

    fn at(&self, name: &str) -> Result<usize, usize> {
        self.people.binary_search_by(|known| (*known.name).cmp(name))
    }

    fn put(&mut self, user: UserPresence) {
        match self.at(&user.name) {
            Ok(at) => self.people[at] = user,
            Err(at) => self.people.insert(at, user),
        }
    }
}
