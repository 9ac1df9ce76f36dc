//! Stop 13 of a message's way: the page's knowledge as signals. Events are taken in at once, the
//! signals are set once per frame.

mod acts;
mod connection;
mod drafts;
#[cfg(all(debug_assertions, not(feature = "hydrate")))]
mod rehearsal;
mod work;

use std::collections::HashMap;

use leptos::prelude::{
    ArcRwSignal, Get, GetUntracked, ReadUntracked, RwSignal, Set, SetValue, StoredValue,
    UpdateValue, With, WithUntracked, WithValue,
};

use crate::browser;
use crate::client::{Client, Place};
use crate::event::{RoomId, RoomSummary, Seq, Timestamp, User, UserPresence};
use crate::first::{First, RoomPage};
use crate::http::{Members, Part};
use crate::link::{Link, LinkState};
use crate::timeline::{Below, Loaded, Row};
use crate::words::{Language, Words};
use crate::zone::Zone;

/// Rows in a block, at most, unless they came at once.
const BLOCK_ROWS: usize = 50;

/// The page's chat: its signals, and what a person can do. A handle, free to copy.
#[derive(Clone, Copy)]
pub struct Chat {
    client: StoredValue<Client>,
    link: StoredValue<Link>,
    /// Few, and looked up by hand: a map of them would weigh more than all else about drafts.
    drafts: StoredValue<Vec<(RoomId, String)>>,
    flushing: StoredValue<bool>,
    /// When the next timer wakes it, in milliseconds.
    waking: StoredValue<Option<u64>>,
    /// Every text in the reader's language.
    pub(crate) words: &'static Words,
    /// That language.
    pub language: Language,
    /// The message that the address named when the page was loaded.
    pub linked: Option<(RoomId, Seq)>,
    /// Who is signed in.
    pub user: RwSignal<User>,
    /// The rooms they are a member of, by name.
    pub rooms: RwSignal<Vec<RoomSummary>>,
    /// The names of those they could join, as far as that was asked.
    pub others: RwSignal<Vec<String>>,
    /// Messages of others that are not read yet, in all rooms.
    pub unread: RwSignal<u64>,
    /// What the middle of the page shows.
    pub place: RwSignal<Place>,
    /// The room shown.
    pub room: RwSignal<Option<RoomSummary>>,
    /// Its messages, as many of them as the page shows.
    pub rows: RwSignal<Vec<LiveRow>>,
    /// Who is there.
    pub people: RwSignal<Members>,
    /// Another number whenever it is another's state.
    presence: RwSignal<u32>,
    /// Who is writing in the room shown, in words.
    pub typists: RwSignal<Option<String>>,
    /// The announcement that is to be shown, as [`Client::announcement`] has it.
    pub announcement: RwSignal<Option<String>>,
    /// What others have just said in it, to be read out.
    pub aloud: RwSignal<String>,
    /// What is below those.
    pub below: RwSignal<Below>,
    /// After which message of the room shown those begin that are new.
    pub new_after: RwSignal<Option<Seq>>,
    /// How far it has come.
    pub loaded: RwSignal<Loaded>,
    /// What the connection is doing.
    pub link_state: RwSignal<LinkState>,
    /// Since when there has been no connection, in milliseconds.
    pub lost_at: RwSignal<Option<u64>>,
    /// Milliseconds since 1970, kept while somebody waits for a moment.
    pub now: RwSignal<u64>,
    /// A room is being opened by hand.
    pub is_opening: RwSignal<bool>,
    /// Why the name of the room to open was refused.
    pub refused_name: RwSignal<Option<String>>,
    /// The room that the address bar should name.
    pub go_to: RwSignal<Option<String>>,
    /// Where the reader's clock stands.
    pub zone: RwSignal<Zone>,
    /// Counts the times the person was to see the newest messages: they said something, or chose the room anew.
    pub to_end: RwSignal<u32>,
    /// Why the person was not logged out, in words.
    pub not_left: RwSignal<Option<String>>,
    /// Why what the person asked for last was not done, in words.
    pub not_done: RwSignal<Option<String>>,
}

/// A row whose content changes in place.
#[derive(Clone)]
pub struct LiveRow {
    /// Stays the same when the row is confirmed; no other room has a row with that key.
    pub key: String,
    /// Which rows it stands with: those that came above together are put into the page at once.
    pub block: u32,
    /// What it shows.
    pub row: ArcRwSignal<Row>,
}

