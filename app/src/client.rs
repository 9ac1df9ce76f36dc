//! Stop 2 of a message's way: everything one person's page knows and wants, all rooms together.
//! Pure: it is told what happened and says what is to be done.

mod aloud;
mod announcements;
mod ask;
mod follow;
mod hear;
mod kept;
mod marker;
mod people;
mod presence;
mod reading;
mod receipts;
mod room;
mod say;
#[cfg(test)]
mod tests;
mod typing;
mod work;

use crate::event::{ByRoom, ClientId, Epoch, Limits, RoomId, RoomKind, RoomSummary, Seq, User};
use crate::first::RoomPage;
use crate::http::History;
use crate::timeline::{Below, Loaded, Older, Row, Spot, Timeline};
use crate::words::Language;

use announcements::Announcements;
use ask::Ask;
use presence::Presence;
use reading::View;
use room::Room;
use typing::Typing;

pub use follow::LOG_PAGE_EVENTS;
pub use kept::Save;
pub use say::SayError;
pub use work::Work;

/// One person's page.
#[derive(Debug)]
pub struct Client {
    user: User,
    limits: Limits,
    /// The rooms the person is a member of.
    rooms: ByRoom<Room>,
    /// Their messages, and what waits to be sent to rooms that were left.
    timelines: ByRoom<Timeline>,
    epoch: Option<Epoch>,
    place: Place,
    asks: Vec<Ask>,
    refused_name: Option<String>,
    connected: bool,
    /// Somebody else has signed in in this browser: nothing is said in their name.
    is_somebody_else: bool,
    view: View,
    presence: Presence,
    typing: Typing,
    announcements: Announcements,
    /// What others have said in the room shown since it was last taken.
    aloud: Vec<String>,
    hold_until: u64,
    pauses: u32,
    resuming_since: u64,
    /// When the server may next be told what was received, in milliseconds.
    receipts_from: u64,
    loads: Vec<RoomId>,
    logs: Vec<(RoomId, Seq)>,
    go_to: Option<String>,
    /// What it says of its own accord is in this one.
    language: Language,
    means: Means,
}

/// What the client has its browser for.
#[derive(Debug, Clone, Copy)]
pub struct Means {
    /// Makes an id that was never used before.
    pub new_id: fn() -> ClientId,
    /// Whether two names are one room's: they are unique without regard to case. The browser has the
    /// tables for that; in the page they would weigh 7 KB.
    pub same_name: fn(&str, &str) -> bool,
}

/// What the middle of the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// No room yet; the first one there is comes to be shown.
    Nowhere,
    /// The list of rooms, by itself.
    Rooms,
    /// A room the person is a member of.
    Room(RoomId),
    /// A room that is being opened.
    Opening(String),
    /// There is no such room.
    Missing(String),
    /// A room the person is not a member of, if it is there at all.
    Stranger(String),
    /// There is no room to open: none can have that name, or it was deleted.
    Closed {
        /// The name.
        name: String,
        /// What is the matter, for people.
        message: String,
    },
}

impl Client {
    /// A page as the first render knows it.
    #[must_use]
    pub fn new(user: User, limits: Limits, rooms: Vec<RoomSummary>, means: Means) -> Self {
        let mut client = Self {
            user,
            limits,
            rooms: ByRoom::default(),
            timelines: ByRoom::default(),
            epoch: None,
            place: Place::Nowhere,
            asks: Vec::new(),
            refused_name: None,
            connected: false,
            is_somebody_else: false,
            view: View::default(),
            presence: Presence::unknown(),
            typing: Typing::default(),
            announcements: Announcements::default(),
            aloud: Vec::new(),
            hold_until: 0,
            pauses: 0,
            resuming_since: 0,
            receipts_from: 0,
            loads: Vec::new(),
            logs: Vec::new(),
            go_to: None,
            means,
            language: Language::default(),
        };
        // One by one: to collect a map is to sort, and nothing else in the page sorts pairs.
        client.rooms = rooms.into_iter().map(|room| (room.room, Room::of(room))).collect();
        client
    }

