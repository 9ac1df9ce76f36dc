//! Stop 12 of a message's way: keeping each room's log whole. A return, a jump and a gap all end in
//! one `resume` from where the page stands.

use super::Client;
use super::marker::Effect;
use super::room::{Follow, Room};
use crate::event::{
    ErrorCode, ErrorReply, Event, Gap, Heartbeat, Position, Reset, Resume, RoomId, RoomPosition,
    Seq, Synced,
};
use crate::http::{History, LogPage};
use crate::timeline::{Applied, Timeline};

/// So many events behind, the log is read; farther behind, the newest page is.
const PAGED_EVENTS_MAX: u64 = 5_000;
/// Events in a page of the log.
pub const LOG_PAGE_EVENTS: u32 = 200;
/// Pages of the log in a row; after them the server is asked how far it still is.
const LOG_PAGES_MAX: u32 = 25;
/// Rooms in one `resume`: with 100 bytes each, it stays within a frame.
const RESUME_ROOMS_MAX: usize = 500;

impl Client {
    /// Applies a log event of `room`.
    pub(super) fn apply(&mut self, room: RoomId, event: &Event) {
        let Some(timeline) = self.timelines.get_mut(room) else { return };
        let Some(state) = self.rooms.get_mut(room) else { return };
        state.people.hear(event);
        let effect = Effect::of(event, timeline.subject(event), &self.user.name);
        match (timeline.apply(event), event.log_position()) {
            (Applied::Applied | Applied::Repeat, Some((_, seq))) => {
                state.marker.count(seq, effect);
                state.receipts.note_event(event, &self.user.name);
            }
            (Applied::Jump, _) => self.want(room),
            _ => {}
        }
    }

    /// The events of `room` are to be asked for, unless something is under way for it.
    pub(super) fn want(&mut self, room: RoomId) {
        let Some(state) = self.rooms.get_mut(room) else { return };
        if self.connected && matches!(state.follow, Follow::Off | Follow::Live) {
            state.follow = Follow::Wanted;
        }
    }

    /// The newest page of `room`, or that it could not be had.
    pub fn loaded(&mut self, room: RoomId, page: Option<History>) {
        let Some(timeline) = self.timelines.get_mut(room) else { return };
        if !self.rooms.contains(room) {
            return;
        }
        let Some(page) = page else { return timeline.load_failed() };
        // A page of another history was asked for before that one ended; the next is under way.
        if self.epoch.as_ref().is_some_and(|epoch| *epoch != page.epoch) {
            return;
        }
        let is_first = timeline.position().is_none();
        if timeline.load(page) == Applied::Jump || is_first {
            self.want(room);
        }
    }

    /// The page of `room`'s log after `after`, or that it could not be had.
    pub fn logged(&mut self, room: RoomId, after: Seq, page: Option<LogPage>) {
        let Some(state) = self.rooms.get(room) else { return };
        let Follow::Paging { after: asked, head, pages_left } = state.follow else { return };
        if asked != after {
            return;
        }
        let Some(page) = page.filter(|page| self.epoch.as_ref() == Some(&page.epoch)) else {
            return self.skip(room, head);
        };
        for event in &page.events {
            self.apply(room, event);
        }
        let stands = self.stands(room);
        if stands <= after {
            return self.skip(room, head);
        }
        let is_there = stands >= page.head || pages_left == 0;
        let next = Follow::Paging { after: stands, head, pages_left: pages_left.saturating_sub(1) };
        self.set_follow(room, if is_there { Follow::Wanted } else { next });
        if !is_there {
            self.logs.push((room, stands));
        }
    }

    pub(super) fn synced(&mut self, synced: &Synced) {
        let stands = self.stands(synced.room);
        let Some(state) = self.rooms.get_mut(synced.room) else { return };
        let Follow::Asked { from, .. } = state.follow else { return };
        state.follow = Follow::Live;
        if stands >= synced.head {
            return;
        }
        // What was sent cannot be applied, as it would be with events of a kind that only a newer
        // page knows: asking again would bring the same.
        if from == stands {
            self.skip(synced.room, synced.head);
        } else {
            self.want(synced.room);
        }
    }