impl Chat {
    /// The chat as the first render knows it, in the reader's language and zone.
    #[must_use]
    pub fn new(first: First, language: Language, zone: Zone) -> Self {
        let First { user, limits, rooms, at, now, notice } = first;
        let words = language.words();
        let linked = match &at {
            Some((_, RoomPage::Open { room, at: Some(seq), .. })) => Some((room.room, *seq)),
            _ => None,
        };
        let mut client = Client::new(user, limits, rooms, browser::MEANS);
        client.speak(language);
        client.rendered(now);
        match at {
            Some((name, page)) => client.begin(name, page),
            None if client.rooms().is_empty() => {}
            None => client.show_none(),
        }
        let (rows, loaded) = client.rows();
        let room = client.room().map(|room| room.room);
        Self {
            user: RwSignal::new(client.user().clone()),
            rooms: RwSignal::new(client.rooms()),
            others: RwSignal::new(Vec::new()),
            unread: RwSignal::new(unread(&client.rooms())),
            place: RwSignal::new(client.place().clone()),
            room: RwSignal::new(client.room()),
            rows: RwSignal::new(
                rows.into_iter().map(|row| LiveRow::new(key(room, &row), 0, row)).collect(),
            ),
            people: RwSignal::new(client.people().cloned().unwrap_or_default()),
            presence: RwSignal::new(client.presence_revision()),
            typists: RwSignal::new(None),
            announcement: RwSignal::new(None),
            aloud: RwSignal::new(String::new()),
            below: RwSignal::new(client.below()),
            new_after: RwSignal::new(client.new_after()),
            loaded: RwSignal::new(loaded),
            link_state: RwSignal::new(LinkState::Connecting),
            lost_at: RwSignal::new(None),
            now: RwSignal::new(0),
            is_opening: RwSignal::new(false),
            refused_name: RwSignal::new(None),
            go_to: RwSignal::new(None),
            zone: RwSignal::new(zone),
            to_end: RwSignal::new(0),
            not_left: RwSignal::new(None),
            not_done: RwSignal::new(notice),
            client: StoredValue::new(client),
            link: StoredValue::new(Link::new()),
            drafts: StoredValue::new(Vec::new()),
            flushing: StoredValue::new(false),
            waking: StoredValue::new(None),
            words,
            language,
            linked,
        }
    }

    /// What the page is called after: the room shown, or the one that there is not.
    #[must_use]
    pub fn title(self) -> Option<String> {
        match self.place.get() {
            Place::Nowhere | Place::Rooms => None,
            Place::Room(_) => self.room.with(|room| room.as_ref().map(|room| room.name.clone())),
            // Of people, their names.
            Place::Opening(name)
            | Place::Missing(name)
            | Place::Stranger(name)
            | Place::Closed { name, .. } => Some(name.trim_start_matches('@').to_owned()),
        }
    }

    /// The address bar names the room called `name`.
    pub fn show(self, name: &str) {
        put(self.not_done, None);
        self.client.update_value(|client| client.show(name));
        self.settle();
    }

    /// The address bar names no room: the list of rooms is all there is to see.
    pub fn show_none(self) {
        self.client.update_value(Client::show_none);
        self.settle();
    }

    /// Opens the room called `name`: joins it, makes it.
    pub fn open(self, name: &str) {
        self.open_or_make(name, false);
    }

    /// The same; if that makes a room, and it is to be `temporary`, it closes when nobody is in it any more.
    pub fn open_or_make(self, name: &str, temporary: bool) {
        let name = browser::normalised(name.trim());
        let is_cut_off = matches!(self.link.with_value(Link::state), LinkState::Waiting { .. });
        self.client.update_value(|client| match is_cut_off {
            true => client.cannot_open(self.words.connection.unreachable),
            false => client.open_or_make(&name, temporary),
        });
        // At once: the answer may come before the next frame, and whoever waits for it would see nothing.
        put(self.is_opening, self.client.with_value(Client::is_opening));
        self.settle();
    }

    /// The person waits no longer for the room they asked for.
    pub fn cancel_open(self) {
        self.client.update_value(Client::cancel_open);
        self.settle();
    }

    /// The person types another name: what was wrong with the last one is over.
    pub fn forget_refused_name(self) {
        self.client.update_value(Client::forget_refused_name);
        put(self.refused_name, None);
    }

    /// Shows the messages before the oldest shown, and loads them if need be.
    pub fn load_older(self) {
        let asked = self.client.try_update_value(Client::ask_older).flatten();
        self.settle();
        if let Some((room, before)) = asked {
            self.load_part(room, Part::Before(before));
        }
    }

