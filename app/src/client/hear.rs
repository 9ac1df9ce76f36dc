//! Stop 12 of a message's way: what each of the server's events means for the page.

use super::{Client, Place, same_name};
use crate::event::{
    Ack, ErrorReply, Event, Heartbeat, RoomChanged, RoomId, RoomRemoved, RoomRenamed, RoomSummary,
    Welcome,
};
use crate::timeline::{Applied, Timeline};

/// Where everybody begins, unless the address says another room.
const FIRST_ROOM: &str = "general";
/// How long to wait before trying again where the server does not say.
const RETRY_MS: u64 = 1_000;

impl Client {
    /// Takes in an event that came at `now` (milliseconds).
    pub fn hear(&mut self, event: &Event, now: u64) {
        match event {
            Event::Welcome(welcome) => self.welcome(welcome),
            Event::RoomChanged(changed) => self.room_changed(changed),
            Event::RoomAdded(room) => self.room_added(room),
            Event::RoomRemoved(removed) => self.room_removed(removed),
            Event::Ack(ack) => self.acked(ack),
            Event::Error(error) => self.refused(error, now),
            Event::RoomRenamed(renamed) => {
                self.apply(renamed.room, event);
                self.renamed(renamed);
            }
            Event::NewMessage(message) => self.apply(message.room, event),
            Event::MessageEdited(edited) => self.apply(edited.room, event),
            Event::MessageDeleted(deleted) => self.apply(deleted.room, event),
            Event::ReactionChanged(reaction) => self.apply(reaction.room, event),
            Event::MemberJoined(member) | Event::MemberLeft(member) => {
                self.apply(member.room, event);
            }
            Event::Gap(gap) => self.start_over(gap.room, false),
            Event::Reset(reset) => {
                self.epoch = Some(reset.epoch.clone());
                self.start_over(reset.room, true);
            }
            Event::Heartbeat(heartbeat) => self.heartbeat(heartbeat),
            Event::ReadChanged(_) | Event::Synced(_) | Event::Closing(_) => {}
        }
    }

    fn welcome(&mut self, welcome: &Welcome) {
        self.connected = true;
        self.hold_until = 0;
        self.followed.clear();
        self.user.clone_from(&welcome.user);
        self.limits = welcome.limits;
        self.epoch = Some(welcome.epoch.clone());
        self.rooms.clear();
        for room in &welcome.rooms {
            self.upsert(room.clone());
        }
        if matches!(self.place, Place::Room(_)) && self.room().is_none() {
            self.place = Place::Nowhere;
        }
        match self.place.clone() {
            Place::Nowhere => {
                let first = self.named(FIRST_ROOM).or_else(|| self.rooms.first());
                self.go_to = first.map(|room| room.name.clone());
            }
            Place::Room(room) => self.resume(room),
            Place::Opening(name) => self.ask(&name, false),
            Place::Missing(_) | Place::Stranger(_) | Place::BadName { .. } => {}
        }
    }

    fn room_changed(&mut self, changed: &RoomChanged) {
        self.upsert(changed.summary());
        self.followed.insert(changed.room);
        self.epoch = Some(changed.epoch.clone());
        let asked = self.answered(&changed.name);
        let me = &self.user.name;
        let timeline = self
            .timelines
            .entry(changed.room)
            .or_insert_with(|| Timeline::opening(changed.room, me));
        if timeline.position().is_none() {
            self.loads.push(changed.room);
        }
        let Some((name, by_hand)) = asked else { return };
        let awaited = self.place_name().is_some_and(|shown| same_name(shown, &name));
        if awaited {
            self.place = Place::Room(changed.room);
        }
        if by_hand || (awaited && name != changed.name) {
            self.go_to = Some(changed.name.clone());
        }
    }

    /// The ask that `name` answers. Only one made in another spelling can fail to be found by name;
    /// answers come in the order of the asks.
    fn answered(&mut self, name: &str) -> Option<(String, bool)> {
        let sent = |ask: &super::Ask| ask.sent.is_some();
        let by_name = self.asks.iter().position(|ask| sent(ask) && same_name(&ask.name, name));
        let at = by_name.or_else(|| self.asks.iter().position(sent))?;
        let ask = self.asks.remove(at);
        Some((ask.name, ask.by_hand))
    }

    fn room_added(&mut self, room: &RoomSummary) {
        self.upsert(room.clone());
        if self.place_name().is_some_and(|shown| same_name(shown, &room.name)) {
            self.place = Place::Room(room.room);
            self.follow(room.room);
        }
    }

    fn room_removed(&mut self, removed: &RoomRemoved) {
        if self.place == Place::Room(removed.room) {
            let name = self.room().map(|room| room.name.clone()).unwrap_or_default();
            self.place = Place::Stranger(name);
        }
        self.rooms.retain(|room| room.room != removed.room);
        self.timelines.remove(&removed.room);
        self.followed.remove(&removed.room);
    }

    fn renamed(&mut self, renamed: &RoomRenamed) {
        let known = self.rooms.iter().find(|room| room.room == renamed.room).cloned();
        let Some(mut room) = known else { return };
        room.name.clone_from(&renamed.name);
        room.topic.clone_from(&renamed.topic);
        self.upsert(room);
        if self.place == Place::Room(renamed.room) {
            self.go_to = Some(renamed.name.clone());
        }
    }

    fn acked(&mut self, ack: &Ack) {
        if let Some(timeline) = self.timelines.get_mut(&ack.room) {
            timeline.ack(ack);
        }
    }

    fn refused(&mut self, error: &ErrorReply, now: u64) {
        let Some(client_id) = &error.client_id else { return };
        if !error.is_final {
            self.hold_until = now + error.retry_after_ms.unwrap_or(RETRY_MS);
        }
        for timeline in self.timelines.values_mut() {
            let known = if error.is_final {
                timeline.refuse(client_id, &error.message)
            } else {
                timeline.put_back(client_id)
            };
            if known {
                return;
            }
        }
        let Some(at) = self.asks.iter().position(|ask| ask.client_id == *client_id) else { return };
        if !error.is_final {
            self.asks[at].sent = None;
            return;
        }
        let ask = self.asks.remove(at);
        if ask.by_hand {
            self.refused_name = Some(error.message.clone());
        }
        if self.place_name().is_some_and(|shown| same_name(shown, &ask.name)) {
            self.place = Place::BadName { name: ask.name, message: error.message.clone() };
        }
    }

    fn apply(&mut self, room: RoomId, event: &Event) {
        let Some(timeline) = self.timelines.get_mut(&room) else { return };
        if timeline.apply(event) == Applied::Jump {
            self.resume(room);
        }
    }

    fn start_over(&mut self, room: RoomId, other_history: bool) {
        self.followed.remove(&room);
        self.asks.retain(|ask| {
            ask.sent.is_none()
                || !self.rooms.iter().any(|known| known.room == room && known.name == ask.name)
        });
        if let Some(timeline) = self.timelines.get_mut(&room) {
            timeline.restart(other_history);
            self.resume(room);
        }
    }

    /// The server counts what it has written; it comes after all of that.
    fn heartbeat(&mut self, heartbeat: &Heartbeat) {
        for (room, head) in &heartbeat.heads {
            let position = self.timelines.get(room).and_then(Timeline::position);
            if position.is_some_and(|position| position.seq < *head) {
                self.resume(*room);
            }
        }
    }
}
