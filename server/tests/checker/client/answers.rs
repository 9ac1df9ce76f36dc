//! What a client makes of the answers to what it asked, and of the signs of life.

use app::event::{Ack, ErrorCode, ErrorReply, Gap, Heartbeat, RoomId, Seq, Synced};
use tokio::time::{Duration, Instant};

use super::link::Link;
use super::place::{Following, Place};
use super::{Client, Leave, remember};
use crate::history::What;

/// The server pings each second: so many later a followed room has come to what was known.
const PINGS_MAX: u32 = 8;

impl Client {
    pub(super) async fn hear_ack(&mut self, ack: &Ack, link: &mut Link) -> Result<(), Leave> {
        let at = Some((ack.room, ack.seq));
        let Some(client_id) = &ack.client_id else { return Ok(()) };
        if self.reading.remove(client_id) {
            return Ok(());
        }
        let Some(waiting) = self.outbox.take(client_id) else {
            self.violates("one answer to a command", at, client_id.as_str().to_owned(), link);
            return Err(Leave::Lost);
        };
        let overtaken = self.outbox.overtaken_by(&waiting);
        if let Some(earlier) = overtaken {
            let detail =
                format!("{} was sent before: {}", earlier.client_id.as_str(), earlier.frame);
            self.violates("no reply is let go", at, detail, link);
            return Err(Leave::Lost);
        }
        let history = &self.world.history;
        history.acked(waiting.operation, (ack.room, ack.seq), ack.dup);
        let what = history.record().operations[waiting.operation].what.clone();
        if matches!(what, What::Say { .. }) {
            remember(&mut self.own, (ack.room, ack.seq));
        }
        self.pump(link).await
    }

    pub(super) fn hear_error(&mut self, error: &ErrorReply, link: &Link) -> Result<(), Leave> {
        let Some(client_id) = &error.client_id else {
            let detail = format!("{error:?}");
            self.violates("nothing is refused that was not asked", None, detail, link);
            return Err(Leave::Lost);
        };
        if self.resuming.client_id.as_ref() == Some(client_id) {
            if let Some(room) = error.room.filter(|_| error.code == ErrorCode::NotMember) {
                self.resuming.rooms.remove(&room);
                self.end_place(room);
                return Ok(());
            }
            // Such as `unavailable` for the whole of it: it is asked again on a new connection.
            return Err(Leave::Lost);
        }
        if self.reading.remove(client_id) {
            return Ok(());
        }
        if let Some(index) = self.asked.iter().position(|asked| asked.client_id == *client_id) {
            self.asked.remove(index);
            return Ok(());
        }
        if error.is_final {
            if let Some(waiting) = self.outbox.take(client_id) {
                self.world.history.refused(waiting.operation, error.code);
                return Ok(());
            }
        } else {
            let pause = Duration::from_millis(error.retry_after_ms.unwrap_or(200));
            if self.outbox.postpone(client_id, Instant::now() + pause) {
                return Ok(());
            }
        }
        self.violates("one answer to a command", None, format!("{error:?}"), link);
        Err(Leave::Lost)
    }

    pub(super) fn hear_synced(&mut self, synced: &Synced, link: &Link) -> Result<(), Leave> {
        let (room, head) = (synced.room, synced.head);
        if self.resuming.rooms.remove(&room) == Some(true) {
            let following = Some(Following { head: Some(head), ..Following::default() });
            self.places.insert(room, Place { last: Some(head), following });
            return Ok(());
        }
        let Some(place) = self.places.get_mut(&room) else { return Ok(()) };
        let last = place.last;
        let Some(following) = &mut place.following else { return Ok(()) };
        let known = following.syncing.take();
        following.head.get_or_insert(head);
        if last != Some(head) || known.is_none_or(|known| head < known) {
            let detail = format!("it stands at {last:?}, and {known:?} was known");
            self.violates("synced means synced", Some((room, head)), detail, link);
            return Err(Leave::Lost);
        }
        Ok(())
    }

    pub(super) async fn hear_gap(&mut self, gap: &Gap, link: &mut Link) -> Result<(), Leave> {
        self.world.history.count(|counts| counts.gaps += 1);
        if self.resuming.rooms.remove(&gap.room) == Some(true) {
            self.places.insert(gap.room, Place { last: Some(gap.have), following: None });
        }
        let last = self.places.get(&gap.room).and_then(|place| place.last);
        if last != Some(gap.have) {
            let detail = format!("it stands at {last:?}: {gap:?}");
            self.violates("a gap tells the truth", Some((gap.room, gap.have)), detail, link);
            return Err(Leave::Lost);
        }
        self.unfollow(gap.room);
        // Asked for already, it goes on from its head.
        if self.asked.iter().any(|asked| asked.room == gap.room) {
            return Ok(());
        }
        self.page(gap.room, link).await
    }

    /// Whatever `resume` has not answered, its own leaving has ended.
    pub(super) fn end_resuming(&mut self) {
        self.hellos -= 1;
        if self.hellos == 0 {
            for (room, is_muddled) in std::mem::take(&mut self.resuming).rooms {
                // Added to it again since, it is followed on that ground.
                let is_followed = |place: &Place| is_muddled && place.following.is_some();
                if !self.places.get(&room).is_some_and(is_followed) {
                    self.end_place(room);
                }
            }
        }
    }

    /// What came before a ping has been sent before it: by the pings, not by the clock, a followed
    /// room must come on.
    pub(super) fn hear_ping(&mut self, link: &Link) -> Result<(), Leave> {
        let mut late = None;
        for (room, place) in &mut self.places {
            let Some(following) = place.following.as_mut().filter(|it| it.syncing.is_none()) else {
                continue;
            };
            let (head, last) = (self.world.history.head(*room), place.last.unwrap_or_default());
            following.lags = match following.lags {
                Some((aim, pings)) if last < aim => Some((aim, pings + 1)),
                _ => (last < head).then_some((head, 0)),
            };
            if let Some((aim, PINGS_MAX..)) = following.lags {
                late = Some((*room, last, aim));
            }
        }
        let Some((room, last, aim)) = late else { return Ok(()) };
        let detail = format!("it stands at {last}, and {aim} is known");
        self.violates("a followed room comes on", Some((room, aim)), detail, link);
        Err(Leave::Lost)
    }

    pub(super) fn hear_heartbeat(
        &mut self,
        heartbeat: &Heartbeat,
        link: &Link,
    ) -> Result<(), Leave> {
        for (room, head) in heartbeat.heads.iter() {
            let last = self.places.get(&room).and_then(|place| place.last);
            if last != Some(*head) {
                let detail = format!("it stands at {last:?}");
                self.violates("a heartbeat tells the truth", Some((room, *head)), detail, link);
                return Err(Leave::Lost);
            }
        }
        Ok(())
    }

    /// How far this user has read, in the server's words.
    pub(super) fn hear_marker(
        &mut self,
        word: (RoomId, Seq, Seq),
        is_fresh: bool,
        link: &Link,
    ) -> Result<(), Leave> {
        let (room, head, read) = word;
        let known = self.markers.get(&room).copied().unwrap_or_default();
        self.markers.insert(room, read.max(known));
        let other = self.world.history.record().marks(&self.user, word);
        if other.is_some() || is_fresh && read < known {
            let detail = format!("read {read} at head {head}; {known} was known, and {other:?}");
            self.violates("read markers never go back", Some((room, read)), detail, link);
            return Err(Leave::Lost);
        }
        Ok(())
    }
}
