//! Conversations between people: the room that is theirs, who sees it, how far each has come.
//!
//! Invariant: a room of people has all of them as members from its first moment, and each of them sees it from
//! its first row on, which is a message. Before, it is there for who opened it alone.

use app::event::{Receipt, ReceiptStatus, RoomId, RoomKind, Seq};
use rusqlite::params;

use super::{Answer, Entry};
use crate::store::sqlite::read;
use crate::store::{Appended, Change, Entered, Participants, Refused, Text, UserId};

/// The first row of a room.
pub(super) const FIRST: Seq = Seq(1);

impl Entry<'_> {
    pub(super) fn direct(&self, people: &Participants, text: &Text) -> rusqlite::Result<Answer> {
        // Who writes is one of them, whether they have seen the room or not.
        let room = self.room_of(people)?;
        self.say((room, Some(Seq::ZERO)), text, None, None)
    }

    /// Only the author sees it by that: who is never written to does not learn of it.
    pub(super) fn open(&self, people: &Participants) -> rusqlite::Result<Answer> {
        let room = self.room_of(people)?;
        let user = self.author().id;
        let show = "UPDATE member SET shown = 1 WHERE room = ?1 AND user = ?2 AND shown = 0";
        let is_new = self.db.prepare_cached(show)?.execute(params![room.0, user.0])? > 0;
        let entered = if is_new { self.entered(room, vec![user])? } else { Vec::new() };
        let head = read::head(self.db, room)?;
        Ok(Ok(Appended { entered, dup: !is_new, ..self.without_row(room, head) }))
    }

    /// Something was said: from now on everybody sees the room.
    pub(super) fn show_all(&self, room: RoomId) -> rusqlite::Result<Vec<Entered>> {
        let show = "UPDATE member SET shown = 1 WHERE room = ?1 AND shown = 0 RETURNING user";
        let mut show = self.db.prepare_cached(show)?;
        let users = show.query_map([room.0], |row| Ok(UserId(row.get(0)?)))?;
        self.entered(room, users.collect::<rusqlite::Result<_>>()?)
    }

    pub(super) fn note_received(&self, room: RoomId, seq: Seq) -> rusqlite::Result<Answer> {
        let Some(joined) = self.joined(room)? else { return Ok(Err(Refused::NotMember)) };
        let seq = seq.min(read::head(self.db, room)?);
        let user = self.author().id;
        let note = "UPDATE member SET received = ?3
                    WHERE user = ?1 AND room = ?2 AND joined = 0 AND received < ?3";
        let is_news = self.db.prepare_cached(note)?.execute(params![user.0, room.0, seq.0])? > 0;
        let receipt = match self.others(room, joined)? {
            Some(others) if is_news => {
                Some((self.receipt(room, seq, ReceiptStatus::Delivered), others))
            }
            _ => None,
        };
        Ok(Ok(Appended { receipt, dup: !is_news, ..self.without_row(room, seq) }))
    }

    /// Who else is in a room of people; `None` in any other. `joined` is the author's.
    pub(super) fn others(
        &self,
        room: RoomId,
        joined: Seq,
    ) -> rusqlite::Result<Option<Vec<UserId>>> {
        if joined > Seq::ZERO {
            return Ok(None);
        }
        let mut others =
            self.db.prepare_cached("SELECT user FROM member WHERE room = ?1 AND user != ?2")?;
        let author = self.author().id.0;
        let others = others.query_map(params![room.0, author], |row| Ok(UserId(row.get(0)?)))?;
        others.collect::<rusqlite::Result<_>>().map(Some)
    }

    /// A retry of a message is told as well whether the others are there.
    pub(super) fn addressed(&self, answer: Answer) -> rusqlite::Result<Answer> {
        let is_message =
            matches!(self.entry.change, Change::Message { .. } | Change::Direct { .. });
        let Ok(done) = answer else { return Ok(answer) };
        let recipients = match self.joined(done.room)? {
            Some(joined) if is_message => self.others(done.room, joined)?,
            _ => None,
        };
        Ok(Ok(Appended { recipients, ..done }))
    }

    pub(super) fn receipt(&self, room: RoomId, seq: Seq, status: ReceiptStatus) -> Receipt {
        Receipt { room, from: self.name(), seq, status }
    }

    /// The room of these people, made when there is none.
    fn room_of(&self, people: &Participants) -> rusqlite::Result<RoomId> {
        let key = people.key();
        if let Some(room) = read::room_called(self.db, &key)? {
            return Ok(room);
        }
        let kind = if people.kind() == RoomKind::Group { "group" } else { "direct" };
        let room = self.make_room("", &key, kind, false)?;
        let insert = "INSERT INTO member (user, room, joined, shown) VALUES (?1, ?2, 0, 0)";
        for user in people.users() {
            self.db.prepare_cached(insert)?.execute(params![user.0, room.0])?;
        }
        Ok(room)
    }

    fn entered(&self, room: RoomId, users: Vec<UserId>) -> rusqlite::Result<Vec<Entered>> {
        let mut entered = Vec::with_capacity(users.len());
        for user in users {
            let standing = read::standing(self.db, user, room)?;
            entered.extend(standing.map(|standing| Entered { user, summary: standing.summary }));
        }
        Ok(entered)
    }
}
