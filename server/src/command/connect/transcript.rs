//! `banter connect`: what is to be told of what the client knows: the room shown, message by message, and
//! the others in brief.

use std::collections::{BTreeMap, HashMap, HashSet};

use app::client::Client;
use app::event::{ClientId, Event, NewMessage, Reaction, RoomId, RoomKind, Seq};
use app::timeline::{Content, Loaded, Row, RowState, WINDOW_ROWS_MAX};
use app::zone::Local;

use super::style::Style;

/// Of more rooms at once only their number is told.
const ROOMS_AT_ONCE: usize = 8;

/// What was told so far.
pub(super) struct Transcript {
    style: Style,
    /// Messages told of those that were there before.
    history: usize,
    /// Whether more than messages is told: somebody reads along.
    is_read: bool,
    room: Option<Shown>,
    unread: HashMap<RoomId, u64>,
    /// The newest message of others that was heard, in any room.
    newest: Option<NewMessage>,
    /// Not to be told: one's own, by `--no-echo`.
    untold: HashSet<String>,
    /// Announcements that were told, by their ids.
    announced: HashSet<String>,
}

/// The room shown.
struct Shown {
    room: RoomId,
    /// What comes after this was not there before.
    opened_at: Seq,
    /// Whether its newest page was told.
    is_loaded: bool,
    up_to: Seq,
    told: BTreeMap<Seq, Told>,
    last: Option<Local>,
}

/// A message as it was told.
#[derive(PartialEq, Eq)]
struct Told {
    text: String,
    is_deleted: bool,
    reactions: Vec<Reaction>,
}

impl Transcript {
    /// Nothing is told yet.
    pub(super) fn new(style: Style, history: usize, is_read: bool) -> Self {
        Self {
            style,
            history,
            is_read,
            room: None,
            unread: HashMap::new(),
            newest: None,
            untold: HashSet::new(),
            announced: HashSet::new(),
        }
    }

    /// How it looks.
    pub(super) const fn style(&self) -> &Style {
        &self.style
    }

    /// What one says oneself under `client_id` is not told.
    pub(super) fn leave_out(&mut self, client_id: &ClientId) {
        self.untold.insert(client_id.as_str().to_owned());
    }

    /// Nothing will come under `client_id`.
    pub(super) fn take_in(&mut self, client_id: &ClientId) {
        self.untold.remove(client_id.as_str());
    }

    /// Another history: what comes is told afresh.
    pub(super) fn forget(&mut self) {
        self.announced.clear();
        self.room = None;
    }

    /// Remembers what `event` says beyond what the client keeps; what is to be told of it at once.
    pub(super) fn hear(&mut self, event: &Event, me: &str) -> Option<String> {
        match event {
            Event::NewMessage(message) if message.from != me => {
                self.newest = Some(message.clone());
                None
            }
            Event::MemberJoined(member) if self.is_news(member.room) && member.from != me => {
                Some(self.style.note(&format!("{} came in", member.from)))
            }
            Event::MemberLeft(member) if self.is_news(member.room) && member.from != me => {
                Some(self.style.note(&format!("{} left", member.from)))
            }
            // Without a text it is over: what was told stands.
            Event::Announcement(told) if self.is_read && !told.message.is_empty() => {
                let is_new = self.announced.insert(told.id.clone());
                is_new.then(|| self.style.announcement(told))
            }
            _ => None,
        }
    }

    /// What is new in what `client` knows.
    pub(super) fn update(&mut self, client: &Client) -> Vec<String> {
        let mut lines = self.shown(client);
        lines.extend(self.others(client));
        lines
    }

    /// Of rooms that are not shown: one line each time. What waits there from before is told below what
    /// the room shown has from before.
    fn others(&mut self, client: &Client) -> Vec<String> {
        let shown = client.room().map(|room| room.room);
        let mut lines = Vec::new();
        // A room that comes later is told of with what was said in it, which comes right after it.
        let is_begin = self.unread.is_empty();
        if is_begin && !self.room.as_ref().is_some_and(|room| room.is_loaded) {
            return lines;
        }
        let mut rooms = client.rooms();
        // What people say to one comes first.
        rooms.sort_by_key(|room| room.kind == RoomKind::Room);
        for room in rooms {
            let newest = self.newest.as_ref().filter(|newest| newest.room == room.room);
            let known = self.unread.get(&room.room).copied();
            if known.is_none() && !is_begin && room.unread > 0 && newest.is_none() {
                continue;
            }
            self.unread.insert(room.room, room.unread);
            let new = room.unread.saturating_sub(known.unwrap_or(0));
            if new == 0 || Some(room.room) == shown || !self.is_read {
                continue;
            }
            let note = match newest {
                Some(NewMessage { from, message, .. }) if new == 1 => match room.kind {
                    RoomKind::Direct => format!("{from} to you: {message}"),
                    RoomKind::Room | RoomKind::Group => {
                        format!("{}: {from}: {message}", room.handle())
                    }
                },
                _ if new == 1 => format!("{}: a new message", room.handle()),
                _ => format!("{}: {new} new messages", room.handle()),
            };
            lines.push(self.style.glimpse(&note));
        }
        let more = lines.len().saturating_sub(ROOMS_AT_ONCE);
        if more > 0 {
            lines.truncate(ROOMS_AT_ONCE);
            lines.push(self.style.note(&format!("something new in {more} more; /room lists them")));
        }
        lines
    }

