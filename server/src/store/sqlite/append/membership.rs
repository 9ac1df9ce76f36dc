//! Coming, going, and how far one has read.

use app::event::{Event, ReadChanged, ReceiptStatus, RoomId, Seq};
use rusqlite::params;

use super::{Answer, Content, Entry};
use crate::name::Name;
use crate::store::sqlite::read::{self, Kind};
use crate::store::{Appended, Entered, GENERAL, Refused};

impl Entry<'_> {
    /// A name that the room had before leads to it as well.
    pub(super) fn join_called(&self, name: &Name, temporary: bool) -> rusqlite::Result<Answer> {
        let room = match read::room_ever_called(self.db, name.key())? {
            Some(room) => room,
            None => self.make_room(name.text(), name.key(), "room", temporary)?,
        };
        self.join(room)
    }

    /// What was there before is no news to a new member: it counts as read.
    fn join(&self, room: RoomId) -> rusqlite::Result<Answer> {
        if let Some(joined) = self.joined(room)? {
            return Ok(Ok(self.so_already(room, joined)));
        }
        let seq = self.insert(Kind::Joined, room, Content::default())?;
        self.db
            .prepare_cached(
                "INSERT INTO member (user, room, joined, read) VALUES (?1, ?2, ?3, ?3)",
            )?
            .execute(params![self.author().id.0, room.0, seq.0])?;
        let user = self.author().id;
        let standing = read::standing(self.db, user, room)?;
        let event = Event::MemberJoined(self.membership(room, seq));
        let entered = standing.map(|standing| Entered { user, summary: standing.summary });
        let entered = entered.into_iter().collect();
        Ok(Ok(Appended { entered, ..self.appended(room, seq, event) }))
    }

    pub(super) fn leave(&self, room: RoomId) -> rusqlite::Result<Answer> {
        match self.joined(room)? {
            None => return Ok(Err(Refused::NotMember)),
            Some(Seq::ZERO) => return Ok(Err(Refused::Inseparable)),
            Some(_) => {}
        }
        let seq = self.insert(Kind::Left, room, Content::default())?;
        self.db
            .prepare_cached("DELETE FROM member WHERE user = ?1 AND room = ?2")?
            .execute(params![self.author().id.0, room.0])?;
        let event = Event::MemberLeft(self.membership(room, seq));
        Ok(Ok(self.appended(room, seq, event)))
    }

    /// A bot is where it was asked to be, and nowhere else.
    pub(super) fn welcome(&self) -> rusqlite::Result<Answer> {
        let first = self
            .db
            .prepare_cached(
                "UPDATE user SET welcomed = 1 WHERE id = ?1 AND welcomed = 0 AND bot = 0",
            )?
            .execute([self.author().id.0])?;
        if first == 0 {
            return Ok(Ok(self.so_already(GENERAL, Seq::ZERO)));
        }
        self.join(GENERAL)
    }

    /// The marker is the greatest number ever read: it does not matter in which order devices tell.
    pub(super) fn mark_read(&self, room: RoomId, seq: Seq) -> rusqlite::Result<Answer> {
        let head = read::head(self.db, room)?;
        let user = self.author().id;
        // What is read has been received.
        let update = "UPDATE member SET read = ?3, received = max(received, ?3)
                      WHERE user = ?1 AND room = ?2 AND read < ?3";
        let key = params![user.0, room.0, seq.min(head).0];
        let is_news = self.db.prepare_cached(update)?.execute(key)? > 0;
        let Some(standing) = read::standing(self.db, user, room)? else {
            return Ok(Err(Refused::NotMember));
        };
        let receipt = match self.others(room, standing.joined)? {
            Some(others) if is_news => {
                Some((self.receipt(room, standing.summary.read, ReceiptStatus::Read), others))
            }
            _ => None,
        };
        let summary = standing.summary;
        let read = Some(ReadChanged {
            room,
            read: summary.read,
            unread: summary.unread,
            mentions: summary.mentions,
            head,
        });
        Ok(Ok(Appended { read, receipt, ..self.without_row(room, summary.read) }))
    }

    pub(super) fn make_room(
        &self,
        name: &str,
        key: &str,
        kind: &str,
        temporary: bool,
    ) -> rusqlite::Result<RoomId> {
        let insert = "INSERT INTO room (name, name_key, kind, topic, created, made_by, temporary)
                      VALUES (?1, ?2, ?3, '', ?4, ?5, ?6) RETURNING id";
        let made = params![name, key, kind, self.now, self.author().id.0, temporary];
        self.db.prepare_cached(insert)?.query_row(made, |row| Ok(RoomId(row.get(0)?)))
    }
}
