//! What a client does with each frame, by the rules of the page.

use std::collections::BTreeSet;

use app::event::{Event, RoomChanged, RoomId, RoomSummary, Seq, Welcome};
use tokio::time::Instant;

use super::link::Link;
use super::place::{Following, Place};
use super::{Client, Leave, remember};
use crate::history::Seen;

impl Client {
    pub(super) async fn hear(&mut self, frame: &str, link: &mut Link) -> Result<(), Leave> {
        let event = match Event::decode(frame) {
            Ok(event) => event,
            Err(error) => {
                self.violates("frames can be read", None, format!("{error:?} in {frame}"), link);
                return Err(Leave::Lost);
            }
        };
        if let Some(position) = event.log_position() {
            return self.hear_log(position, frame, &event, link);
        }
        match event {
            Event::Welcome(welcome) => self.hear_welcome(welcome, link).await,
            Event::RoomChanged(changed) => self.hear_changed(&changed, link),
            Event::RoomAdded(summary) => self.hear_added(&summary, link),
            Event::RoomRemoved(removed) => {
                self.resuming.muddle(removed.room);
                self.end_place(removed.room);
                Ok(())
            }
            Event::Ack(ack) => self.hear_ack(&ack, link).await,
            Event::Error(error) => self.hear_error(&error, link),
            Event::Synced(synced) => self.hear_synced(&synced, link),
            Event::Gap(gap) => self.hear_gap(&gap, link).await,
            Event::Reset(reset) => {
                self.violates("no reset without a restore", None, format!("{reset:?}"), link);
                Err(Leave::Lost)
            }
            Event::Heartbeat(heartbeat) => self.hear_heartbeat(&heartbeat, link),
            Event::ReadChanged(changed) => {
                self.hear_marker((changed.room, changed.head, changed.read), true, link)
            }
            _ => Ok(()),
        }
    }

    fn hear_log(
        &mut self,
        (room, seq): (RoomId, Seq),
        frame: &str,
        event: &Event,
        link: &Link,
    ) -> Result<(), Leave> {
        let (client, opened) = (self.name.as_str(), link.opened);
        let seen = Seen { room, seq, frame, client, opened };
        if self.resuming.is_muddled(room) {
            self.world.history.saw(&seen);
            if let Some(place) = self.places.get_mut(&room) {
                place.last = Some(seq);
            }
            return Ok(());
        }
        let last = self.places.get(&room).and_then(|place| place.last);
        if let Some(rule) = self.breaks((room, seq), event) {
            let detail = format!("after {last:?} came {frame}");
            self.violates(rule, Some((room, seq)), detail, link);
            return Err(Leave::Lost);
        }
        self.world.history.saw(&seen);
        let place = self.places.entry(room).or_default();
        place.last = Some(seq);
        let Some(following) = &mut place.following else { return Ok(()) };
        following.first.get_or_insert(seq);
        let is_past_head = following.head.is_some_and(|head| seq > head);
        match event {
            // What was left and joined again before it was followed is told like anything else.
            Event::MemberLeft(left) if left.from == self.user && is_past_head => {
                self.end_place(room);
            }
            Event::NewMessage(message) if !message.deleted => {
                remember(&mut self.seen, (room, seq));
            }
            _ => {}
        }
        Ok(())
    }

    /// The rule that this log event breaks by coming now.
    fn breaks(&self, (room, seq): (RoomId, Seq), event: &Event) -> Option<&'static str> {
        let is_own_join = matches!(event, Event::MemberJoined(joined) if joined.from == self.user);
        let place = self.places.get(&room).filter(|place| place.following.is_some());
        match place.map(|place| place.last) {
            None => Some("only followed rooms are heard"),
            Some(None) if is_own_join => None,
            Some(None) => Some("a room one was added to begins with one's own joining"),
            Some(Some(last)) if seq <= last => Some("no event twice on a connection"),
            Some(Some(last)) if seq > last.next() => Some("no hole on a connection"),
            Some(Some(_)) => None,
        }
    }

    async fn hear_welcome(&mut self, welcome: Welcome, link: &mut Link) -> Result<(), Leave> {
        for summary in &welcome.rooms {
            self.hear_marker((summary.room, summary.head, summary.read), true, link)?;
        }
        if self.hellos > 0 {
            self.end_resuming();
            return Ok(());
        }
        self.epoch = Some(welcome.epoch);
        let member_of: BTreeSet<_> = welcome.rooms.iter().map(|summary| summary.room).collect();
        self.places.retain(|room, _| member_of.contains(room));
        self.catch_up(&member_of, link).await
    }

    fn hear_changed(&mut self, changed: &RoomChanged, link: &Link) -> Result<(), Leave> {
        let (room, head) = (changed.room, changed.head);
        let asked = self.asked.pop_front().filter(|asked| asked.room == room);
        let Some(asked) = asked else {
            self.violates("answers come in order", Some((room, head)), String::new(), link);
            return Err(Leave::Lost);
        };
        // Of a room that was open already, head and marker are not of one moment.
        if self.places.get(&room).is_none_or(|place| place.following.is_none()) {
            self.hear_marker((room, head, changed.read), true, link)?;
        }
        if head < asked.known {
            let detail = format!("{} was known when it was asked", asked.known);
            self.violates("what is read is not old", Some((room, head)), detail, link);
        }
        if let Some(after) = asked.after {
            self.unfollow(room);
            let syncing = Some(asked.known.max(head));
            let following = Some(Following { head: Some(head), syncing, ..Following::default() });
            self.places.insert(room, Place { last: Some(after), following });
            return Ok(());
        }
        let place = self.places.entry(room).or_default();
        if place.following.is_none() {
            let following = Some(Following { head: Some(head), ..Following::default() });
            *place = Place { last: Some(head), following };
        } else if place.last != Some(head) {
            let detail = format!("it stood at {:?}", place.last);
            self.violates("an open room goes on where it is", Some((room, head)), detail, link);
        }
        Ok(())
    }

    fn hear_added(&mut self, summary: &RoomSummary, link: &Link) -> Result<(), Leave> {
        self.resuming.muddle(summary.room);
        let place = self.places.entry(summary.room).or_default();
        if place.following.is_none() {
            let following = Some(Following { head: Some(summary.head), ..Following::default() });
            // Nobody joins a conversation: it is told from its beginning.
            let last = (!self.world.room(summary.room).is_public()).then_some(Seq::ZERO);
            *place = Place { last, following };
        }
        self.hear_marker((summary.room, summary.head, summary.read), false, link)
    }

    /// The user is no member any more.
    pub(super) fn end_place(&mut self, room: RoomId) {
        self.unfollow(room);
        self.places.remove(&room);
        let again = Instant::now() + self.chance.millis(20, 2_000);
        self.come_back.insert(room, again);
    }
}
