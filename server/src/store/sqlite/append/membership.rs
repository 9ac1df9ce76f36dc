//! Coming, going, and how far one has read.

use app::event::{Event, ReadChanged, RoomId, Seq};
use rusqlite::params;

use super::{Answer, Content, Entry};
use crate::name::Name;
use crate::store::sqlite::read::{self, Kind};
use crate::store::{Appended, GENERAL, Refused};

impl Entry<'_> {
    pub(super) fn join_called(&self, name: &Name) -> rusqlite::Result<Answer> {
        let room = match read::room_called(self.db, name.key())? {
            Some(room) => room,
            None => self.make_room(name)?,
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
        let standing = read::standing(self.db, self.author().id, room)?;
        let event = Event::MemberJoined(self.membership(room, seq));
        let joined = standing.map(|standing| standing.summary);
        Ok(Ok(Appended { joined, ..self.appended(room, seq, event) }))
    }

    pub(super) fn leave(&self, room: RoomId) -> rusqlite::Result<Answer> {
        if self.joined(room)?.is_none() {
            return Ok(Err(Refused::NotMember));
        }
        let seq = self.insert(Kind::Left, room, Content::default())?;
        self.db
            .prepare_cached("DELETE FROM member WHERE user = ?1 AND room = ?2")?
            .execute(params![self.author().id.0, room.0])?;
        let event = Event::MemberLeft(self.membership(room, seq));
        Ok(Ok(self.appended(room, seq, event)))
    }

    pub(super) fn welcome(&self) -> rusqlite::Result<Answer> {
        let first = self
            .db
            .prepare_cached("UPDATE user SET welcomed = 1 WHERE id = ?1 AND welcomed = 0")?
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
        let update = "UPDATE member SET read = max(read, ?3) WHERE user = ?1 AND room = ?2";
        self.db.prepare_cached(update)?.execute(params![user.0, room.0, seq.min(head).0])?;
        let Some(standing) = read::standing(self.db, user, room)? else {
            return Ok(Err(Refused::NotMember));
        };
        let summary = standing.summary;
        let read = Some(ReadChanged {
            room,
            read: summary.read,
            unread: summary.unread,
            mentions: summary.mentions,
            head,
        });
        Ok(Ok(Appended { read, ..self.without_row(room, summary.read) }))
    }

    fn make_room(&self, name: &Name) -> rusqlite::Result<RoomId> {
        let insert = "INSERT INTO room (name, name_key, kind, topic, created)
                      VALUES (?1, ?2, 'room', '', ?3) RETURNING id";
        self.db
            .prepare_cached(insert)?
            .query_row(params![name.text(), name.key(), self.now], |row| Ok(RoomId(row.get(0)?)))
    }
}