    pub(super) fn gap(&mut self, gap: &Gap) {
        let Gap { room, head, .. } = *gap;
        self.set_follow(room, Follow::Off);
        let shown_up_to = self.timelines.get(room).and_then(Timeline::shown_up_to);
        match shown_up_to {
            Some(after) if head.0.saturating_sub(after.0) <= PAGED_EVENTS_MAX => {
                self.set_follow(room, Follow::Paging { after, head, pages_left: LOG_PAGES_MAX });
                self.logs.push((room, after));
            }
            _ => self.skip(room, head),
        }
    }

    /// Another history: what was confirmed is forgotten, what it had acknowledged is sent again.
    pub(super) fn reset(&mut self, reset: &Reset) {
        self.epoch = Some(reset.epoch.clone());
        self.set_follow(reset.room, Follow::Off);
        let Some(state) = self.rooms.get_mut(reset.room) else { return };
        state.marker.forget();
        state.receipts.forget();
        self.start_over(reset.room, None);
    }

    /// The server counts what it has written; it comes after all of that.
    pub(super) fn heartbeat(&mut self, heartbeat: &Heartbeat) {
        for (room, head) in heartbeat.heads.iter() {
            if self.stands(room) < *head {
                self.want(room);
            } else if let Some(state) = self.rooms.get_mut(room) {
                // What a page brought may not have come as events as well.
                state.marker.skip_to(*head);
            }
        }
    }

    /// A command was refused that may be a `resume`, for one room or for all it named. Whether it was.
    pub(super) fn resume_refused(&mut self, error: &ErrorReply) -> bool {
        let is_meant = |(room, state): (RoomId, &mut Room)| {
            let Follow::Asked { id, .. } = &state.follow else { return None };
            let by_id = error.client_id.as_ref() == Some(id);
            (by_id && error.room.is_none_or(|named| named == room)).then_some(room)
        };
        let meant: Vec<_> = self.rooms.iter_mut().filter_map(is_meant).collect();
        for room in &meant {
            match error.code {
                ErrorCode::NotMember if error.room.is_some() => self.leave(*room),
                _ if error.is_final => self.set_follow(*room, Follow::Off),
                _ => self.set_follow(*room, Follow::Wanted),
            }
        }
        !meant.is_empty()
    }

    /// The `resume` for all rooms that want one.
    pub(super) fn take_resume(&mut self, now: u64) -> Option<Resume> {
        if !self.rooms.values().any(|state| state.follow == Follow::Wanted) {
            return None;
        }
        let (mut rooms, id) = (Vec::new(), (self.means.new_id)());
        for (room, state) in self.rooms.iter_mut() {
            let position = self.timelines.get(room).and_then(Timeline::position);
            let Some(Position { epoch, seq }) = position.cloned() else { continue };
            if state.follow == Follow::Wanted && rooms.len() < RESUME_ROOMS_MAX {
                state.follow = Follow::Asked { id: id.clone(), from: seq };
                // A page can be ahead of what is counted: what lies between will not come again.
                state.marker.skip_to(seq);
                rooms.push(RoomPosition { room, epoch, seq });
            }
        }
        self.resuming_since = now;
        (!rooms.is_empty()).then_some(Resume { rooms, client_id: Some(id) })
    }

    /// Goes on from `head`, without what lies before it; a room that is shown loads its newest page.
    fn skip(&mut self, room: RoomId, head: Seq) {
        let Some(epoch) = self.epoch.clone() else { return };
        self.set_follow(room, Follow::Off);
        self.go_on_from(room, Some(Position { epoch, seq: head }));
        self.want(room);
    }

    /// Begins `room` again in the history that is in force now, at `position` when that is known.
    pub(super) fn start_over(&mut self, room: RoomId, position: Option<Position>) {
        self.timeline(room).doubt_acks();
        self.go_on_from(room, position);
    }

    fn go_on_from(&mut self, room: RoomId, position: Option<Position>) {
        let is_shown = self.place == super::Place::Room(room);
        let is_counted = position.is_some() && !is_shown;
        self.timeline(room).go_on_from(position, is_shown);
        if !is_counted {
            self.fetch(room);
        }
    }

    /// Where `room` stands.
    pub(super) fn stands(&self, room: RoomId) -> Seq {
        let position = self.timelines.get(room).and_then(Timeline::position);
        position.map_or(Seq::ZERO, |position| position.seq)
    }

    fn set_follow(&mut self, room: RoomId, follow: Follow) {
        if let Some(state) = self.rooms.get_mut(room) {
            state.follow = follow;
        }
    }
}
