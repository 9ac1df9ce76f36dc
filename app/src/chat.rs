//! Stop 13 of a message's way: the page's knowledge as signals. Events are taken in at once, the
//! signals are set once per frame.

mod acts;
mod connection;
#[cfg(all(debug_assertions, not(feature = "hydrate")))]
mod rehearsal;
mod work;

use std::collections::HashMap;

use leptos::prelude::{
    ArcRwSignal, Get, GetUntracked, ReadUntracked, RwSignal, Set, SetValue, StoredValue,
    UpdateValue, WithUntracked, WithValue,
};

use crate::client::{Client, Place};
use crate::event::{RoomId, RoomSummary, User};
use crate::first::First;
use crate::http::Members;
use crate::link::{Link, LinkState};
use crate::timeline::{Below, Loaded, Row};
use crate::words::{Language, Words};
use crate::zone::Zone;
use crate::{api, browser, once, storage};

/// Rows in a block, at most, unless they came at once.
const BLOCK_ROWS: usize = 50;

/// The page's chat: its signals, and what a person can do. A handle, free to copy.
#[derive(Clone, Copy)]
pub struct Chat {
    client: StoredValue<Client>,
    link: StoredValue<Link>,
    drafts: StoredValue<HashMap<RoomId, String>>,
    flushing: StoredValue<bool>,
    /// When the next timer wakes it, in milliseconds.
    waking: StoredValue<Option<u64>>,
    /// Every text in the reader's language.
    pub(crate) words: &'static Words,
    /// That language.
    pub language: Language,
    /// Who is signed in.
    pub user: RwSignal<User>,
    /// The rooms they are a member of, by name.
    pub rooms: RwSignal<Vec<RoomSummary>>,
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
    /// What is below those.
    pub below: RwSignal<Below>,
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
    /// Counts what the person said, to show it.
    pub said: RwSignal<u32>,
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
        let First { user, limits, rooms, at } = first;
        let words = language.words();
        let mut client = Client::new(user, limits, rooms, browser::MEANS);
        client.speak(language);
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
            unread: RwSignal::new(unread(&client.rooms())),
            place: RwSignal::new(client.place().clone()),
            room: RwSignal::new(client.room()),
            rows: RwSignal::new(
                rows.into_iter().map(|row| LiveRow::new(key(room, &row), 0, row)).collect(),
            ),
            people: RwSignal::new(client.people().cloned().unwrap_or_default()),
            below: RwSignal::new(client.below()),
            loaded: RwSignal::new(loaded),
            link_state: RwSignal::new(LinkState::Connecting),
            lost_at: RwSignal::new(None),
            now: RwSignal::new(0),
            is_opening: RwSignal::new(false),
            refused_name: RwSignal::new(None),
            go_to: RwSignal::new(None),
            zone: RwSignal::new(zone),
            said: RwSignal::new(0),
            not_left: RwSignal::new(None),
            not_done: RwSignal::new(None),
            client: StoredValue::new(client),
            link: StoredValue::new(Link::new()),
            drafts: StoredValue::new(HashMap::new()),
            flushing: StoredValue::new(false),
            waking: StoredValue::new(None),
            words,
            language,
        }
    }

    /// The address bar names the room called `name`.
    pub fn show(self, name: &str) {
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
        let name = browser::normalised(name.trim());
        self.client.update_value(|client| client.open(&name));
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
        let Some((room, before)) = asked else { return };
        once::spawn(async move {
            let page = api::history(room, Some(before)).await.ok();
            self.client.update_value(|client| client.older(room, before, page));
            self.settle();
        });
    }

    /// Loads the room shown once more, after that had failed.
    pub fn load_again(self) {
        self.client.update_value(Client::load_again);
        self.settle();
    }

    /// Logs out, and leaves for the sign-in page.
    pub fn log_out(self) {
        once::spawn(async move {
            let over = api::log_out().await;
            match over {
                Ok(()) => browser::leave_for("/login"),
                Err(failure) if failure.status == 401 => browser::leave_for("/login"),
                // Without an answer the session may go on: stay, so that nobody believes otherwise.
                Err(failure) => {
                    let words =
                        format!("{} {}", self.words.account.still_signed_in, failure.error.message);
                    self.not_left.set(Some(words));
                }
            }
        });
    }

    /// The longest message that may be sent, in characters.
    #[must_use]
    pub fn message_chars(self) -> usize {
        self.client.with_value(Client::message_chars)
    }

    /// What was typed in `room` and not sent.
    #[must_use]
    pub fn draft(self, room: RoomId) -> String {
        let kept = self.drafts.with_value(|drafts| drafts.get(&room).cloned());
        kept.or_else(|| storage::get(&self.draft_key(room))).unwrap_or_default()
    }

    /// Keeps what is typed in `room`, also for a later page: where the browser has no room for it, as long
    /// as this one lives.
    pub fn keep_draft(self, room: RoomId, text: String) {
        storage::put(&self.draft_key(room), (!text.is_empty()).then_some(text.as_str()));
        self.drafts.update_value(|drafts| {
            drafts.insert(room, text);
        });
    }

    /// Nobody sees another's.
    fn draft_key(self, room: RoomId) -> String {
        self.user.with_untracked(|user| format!("draft/{}/{room}", user.name))
    }

    fn flush(self) {
        self.flushing.set_value(false);
        if self.client.try_update_value(Client::advance) == Some(true) {
            self.settle();
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
            put(self.below, client.below());
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