    /// Says what it says in `language` from now on.
    pub const fn speak(&mut self, language: Language) {
        self.language = language;
    }

    /// Begins at the room asked for by `name`, with what the first render found there.
    pub fn begin(&mut self, name: String, page: RoomPage) {
        self.place = match page {
            RoomPage::Open { room, at: _, history, members, receipts } => {
                self.epoch = Some(history.epoch.clone());
                // Nothing was heard yet that could be missing.
                let _ = self.timeline(room.room).load(history);
                let place = Place::Room(room.room);
                let mut state = Room::of(room);
                self.told_states(&members.members);
                state.people.begin(members);
                receipts.iter().for_each(|receipt| state.receipts.hear(receipt));
                self.rooms.insert(state.summary.room, state);
                place
            }
            RoomPage::Joinable => Place::Opening(name),
            RoomPage::Missing => Place::Missing(name),
            RoomPage::BadName { message } => Place::Closed { name, message },
        };
        self.look_anew();
    }

    /// The address bar says `name` now.
    pub fn show(&mut self, name: &str) {
        self.refused_name = None;
        if self.is_place(name) {
            return;
        }
        if let Some(room) = self.named(name).map(|room| room.summary.room) {
            self.timeline(room).begin_at_end();
            self.show_room(room);
            return;
        }
        let opening = self.asks.iter().any(|ask| self.same_name(&ask.name, name));
        self.place = if opening {
            Place::Opening(name.to_owned())
        } else {
            Place::Stranger(name.to_owned())
        };
    }

    /// The address bar names no room.
    pub fn show_none(&mut self) {
        self.place = Place::Rooms;
    }

    /// The person asks for the room called `name`, or the one with the people `@` names: open it, join it, make it.
    pub fn open(&mut self, name: &str) {
        self.open_or_make(name, false);
    }

    /// The same; if that makes a room, and it is to be `temporary`, it closes when nobody is in it any more.
    pub fn open_or_make(&mut self, name: &str, temporary: bool) {
        self.refused_name = None;
        match self.named(name) {
            Some(room) => self.go_to = Some(room.summary.handle()),
            None => self.ask(name, true, temporary),
        }
    }

    /// The person asks once more for the newest page of the room shown.
    pub fn load_again(&mut self) {
        if let Place::Room(room) = self.place {
            self.fetch(room);
        }
    }

    /// Older messages of the room shown are to be shown. Which page of them to fetch, when none are
    /// there.
    pub fn ask_older(&mut self) -> Option<(RoomId, Seq)> {
        let Place::Room(room) = self.place else { return None };
        let timeline = self.timelines.get_mut(room)?;
        if timeline.go_up() {
            return None;
        }
        Some((room, timeline.ask_older()?))
    }

    /// Newer messages of the room shown are to be shown. Which page of them to fetch, when none are
    /// there.
    pub fn ask_newer(&mut self) -> Option<(RoomId, Seq)> {
        let Place::Room(room) = self.place else { return None };
        let timeline = self.timelines.get_mut(room)?;
        if timeline.go_down() {
            return None;
        }
        Some((room, timeline.ask_newer()?))
    }

    /// The page of newer messages that could not be had may be asked for again.
    pub fn try_newer_again(&mut self) {
        if let Some(timeline) = self.shown_mut() {
            timeline.try_newer_again();
        }
    }

    /// Moves on, as far as a frame allows, to what is to be shown; whether that is not all of it.
    pub fn advance(&mut self) -> bool {
        self.shown_mut().is_some_and(Timeline::advance)
    }

    /// Shows the newest messages of the room shown.
    pub fn go_to_end(&mut self) {
        if self.shown_mut().is_some_and(Timeline::go_to_end) {
            self.load_again();
        }
    }

