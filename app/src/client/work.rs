//! Stop 3 of a message's way: what the page has to send and to fetch, in order.

use super::{Ask, Client, same_name};
use crate::event::{ChangeRoom, Command, RoomId, SendMessage};
use crate::timeline::Timeline;

/// What is to be done now.
#[derive(Debug, Default, PartialEq)]
pub struct Work {
    /// To send, in this order.
    pub commands: Vec<Command>,
    /// Rooms whose newest page is to be fetched.
    pub loads: Vec<RoomId>,
    /// Another room's name for the address bar.
    pub go_to: Option<String>,
    /// Milliseconds after which to ask for work again.
    pub wake_ms: Option<u64>,
}

impl Client {
    /// Since when the oldest command has been waiting for its answer, in milliseconds.
    #[must_use]
    pub fn unanswered_since(&self) -> Option<u64> {
        let asked = self.asks.iter().filter_map(|ask| ask.sent);
        let sent = self.timelines.values().filter_map(Timeline::in_flight_since);
        asked.chain(sent).min()
    }

    /// What is to be done at `now` (milliseconds).
    pub fn take_work(&mut self, now: u64) -> Work {
        let mut work = Work {
            commands: Vec::new(),
            loads: std::mem::take(&mut self.loads),
            go_to: self.go_to.take(),
            wake_ms: self.hold_until.checked_sub(now).filter(|wait| *wait > 0),
        };
        if !self.connected || work.wake_ms.is_some() {
            return work;
        }
        for at in 0..self.asks.len() {
            if self.asks[at].sent.is_none() {
                self.asks[at].sent = Some(now);
                work.commands.push(self.change_room(at));
            }
        }
        for (room, timeline) in &mut self.timelines {
            work.commands.extend(timeline.next_to_send(now).map(|next| {
                Command::SendMessage(SendMessage {
                    message: next.text,
                    client_id: Some(next.client_id),
                    room: Some(*room),
                    reply_to: None,
                    echo: true,
                })
            }));
        }
        work
    }

    /// Follows `room` from where it stands, unless that is so already.
    pub(super) fn follow(&mut self, room: RoomId) {
        if !self.followed.contains(&room) {
            self.resume(room);
        }
    }

    pub(super) fn resume(&mut self, room: RoomId) {
        let summary = self.rooms.iter().find(|summary| summary.room == room);
        if let Some(name) = summary.map(|summary| summary.name.clone()) {
            self.ask(&name, false);
        }
    }

    pub(super) fn ask(&mut self, name: &str, by_hand: bool) {
        if let Some(ask) = self.asks.iter_mut().find(|ask| same_name(&ask.name, name)) {
            ask.by_hand |= by_hand;
            return;
        }
        let client_id = (self.new_id)();
        self.asks.push(Ask { client_id, name: name.to_owned(), by_hand, sent: None });
    }

    fn change_room(&self, at: usize) -> Command {
        let Ask { client_id, name, .. } = &self.asks[at];
        let timeline = self.named(name).and_then(|room| self.timelines.get(&room.room));
        Command::ChangeRoom(ChangeRoom {
            name: name.clone(),
            after: timeline.and_then(Timeline::position),
            client_id: Some(client_id.clone()),
        })
    }
}
