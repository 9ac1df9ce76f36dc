//! Stop 2 of a message's way: everything one person's page knows and wants, all rooms together.
//! Pure: it is told what happened and says what is to be done.

mod hear;
#[cfg(test)]
mod tests;
mod work;

use std::collections::{BTreeMap, BTreeSet};

use crate::event::{
    Body, BodyError, ClientId, Epoch, Limits, RoomId, RoomSummary, Seq, Timestamp, User,
};
use crate::first::RoomPage;
use crate::http::History;
use crate::timeline::{Applied, Loaded, Older, Row, Timeline};

pub use work::Work;

/// One person's page.
#[derive(Debug)]
pub struct Client {
    user: User,
    limits: Limits,
    rooms: Vec<RoomSummary>,
    timelines: BTreeMap<RoomId, Timeline>,
    followed: BTreeSet<RoomId>,
    epoch: Option<Epoch>,
    place: Place,
    asks: Vec<Ask>,
    refused_name: Option<String>,
    connected: bool,
    hold_until: u64,
    loads: Vec<RoomId>,
    go_to: Option<String>,
    new_id: fn() -> ClientId,
}

/// What the middle of the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// No room yet.
    Nowhere,
    /// A room the person is a member of.
    Room(RoomId),
    /// A room that is being opened.
    Opening(String),
    /// There is no such room.
    Missing(String),
    /// A room the person is not a member of, if it is there at all.
    Stranger(String),
    /// No room can have that name.
    BadName {
        /// The name.
        name: String,
        /// Why, for people.
        message: String,
    },
}

/// A `change_room` that is to be sent, or was sent and has no answer yet.
#[derive(Debug)]
struct Ask {
    client_id: ClientId,
    name: String,
    by_hand: bool,
    sent: Option<u64>,
}

impl Client {
    /// A page as the first render knows it. `name` is the room of its address; `new_id` makes ids
    /// that were never used before.
    #[must_use]
    pub fn new(
        user: User,
        limits: Limits,
        rooms: Vec<RoomSummary>,
        new_id: fn() -> ClientId,
    ) -> Self {
        Self {
            user,
            limits,
            rooms,
            timelines: BTreeMap::new(),
            followed: BTreeSet::new(),
            epoch: None,
            place: Place::Nowhere,
            asks: Vec::new(),
            refused_name: None,
            connected: false,
            hold_until: 0,
            loads: Vec::new(),
            go_to: None,
            new_id,
        }
    }

    /// Begins at the room called `name`, with what the first render found there.
    pub fn begin(&mut self, name: String, page: RoomPage) {
        self.place = match page {
            RoomPage::Open { room, history } => {
                self.epoch = Some(history.epoch.clone());
                let mut timeline = Timeline::opening(room.room, &self.user.name);
                timeline.load(history);
                self.timelines.insert(room.room, timeline);
                let place = Place::Room(room.room);
                self.upsert(room);
                place
            }
            RoomPage::Joinable => Place::Opening(name),
            RoomPage::Missing => Place::Missing(name),
            RoomPage::BadName { message } => Place::BadName { name, message },
        };
    }

    /// The address bar says `name` now.
    pub fn show(&mut self, name: &str) {
        self.refused_name = None;
        if self.place_name().is_some_and(|shown| same_name(shown, name)) {
            return;
        }
        let Some(room) = self.named(name).map(|summary| summary.room) else {
            let opening = self.asks.iter().any(|ask| same_name(&ask.name, name));
            self.place = if opening {
                Place::Opening(name.to_owned())
            } else {
                Place::Stranger(name.to_owned())
            };
            return;
        };
        self.place = Place::Room(room);
        self.follow(room);
    }

    /// The person asks for the room called `name`: open it, join it, make it.
    pub fn open(&mut self, name: &str) {
        self.refused_name = None;
        match self.named(name).filter(|room| self.followed.contains(&room.room)) {
            Some(room) => self.go_to = Some(room.name.clone()),
            None => self.ask(name, true),
        }
    }