    /// Loads the room shown once more, after that had failed.
    pub fn load_again(self) {
        self.client.update_value(Client::load_again);
        self.settle();
    }

    /// Whether the person called `name` is there; `None` while that is not known.
    #[must_use]
    pub fn presence_of(self, name: &str) -> Option<UserPresence> {
        // Another number: ask again.
        let _ = self.presence.get();
        self.client.with_value(|client| client.presence_of(name).cloned())
    }

    /// A moment of today: until the page comes to life, when it was rendered.
    #[must_use]
    pub fn today(self) -> Timestamp {
        match self.zone.get() {
            Zone::Browser => browser::moment().at,
            Zone::Fixed(_) => self.client.with_value(|client| client.rendered_at().clone()),
        }
    }

    /// The longest message that may be sent, in characters.
    #[must_use]
    pub fn message_chars(self) -> usize {
        self.client.with_value(Client::message_chars)
    }

    fn flush(self) {
        self.flushing.set_value(false);
        if self.client.try_update_value(Client::advance) == Some(true) {
            self.settle();
        }
        let aloud = self.client.try_update_value(Client::take_aloud).unwrap_or_default();
        if !aloud.is_empty() {
            self.say_aloud(aloud);
        }
        self.client.with_value(|client| {
            put(self.user, client.user().clone());
            let rooms = client.rooms();
            put(self.unread, unread(&rooms));
            put(self.rooms, rooms);
            put(self.place, client.place().clone());
            put(self.room, client.room());
            put(self.is_opening, client.is_opening());
            put(self.refused_name, client.refused_name().map(str::to_owned));
            let (rows, loaded) = client.rows();
            put(self.loaded, loaded);
            put(self.people, client.people().cloned().unwrap_or_default());
            put(self.presence, client.presence_revision());
            put(self.typists, self.words.of_typists(&client.typists()));
            put(self.announcement, client.announcement().map(str::to_owned));
            put(self.below, client.below());
            put(self.new_after, client.new_after());
            self.flush_rows(client.room().map(|room| room.room), rows);
        });
        put(self.link_state, self.link.with_value(Link::state));
        put(self.lost_at, self.link.with_value(Link::lost_at));
        put(self.now, browser::now_ms());
    }

    /// Rows that stay keep their place in the page; only what they show changes.
    fn flush_rows(self, room: Option<RoomId>, rows: Vec<Row>) {
        let shown = self.rows.get_untracked();
        let mut fresh = shown.iter().map(|live| live.block).max().unwrap_or_default();
        let mut known: HashMap<_, _> =
            shown.iter().map(|live| (live.key.clone(), live.clone())).collect();
        let mut lives = Vec::<LiveRow>::with_capacity(rows.len());
        let mut blocks = Vec::new();
        let mut rows_in_block = 0;
        for row in rows {
            let key = key(room, &row);
            let last = blocks.last().copied();
            let before = known.remove(&key);
            let block = match (&before, last) {
                (Some(live), _) if last == Some(live.block) || !blocks.contains(&live.block) => {
                    live.block
                }
                (_, Some(last)) if rows_in_block < BLOCK_ROWS => last,
                _ => {
                    fresh += 1;
                    fresh
                }
            };
            if last != Some(block) {
                blocks.push(block);
                rows_in_block = 0;
            }
            rows_in_block += 1;
            let Some(LiveRow { row: signal, .. }) = before else {
                lives.push(LiveRow::new(key, block, row));
                continue;
            };
            if *signal.read_untracked() != row {
                signal.set(row);
            }
            lives.push(LiveRow { key, block, row: signal });
        }
        let place = |live: &LiveRow| (live.block, live.key.clone());
        if !shown.iter().map(place).eq(lives.iter().map(place)) {
            self.rows.set(lives);
        }
    }
}

impl LiveRow {
    fn new(key: String, block: u32, row: Row) -> Self {
        Self { key, block, row: ArcRwSignal::new(row) }
    }

    /// What it shows.
    #[must_use]
    pub fn get(&self) -> Row {
        self.row.get()
    }
}

/// Rooms number their messages alike, and a view that stays would show the last room's.
fn key(room: Option<RoomId>, row: &Row) -> String {
    room.map_or_else(String::new, |room| format!("{room} {}", row.key))
}

fn unread(rooms: &[RoomSummary]) -> u64 {
    rooms.iter().map(|room| room.unread).sum()
}

/// Sets a signal only to something else: what has not changed is not rendered again.
fn put<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if !signal.with_untracked(|held| *held == value) {
        signal.set(value);
    }
}