    /// The page of `room` before `before`, or that it could not be had.
    pub fn older(&mut self, room: RoomId, before: Seq, page: Option<History>) {
        if let Some(timeline) = self.timelines.get_mut(room) {
            timeline.older(before, page);
        }
    }

    /// The page of `room` after `after`, or that it could not be had.
    pub fn newer(&mut self, room: RoomId, after: Seq, page: Option<History>) {
        if let Some(timeline) = self.timelines.get_mut(room) {
            timeline.newer(after, page);
        }
    }

    /// The longest message that may be sent, in characters.
    #[must_use]
    pub const fn message_chars(&self) -> usize {
        self.limits.message_chars
    }

    /// Who this is.
    #[must_use]
    pub const fn user(&self) -> &User {
        &self.user
    }

    /// The rooms they are a member of, by name, those of people last, with what is unread in each.
    #[must_use]
    pub fn rooms(&self) -> Vec<RoomSummary> {
        let mut rooms: Vec<_> = self.rooms.values().map(Room::seen_from_outside).collect();
        let place = |room: &RoomSummary| room.kind != RoomKind::Room;
        rooms.sort_unstable_by(|one, other| {
            (place(one), &one.name).cmp(&(place(other), &other.name))
        });
        rooms
    }

    /// What the middle of the page shows.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// The room shown.
    #[must_use]
    pub fn room(&self) -> Option<RoomSummary> {
        let Place::Room(room) = self.place else { return None };
        self.rooms.get(room).map(Room::seen_from_outside)
    }

    /// The rows of the room shown, and how far it has come.
    #[must_use]
    pub fn rows(&self) -> (Vec<Row>, Loaded) {
        if !matches!(self.place, Place::Room(_)) {
            return (Vec::new(), Loaded::Ready(Older::NoneLeft));
        }
        let Some(shown) = self.shown() else { return (Vec::new(), Loaded::Opening) };
        let mut rows = shown.rows();
        if let Some(marks) = self.marks() {
            rows.iter_mut().for_each(|row| row.mark(marks));
        }
        (rows, shown.loaded())
    }

    /// What is below those rows.
    #[must_use]
    pub fn below(&self) -> Below {
        self.shown().map_or_else(Below::default, Timeline::below)
    }

    /// Where the person reads in `room`; `None` at its end.
    #[must_use]
    pub fn spot(&self, room: RoomId) -> Option<Spot> {
        self.timelines.get(room)?.spot().cloned()
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

    /// The room is shown from now on.
    fn show_room(&mut self, room: RoomId) {
        self.place = Place::Room(room);
        self.look_anew();
        self.fetch(room);
    }

    /// The newest page of `room` is fetched, unless it is there or under way.
    fn fetch(&mut self, room: RoomId) {
        if self.timeline(room).show() {
            self.loads.push(room);
        }
    }

    fn shown(&self) -> Option<&Timeline> {
        let Place::Room(room) = self.place else { return None };
        self.timelines.get(room)
    }

    fn timeline(&mut self, room: RoomId) -> &mut Timeline {
        let me = &self.user.name;
        self.timelines.get_or_insert_with(room, || Timeline::opening(room, me))
    }

    /// Whether what is shown is what is asked for by `name`.
    fn is_place(&self, name: &str) -> bool {
        match &self.place {
            Place::Nowhere | Place::Rooms => false,
            Place::Room(room) => {
                self.rooms.get(*room).is_some_and(|room| self.is_called(room, name))
            }
            Place::Opening(shown)
            | Place::Missing(shown)
            | Place::Stranger(shown)
            | Place::Closed { name: shown, .. } => self.same_name(shown, name),
        }
    }

    fn named(&self, name: &str) -> Option<&Room> {
        self.rooms.values().find(|room| self.is_called(room, name))
    }

    fn is_called(&self, room: &Room, name: &str) -> bool {
        self.same_name(&room.summary.handle(), name)
    }

    fn same_name(&self, one: &str, other: &str) -> bool {
        (self.means.same_name)(one, other)
    }
}
