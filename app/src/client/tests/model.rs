//! A server as the page meets it, in memory: its answers wait in a queue a connection, so that they
//! can come late, in part, or not at all.

use std::collections::{BTreeMap, VecDeque};

use super::{history, limits};
use crate::event::{
    Ack, ClientId, Command, Epoch, ErrorCode, ErrorReply, Event, Gap, Heartbeat, ReadChanged,
    RoomId, RoomKind, RoomPosition, RoomSummary, Seq, Synced, User, Welcome,
};
use crate::http::{History, LogPage};
use crate::timeline::tests::model::{ModelRoom, time};

/// More events than this behind are a gap here, so that there are many.
const REFILL_MAX: u64 = 8;
/// Messages and events in a page here.
const PAGE: usize = 5;

pub(super) struct Server {
    pub(super) rooms: BTreeMap<RoomId, ModelRoom>,
    pub(super) lines: Vec<Line>,
    reads: BTreeMap<(String, RoomId), Seq>,
    done: BTreeMap<(String, ClientId), (RoomId, Seq)>,
    /// So many commands are refused for the moment.
    pub(super) troubles: u32,
    /// Nothing that happens reaches a connection by itself: it has to be brought up to it.
    pub(super) is_deaf: bool,
}

/// One connection.
pub(super) struct Line {
    user: String,
    follows: BTreeMap<RoomId, Seq>,
    pub(super) down: VecDeque<Event>,
}

impl Server {
    pub(super) fn new() -> Self {
        let rooms = [RoomId(1), RoomId(2)].map(|room| (room, ModelRoom::new(room)));
        Self {
            rooms: rooms.into(),
            lines: Vec::new(),
            reads: BTreeMap::new(),
            done: BTreeMap::new(),
            troubles: 0,
            is_deaf: false,
        }
    }

    /// More was said in a room than a page of history holds.
    pub(super) fn is_old(&mut self, room: RoomId) {
        let log = self.rooms.get_mut(&room).unwrap();
        for number in 0..crate::timeline::PAGE_MESSAGES + 5 {
            log.says("bob", &format!("old {number}"), None);
        }
        self.reads.insert(("ann".to_owned(), room), log.head());
    }

    /// Opens a connection; the answer is its number.
    pub(super) fn connect(&mut self, user: &str) -> usize {
        let welcome = Event::Welcome(Welcome {
            connection: "c1".to_owned(),
            user: User { name: user.to_owned(), admin: false },
            epoch: Epoch("e1".to_owned()),
            limits: limits(),
            rooms: self.rooms.keys().map(|room| self.summary(user, *room)).collect(),
        });
        let down = VecDeque::from([welcome]);
        self.lines.push(Line { user: user.to_owned(), follows: BTreeMap::new(), down });
        self.lines.len() - 1
    }

    pub(super) fn disconnect(&mut self, line: usize) {
        self.lines[line].follows.clear();
        self.lines[line].down.clear();
        self.lines[line].user.clear();
    }

    /// Has somebody do something in a room, and tells those who follow it.
    pub(super) fn happens<T>(&mut self, room: RoomId, deed: impl FnOnce(&mut ModelRoom) -> T) -> T {
        let done = deed(self.rooms.get_mut(&room).unwrap());
        for line in 0..self.lines.len() {
            if !self.is_deaf {
                self.bring_up(line, room);
            }
        }
        done
    }

    pub(super) fn take(&mut self, line: usize, command: &Command) {
        let refusal = |code, is_final| {
            Event::Error(ErrorReply {
                code,
                message: "No.".to_owned(),
                client_id: command.client_id().cloned(),
                room: command.room(),
                retry_after_ms: (code == ErrorCode::RateLimited).then_some(400),
                is_final,
            })
        };
        if self.troubles > 0 {
            self.troubles -= 1;
            let codes = [ErrorCode::RateLimited, ErrorCode::Unavailable];
            self.lines[line].down.push_back(refusal(codes[self.troubles as usize % 2], false));
            return;
        }
        match command {
            Command::Resume(resume) => {
                resume.rooms.iter().for_each(|position| self.resume(line, position));
            }
            Command::Read(read) => self.read(line, read.room, read.seq),
            _ => match self.write(line, command) {
                Some(ack) => {
                    self.lines[line].down.push_back(Event::Ack(ack));
                    self.happens(command.room().unwrap(), |_| ());
                }
                None => self.lines[line].down.push_back(refusal(ErrorCode::NotFound, true)),
            },
        }
    }

