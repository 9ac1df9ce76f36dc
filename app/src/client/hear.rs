//! Stop 12 of a message's way: what each of the server's events means for the page.

use super::room::{Follow, Room};
use super::{Client, Place};
use crate::event::{
    Ack, ErrorCode, ErrorReply, Event, Position, RoomChanged, RoomId, RoomRemoved, RoomRenamed,
    RoomSummary, Welcome,
};

/// Where everybody begins, unless the address says another room.
const FIRST_ROOM: &str = "general";
/// How long to wait before trying again where the server does not say; it doubles up to the longest.
const PAUSE_MS: u64 = 1_000;
const PAUSE_MAX_MS: u64 = 10_000;

impl Client {
    /// Takes in an event that came at `now` (milliseconds).
    pub fn hear(&mut self, event: &Event, now: u64) {
        self.resuming_since = now;
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
            Event::NewMessage(message) => {
                self.typing.said(message.room, &message.from);
                let stood = self.stands(message.room);
                self.apply(message.room, event);
                if self.stands(message.room) > stood {
                    self.hear_aloud(message);
                }
            }
            Event::MessageEdited(edited) => self.apply(edited.room, event),
            Event::MessageDeleted(deleted) => self.apply(deleted.room, event),
            Event::ReactionChanged(reaction) => self.apply(reaction.room, event),
            Event::MemberJoined(member) | Event::MemberLeft(member) => {
                self.apply(member.room, event);
            }
            Event::Synced(synced) => self.synced(synced),
            Event::Gap(gap) => self.gap(gap),
            Event::Reset(reset) => self.reset(reset),
            Event::Heartbeat(heartbeat) => self.heartbeat(heartbeat),
            Event::ReadChanged(changed) => self.read_changed(changed),
            Event::Receipt(receipt) => self.told_receipt(receipt),
            Event::Presence(told) => self.told_presence(told),
            Event::Typing(typist) => self.told_typing(typist, now),
            Event::Announcement(told) => self.told_announcement(told),
            Event::Closing(_) => {}
        }
    }

    /// The connection ended with `code`.
    pub fn link_lost(&mut self, code: u16) {
        self.presence.forget();
        self.let_go(code);
    }

    /// Nothing comes any more of what was asked for.
    fn let_go(&mut self, code: u16) {
        let words = &self.language.words().message;
        self.connected = false;
        self.typing.forget();
        for room in self.rooms.values_mut() {
            room.follow = Follow::Off;
            room.receipts.tell_again();
        }
        self.asks.retain(|ask| !ask.given_up);
        for ask in &mut self.asks {
            ask.sent = None;
        }
        for timeline in self.timelines.values_mut() {
            if matches!(code, 1003 | 1007 | 1008 | 1009) {
                timeline.refuse_in_flight(words.cut_off_over_it);
            }
            timeline.link_lost();
        }
    }

    fn welcome(&mut self, welcome: &Welcome) {
        if welcome.user.name != self.user.name {
            self.is_somebody_else = true;
            return;
        }
        self.let_go(0);
        self.connected = true;
        self.presence.connected(&welcome.user.name);
        (self.hold_until, self.pauses) = (0, 0);
        self.user.clone_from(&welcome.user);
        self.limits = welcome.limits;
        let last = self.epoch.replace(welcome.epoch.clone());
        let is_other = last.is_some_and(|last| last != welcome.epoch);
        self.load_again();
        let is_left = |room: &RoomId| !welcome.rooms.iter().any(|listed| listed.room == *room);
        let left: Vec<_> = self.rooms.rooms().filter(is_left).collect();
        if matches!(self.place, Place::Room(room) if is_left(&room)) {
            self.place = Place::Nowhere;
        }
        for room in left {
            self.leave(room);
        }
        for room in &welcome.rooms {
            self.enter(room, is_other);
        }
        for (room, timeline) in self.timelines.iter_mut() {
            if !self.rooms.contains(room) {
                timeline.refuse_queued(self.language.words().message.not_member);
            }
        }
        self.begin_somewhere();
    }

    /// The room of the address is opened; without one, the first.
    fn begin_somewhere(&mut self) {
        match self.place.clone() {
            Place::Nowhere => {
                let first = self.named(FIRST_ROOM).or_else(|| self.rooms.values().next());
                self.go_to = first.map(|room| room.summary.handle());
            }
            Place::Opening(name) => match self.named(&name).map(|room| room.summary.room) {
                Some(room) => self.show_room(room),
                None => self.ask(&name, false, false),
            },
            Place::Rooms
            | Place::Room(_)
            | Place::Missing(_)
            | Place::Stranger(_)
            | Place::Closed { .. } => {}
        }
    }

    /// A room of the welcome: it goes on from where it stands, or is counted from its head on.
    fn enter(&mut self, summary: &RoomSummary, is_other_history: bool) {
        let Some(epoch) = self.epoch.clone() else { return };
        let (room, head) = (summary.room, Position { epoch, seq: summary.head });
        let state = self.rooms.get_or_insert_with(room, || Room::of(summary.clone()));
        if is_other_history {
            state.marker.forget();
            state.receipts.forget();
        }
        state.renew(summary.clone());
        if is_other_history {
            self.start_over(room, Some(head));
        } else if self.timeline(room).position().is_none() {
            self.begin_at(room, head);
        }
        self.want(room);
    }

    fn room_changed(&mut self, changed: &RoomChanged) {
        let room = changed.room;
        self.epoch = Some(changed.epoch.clone());
        let head = Position { epoch: changed.epoch.clone(), seq: changed.head };
        let (summary, handle) = (changed.summary(), changed.summary().handle());
        self.follow_from(summary, head);
        let Some((name, by_hand)) = self.answered(&handle) else { return };
        let awaited = self.is_place(&name);
        if awaited {
            self.show_room(room);
        }
        if by_hand || (awaited && name != handle) {
            self.go_to = Some(handle);
        }
    }

    /// Joined on another device, or written to: `head` is what did it, which is still to come. Where there is
    /// nothing to come, `head` is zero.
    fn room_added(&mut self, summary: &RoomSummary) {
        let Some(epoch) = self.epoch.clone() else { return };
        let before = Position { epoch, seq: summary.head.previous() };
        self.follow_from(summary.clone(), before);
        if self.is_place(&summary.handle()) {
            self.show_room(summary.room);
        }
    }

    /// The server follows the room from `position` on, or from where it did already.
    fn follow_from(&mut self, summary: RoomSummary, position: Position) {
        let room = summary.room;
        let state = self.rooms.get_or_insert_with(room, || Room::of(summary.clone()));
        state.renew(summary);
        if state.follow == Follow::Off {
            state.follow = Follow::Live;
        }
        match self.timeline(room).position().map(|stands| stands.seq) {
            None => self.begin_at(room, position),
            Some(stands) if stands < position.seq => self.want(room),
            Some(_) => {}
        }
    }

    /// Nothing was known of the room before.
    fn begin_at(&mut self, room: RoomId, position: Position) {
        let is_shown = self.place == Place::Room(room);
        self.timeline(room).begin_at(position, is_shown);
        if is_shown {
            self.fetch(room);
        }
    }

    fn room_removed(&mut self, removed: &RoomRemoved) {
        let is_gone = removed.reason != "left";
        let shown = (self.place == Place::Room(removed.room)).then_some(removed.room);
        self.leave(removed.room);
        // Whoever is asked for it next may make another; who had it open is told what became of it.
        if let (true, Some(_), Place::Stranger(name)) = (is_gone, shown, &self.place) {
            let (name, message) = (name.clone(), self.language.words().room.deleted.to_owned());
            self.place = Place::Closed { name, message };
        }
    }

    /// The person is no member of `room` any more.
    pub(super) fn leave(&mut self, room: RoomId) {
        let Some(state) = self.rooms.remove(room) else { return };
        if self.place == Place::Room(room) {
            self.place = Place::Stranger(state.summary.handle());
        }
        let why = self.language.words().message.not_member;
        let timeline = self.timeline(room);
        timeline.go_on_from(None, false);
        timeline.refuse_queued(why);
    }

    fn renamed(&mut self, renamed: &RoomRenamed) {
        let Some(state) = self.rooms.get_mut(renamed.room) else { return };
        let known = &mut state.summary;
        // What is told again after a return was known when the room was summed up.
        if renamed.seq <= known.head {
            return;
        }
        known.head = renamed.seq;
        known.name.clone_from(&renamed.name);
        known.topic.clone_from(&renamed.topic);
        known.archived = renamed.archived;
        if self.place == Place::Room(renamed.room) {
            self.go_to = Some(renamed.name.clone());
        }
    }

    fn acked(&mut self, ack: &Ack) {
        self.pauses = 0;
        if let Some(timeline) = self.timelines.get_mut(ack.room) {
            timeline.ack(ack);
        }
    }

    fn refused(&mut self, error: &ErrorReply, now: u64) {
        if !error.is_final {
            self.pause(error, now);
        }
        let Some(client_id) = &error.client_id else { return };
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
        if !self.resume_refused(error) {
            self.ask_refused(error);
        }
    }

    /// Sends nothing for a while: what was refused is sent again, in order, without bothering anybody.
    fn pause(&mut self, error: &ErrorReply, now: u64) {
        let doubled = PAUSE_MS.saturating_mul(2_u64.saturating_pow(self.pauses));
        let pause = match (error.code, error.retry_after_ms) {
            (ErrorCode::RateLimited, Some(ms)) => ms,
            (_, ms) => doubled.min(PAUSE_MAX_MS).max(ms.unwrap_or(0)),
        };
        // What was refused at once with another did not wait in between.
        if now >= self.hold_until && error.code != ErrorCode::RateLimited {
            self.pauses = self.pauses.saturating_add(1);
        }
        self.hold_until = self.hold_until.max(now + pause);
        if error.client_id.is_none() {
            // Only what is read and received is told without an id.
            for room in self.rooms.values_mut() {
                room.marker.ask_again();
                room.receipts.tell_again();
            }
        }
    }

    fn ask_refused(&mut self, error: &ErrorReply) {
        let refused = |ask: &super::Ask| Some(&ask.client_id) == error.client_id.as_ref();
        let Some(at) = self.asks.iter().position(refused) else { return };
        if !error.is_final {
            self.asks[at].sent = None;
            return;
        }
        let ask = self.asks.remove(at);
        if ask.by_hand {
            self.refused_name = Some(error.message.clone());
        }
        if self.is_place(&ask.name) {
            self.place = Place::Closed { name: ask.name, message: error.message.clone() };
        }
    }
}