    /// Sends `text` to the room shown, as soon as that is possible.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn say(&mut self, text: &str, at: Timestamp) -> Result<(), BodyError> {
        let body = Body::new(text, self.limits.message_chars)?;
        let id = (self.new_id)();
        if let Some(timeline) = self.shown_mut() {
            timeline.pend(id, body.into_string(), at);
        }
        Ok(())
    }

    /// A new attempt at a refused row of the room shown.
    pub fn retry(&mut self, client_id: &ClientId) {
        let renewed = (self.new_id)();
        if let Some(timeline) = self.shown_mut() {
            timeline.retry(client_id, renewed);
        }
    }

    /// Forgets a refused row of the room shown.
    pub fn discard(&mut self, client_id: &ClientId) {
        if let Some(timeline) = self.shown_mut() {
            timeline.discard(client_id);
        }
    }

    /// The newest page of `room`, or that it could not be had.
    pub fn loaded(&mut self, room: RoomId, page: Option<History>) {
        let Some(timeline) = self.timelines.get_mut(&room) else { return };
        match page {
            // A page of another history was asked for before that one ended; the next is under way.
            Some(page) if self.epoch.as_ref().is_some_and(|epoch| *epoch != page.epoch) => {}
            Some(page) => {
                if timeline.load(page) == Applied::Jump {
                    self.resume(room);
                }
            }
            None => timeline.load_failed(),
        }
    }

    /// The person asks once more for the newest page of the room shown.
    pub fn load_again(&mut self) {
        if let Place::Room(room) = self.place {
            self.loads.push(room);
        }
    }

    /// Which page of older messages to fetch, if there is one to fetch.
    pub fn ask_older(&mut self) -> Option<(RoomId, Seq)> {
        let Place::Room(room) = self.place else { return None };
        Some((room, self.timelines.get_mut(&room)?.ask_older()?))
    }

    /// The page of `room` before `before`, or that it could not be had.
    pub fn older(&mut self, room: RoomId, before: Seq, page: Option<History>) {
        if let Some(timeline) = self.timelines.get_mut(&room) {
            timeline.older(before, page);
        }
    }

    /// The connection ended with `code`.
    pub fn link_lost(&mut self, code: u16) {
        self.connected = false;
        self.followed.clear();
        for ask in &mut self.asks {
            ask.sent = None;
        }
        for timeline in self.timelines.values_mut() {
            if matches!(code, 1003 | 1007 | 1008 | 1009) {
                timeline.refuse_in_flight("The server closed the connection over this message.");
            }
            timeline.link_lost();
        }
    }

    /// Who this is.
    #[must_use]
    pub const fn user(&self) -> &User {
        &self.user
    }

    /// The rooms they are a member of, by name.
    #[must_use]
    pub fn rooms(&self) -> &[RoomSummary] {
        &self.rooms
    }

    /// What the middle of the page shows.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// The room shown.
    #[must_use]
    pub fn room(&self) -> Option<&RoomSummary> {
        let Place::Room(room) = self.place else { return None };
        self.rooms.iter().find(|summary| summary.room == room)
    }

    /// The rows of the room shown, and how far it has come.
    #[must_use]
    pub fn rows(&self) -> (Vec<Row>, Loaded) {
        let Place::Room(room) = self.place else {
            return (Vec::new(), Loaded::Ready(Older::NoneLeft));
        };
        self.timelines
            .get(&room)
            .map_or_else(|| (Vec::new(), Loaded::Opening), |shown| (shown.rows(), shown.loaded()))
    }

    /// Whether a room that the person asked for is still being opened.
    #[must_use]
    pub fn is_opening(&self) -> bool {
        self.asks.iter().any(|ask| ask.by_hand)
    }

    /// What was wrong with the name asked for is over.
    pub fn forget_refused_name(&mut self) {
        self.refused_name = None;
    }

    /// Why the name that the person asked for was refused.
    #[must_use]
    pub fn refused_name(&self) -> Option<&str> {
        self.refused_name.as_deref()
    }

    fn shown_mut(&mut self) -> Option<&mut Timeline> {
        let Place::Room(room) = self.place else { return None };
        let me = &self.user.name;
        Some(self.timelines.entry(room).or_insert_with(|| Timeline::opening(room, me)))
    }

    fn place_name(&self) -> Option<&str> {
        match &self.place {
            Place::Nowhere => None,
            Place::Room(_) => self.room().map(|room| room.name.as_str()),
            Place::Opening(name)
            | Place::Missing(name)
            | Place::Stranger(name)
            | Place::BadName { name, .. } => Some(name),
        }
    }

    fn named(&self, name: &str) -> Option<&RoomSummary> {
        self.rooms.iter().find(|room| same_name(&room.name, name))
    }

    fn upsert(&mut self, room: RoomSummary) {
        self.rooms.retain(|known| known.room != room.room);
        let at = self.rooms.partition_point(|known| known.name < room.name);
        self.rooms.insert(at, room);
    }
}

/// Rooms' names are unique without regard to case.
fn same_name(one: &str, other: &str) -> bool {
    one == other || one.to_lowercase() == other.to_lowercase()
}