    pub(super) fn heartbeat(&mut self, line: usize) {
        for room in self.lines[line].follows.keys().copied().collect::<Vec<_>>() {
            self.bring_up(line, room);
        }
        let heads = self.lines[line].follows.clone().into_iter().collect();
        self.lines[line].down.push_back(Event::Heartbeat(Heartbeat { heads }));
    }

    pub(super) fn page(&self, room: RoomId, before: Option<Seq>) -> History {
        let room = &self.rooms[&room];
        let mut messages = room.snapshot(room.head());
        messages.retain(|message| before.is_none_or(|before| message.seq < before));
        let from = messages.len().saturating_sub(crate::timeline::PAGE_MESSAGES);
        History { messages: messages.split_off(from), ..history(room.head().0) }
    }

    pub(super) fn log(&self, room: RoomId, after: Seq) -> LogPage {
        let room = &self.rooms[&room];
        let events = room.replay(after).into_iter().take(PAGE).collect();
        LogPage { events, head: room.head(), epoch: Epoch("e1".to_owned()) }
    }

    pub(super) fn summary(&self, user: &str, id: RoomId) -> RoomSummary {
        let room = &self.rooms[&id];
        let read = self.reads.get(&(user.to_owned(), id)).copied().unwrap_or_default();
        let (unread, mentions) = room.counts(user, read);
        let name = if id == RoomId(1) { "general" } else { "tea" }.to_owned();
        let (kind, topic, head) = (RoomKind::Room, String::new(), room.head());
        RoomSummary { name, kind, topic, head, read, unread, mentions, ..super::room(id.0, "") }
    }

    /// `None` where it is refused for good.
    fn write(&mut self, line: usize, command: &Command) -> Option<Ack> {
        let user = self.lines[line].user.clone();
        let client_id = command.client_id().cloned();
        let ack = |room, seq, dup| Ack {
            client_id: client_id.clone(),
            room,
            seq,
            sent: time(seq),
            dup,
            delivery: None,
        };
        let key = (user.clone(), client_id.clone().unwrap());
        if let Some((room, seq)) = self.done.get(&key) {
            return Some(ack(*room, *seq, true));
        }
        let id = command.room().unwrap();
        let room = self.rooms.get_mut(&id).unwrap();
        let standing = |room: &ModelRoom, of| {
            room.message(of, room.head()).filter(|message| !message.deleted).map(|m| m.seq)
        };
        let (done, same) = match command {
            Command::SendMessage(sent) => {
                (Some(room.says(&user, &sent.message, client_id.clone())), None)
            }
            Command::EditMessage(edit) => {
                (room.edits(edit.seq, &edit.message, client_id.clone()), standing(room, edit.seq))
            }
            Command::DeleteMessage(delete) => {
                (room.deletes(&user, delete.seq, client_id.clone()), Some(delete.seq))
            }
            Command::React(react) => {
                let what = (react.emoji.as_str(), react.on);
                let seq = room.reacts(&user, react.seq, what, client_id.clone());
                (seq, standing(room, react.seq))
            }
            other => panic!("nobody sends {other:?}"),
        };
        let Some(seq) = done else { return same.map(|seq| ack(id, seq, true)) };
        self.done.insert(key, (id, seq));
        Some(ack(id, seq, false))
    }

    fn read(&mut self, line: usize, room: RoomId, seq: Seq) {
        let user = self.lines[line].user.clone();
        let read = self.reads.entry((user.clone(), room)).or_default();
        *read = (*read).max(seq);
        let RoomSummary { head, read, unread, mentions, .. } = self.summary(&user, room);
        let changed = Event::ReadChanged(ReadChanged { room, read, unread, mentions, head });
        for line in self.lines.iter_mut().filter(|line| line.user == user) {
            line.down.push_back(changed.clone());
        }
    }

    fn resume(&mut self, line: usize, position: &RoomPosition) {
        let room = position.room;
        self.lines[line].follows.insert(room, position.seq);
        self.bring_up(line, room);
        if let Some(head) = self.lines[line].follows.get(&room).copied() {
            self.lines[line].down.push_back(Event::Synced(Synced { room, head }));
        }
    }

    fn bring_up(&mut self, line: usize, room: RoomId) {
        let (line, log) = (&mut self.lines[line], &self.rooms[&room]);
        let Some(place) = line.follows.get_mut(&room) else { return };
        if log.head().0 - place.0 > REFILL_MAX {
            line.down.push_back(Event::Gap(Gap { room, have: *place, head: log.head() }));
            line.follows.remove(&room);
            return;
        }
        line.down.extend(log.replay(*place));
        *place = log.head();
    }
}