    fn shown(&mut self, client: &Client) -> Vec<String> {
        let Some(summary) = client.room() else { return Vec::new() };
        let mut lines = Vec::new();
        if self.room.as_ref().is_none_or(|shown| shown.room != summary.room) {
            self.room = Some(Shown::new(summary.room, summary.head));
            if self.is_read {
                lines.push(self.style.room(&summary.handle(), &summary.topic));
            }
        }
        let (rows, Loaded::Ready(_)) = client.rows() else { return lines };
        let Some(shown) = &mut self.room else { return lines };
        let rows: Vec<_> = rows.iter().filter(|row| row.state == RowState::Confirmed).collect();
        if !std::mem::replace(&mut shown.is_loaded, true) {
            let there = rows.iter().filter(|row| row.seq <= Some(shown.opened_at)).count();
            let before = there.saturating_sub(self.history);
            rows[..before].iter().for_each(|row| shown.passed(row));
        }
        for row in rows {
            let Some(seq) = row.seq else { continue };
            if seq <= shown.up_to {
                lines.extend(shown.change(seq, row, &self.style).filter(|_| self.is_read));
            } else if self.untold.remove(&row.key) {
                shown.passed(row);
            } else {
                lines.extend(shown.message(row, &self.style));
            }
        }
        lines
    }

    fn is_news(&self, room: RoomId) -> bool {
        let shown = self.room.as_ref().filter(|shown| shown.room == room);
        self.is_read && shown.is_some_and(|shown| shown.is_loaded)
    }
}

impl Shown {
    const fn new(room: RoomId, opened_at: Seq) -> Self {
        let told = BTreeMap::new();
        Self { room, opened_at, is_loaded: false, up_to: Seq::ZERO, told, last: None }
    }

    /// `row` counts as told.
    fn passed(&mut self, row: &Row) {
        let Some(seq) = row.seq else { return };
        self.up_to = self.up_to.max(seq);
        self.told.insert(seq, Told::of(row));
        while self.told.len() > WINDOW_ROWS_MAX {
            self.told.pop_first();
        }
    }

    /// A new message, below the day it is of.
    fn message(&mut self, row: &Row, style: &Style) -> Vec<String> {
        self.passed(row);
        let mut lines = Vec::new();
        let at = style.local(&row.sent);
        if let Some(at) = at
            && self.last.is_none_or(|last| !last.is_day_of(at))
        {
            lines.push(style.day(at));
            self.last = Some(at);
        }
        if row.content == Content::Deleted {
            lines.push(style.note(&format!("a message of {} that was deleted", row.from)));
        } else {
            let edited = if row.edited.is_some() { " (edited)" } else { "" };
            let text = format!("{}{edited}", row.text);
            let alias = row.bot.as_ref().filter(|alias| !alias.is_empty());
            let from = alias.map(|alias| format!("{} ({alias})", row.from));
            lines.push(style.message(at, from.as_ref().unwrap_or(&row.from), row.is_own, &text));
        }
        lines
    }

    /// What has become of a message that was told.
    fn change(&mut self, seq: Seq, row: &Row, style: &Style) -> Option<String> {
        let (told, now) = (self.told.get(&seq)?, Told::of(row));
        if *told == now {
            return None;
        }
        let time = style.local(&row.sent).map(Local::time).unwrap_or_default();
        let what = if now.is_deleted {
            "deleted".to_owned()
        } else if now.text != told.text {
            format!("now: {}", now.text)
        } else if now.reactions.is_empty() {
            "no reactions any more".to_owned()
        } else {
            let group =
                |reaction: &Reaction| format!("{} {}", reaction.emoji, reaction.from.join(", "));
            now.reactions.iter().map(group).collect::<Vec<_>>().join("; ")
        };
        let line = style.note(&format!("{time} {}, {what}", row.from));
        self.told.insert(seq, now);
        Some(line)
    }
}

impl Told {
    fn of(row: &Row) -> Self {
        Self {
            text: row.text.clone(),
            is_deleted: row.content == Content::Deleted,
            reactions: row.reactions.clone(),
        }
    }
}
