//! A room's settings, and its end.
//!
//! Invariant: no row of the log and no room is ever deleted, so that no position is given out twice. Of a room
//! that is deleted nobody is a member any more, its name is free at once, and its texts are wiped.

use app::event::{Event, RoomId, RoomRenamed, Seq};
use rusqlite::{OptionalExtension, params};

use super::{Answer, Content, Entry};
use crate::store::sqlite::read::{self, Kind};
use crate::store::{Appended, Closed, GENERAL, Refused, UserId, Wanted};

/// A room as it stands.
struct Stands {
    name: String,
    key: String,
    topic: String,
    archived: bool,
    /// The author made it, or is an admin.
    is_theirs: bool,
}

impl Entry<'_> {
    pub(super) fn configure(&self, room: RoomId, wanted: &Wanted) -> rusqlite::Result<Answer> {
        let stands = match self.room_with_settings(room)? {
            Ok(stands) => stands,
            Err(refused) => return Ok(Err(refused)),
        };
        let name = wanted.name.as_ref().filter(|name| name.text() != stands.name);
        let topic = wanted.topic.as_ref().filter(|topic| topic.as_str() != stands.topic);
        let archived = wanted.archived.filter(|archived| *archived != stands.archived);
        if (name.is_none() && topic.is_none()) && archived.is_none() {
            return Ok(Ok(self.so_already(room, read::head(self.db, room)?)));
        }
        let needs_owner = name.is_some() || archived.is_some() || room == GENERAL;
        if needs_owner && !stands.is_theirs {
            return Ok(Err(Refused::NotYourRoom));
        }
        if room == GENERAL && archived.is_some() {
            return Ok(Err(Refused::General));
        }
        if stands.archived && archived.is_none() {
            return Ok(Err(Refused::Archived));
        }
        if let Some(name) = name
            && name.key() != stands.key
            && !self.take_name(room, &stands.key, name.key())?
        {
            return Ok(Err(Refused::RoomNameTaken));
        }
        let key = name.map_or(stands.key, |name| name.key().to_owned());
        let name = name.map_or(stands.name, |name| name.text().to_owned());
        let topic = topic.map_or(stands.topic, |topic| topic.as_str().to_owned());
        let archived = archived.unwrap_or(stands.archived);
        self.db
            .prepare_cached(
                "UPDATE room SET name = ?2, name_key = ?3, topic = ?4, archived = ?5 WHERE id = ?1",
            )?
            .execute(params![room.0, name, key, topic, archived])?;
        let seq = self.insert(Kind::Settings, room, Content::default())?;
        self.db
            .prepare_cached(
                "INSERT INTO room_setting (room, seq, name, topic, archived)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![room.0, seq.0, name, topic, archived])?;
        let (from, sent) = (self.name(), self.sent.clone());
        let renamed = RoomRenamed { room, seq, from, name, topic, archived, sent };
        Ok(Ok(self.appended(room, seq, Event::RoomRenamed(renamed))))
    }

    pub(super) fn close(&self, room: RoomId, why: Closed) -> rusqlite::Result<Answer> {
        let head = read::head(self.db, room)?;
        let refused = match why {
            Closed::Deleted => self.may_delete(room)?.err(),
            Closed::Empty { newest: seen } => {
                let newest = read::newest_by_people(self.db, room)?;
                let is_open = "SELECT 1 FROM room WHERE id = ?1 AND temporary = 1 AND deleted = 0";
                let is_open = self.db.prepare_cached(is_open)?.exists([room.0])?;
                (!is_open || newest != seen).then_some(Refused::NotFound)
            }
        };
        if let Some(refused) = refused {
            return Ok(Err(refused));
        }
        let mut members = self.db.prepare_cached("SELECT user FROM member WHERE room = ?1")?;
        let members = members.query_map([room.0], |row| Ok(UserId(row.get(0)?)))?;
        let removed = members.collect::<rusqlite::Result<_>>()?;
        self.db
            .prepare_cached(
                "UPDATE room SET deleted = ?2, name = '', name_key = '#' || id, topic = ''
                 WHERE id = ?1",
            )?
            .execute(params![room.0, self.now])?;
        for gone in [
            "DELETE FROM member WHERE room = ?1",
            "DELETE FROM former_name WHERE room = ?1",
            "DELETE FROM room_setting WHERE room = ?1",
            "DELETE FROM schedule WHERE room = ?1",
        ] {
            self.db.prepare_cached(gone)?.execute([room.0])?;
        }
        Ok(Ok(Appended { removed, ..self.without_row(room, head) }))
    }

    /// The author is a member and sees the room, and nothing keeps them from saying something: the number of their
    /// `member_joined`, as [`Entry::joined`] has it.
    pub(super) fn may_say(&self, room: RoomId) -> rusqlite::Result<Result<Seq, Refused>> {
        let place = self
            .db
            .prepare_cached(
                "SELECT m.joined, r.archived FROM member m JOIN room r ON r.id = m.room
                 WHERE m.user = ?1 AND m.room = ?2 AND m.shown = 1",
            )?
            .query_row(params![self.author().id.0, room.0], |row| {
                Ok((Seq(row.get(0)?), row.get::<_, bool>(1)?))
            })
            .optional()?;
        Ok(match place {
            None => Err(Refused::NotMember),
            Some((_, true)) => Err(Refused::Archived),
            Some((joined, false)) => Ok(joined),
        })
    }

    /// The old name leads here from now on; `false` when another room has the new one.
    fn take_name(&self, room: RoomId, old: &str, new: &str) -> rusqlite::Result<bool> {
        if read::room_called(self.db, new)?.is_some() {
            return Ok(false);
        }
        self.db.prepare_cached("DELETE FROM former_name WHERE name_key = ?1")?.execute([new])?;
        self.db
            .prepare_cached("INSERT INTO former_name (name_key, room) VALUES (?1, ?2)")?
            .execute(params![old, room.0])?;
        Ok(true)
    }

    fn may_delete(&self, room: RoomId) -> rusqlite::Result<Result<(), Refused>> {
        Ok(match self.room_with_settings(room)? {
            Err(refused) => Err(refused),
            Ok(stands) if !stands.is_theirs => Err(Refused::NotYourRoom),
            Ok(_) if room == GENERAL => Err(Refused::General),
            Ok(_) => Ok(()),
        })
    }

    fn room_with_settings(&self, room: RoomId) -> rusqlite::Result<Result<Stands, Refused>> {
        match self.joined(room)? {
            None => return Ok(Err(Refused::NotMember)),
            Some(Seq::ZERO) => return Ok(Err(Refused::NoSettings)),
            Some(_) => {}
        }
        let query =
            "SELECT r.name, r.name_key, r.topic, r.archived, u.admin = 1 OR r.made_by IS u.id
                     FROM room r JOIN user u ON u.id = ?2 WHERE r.id = ?1";
        let user = self.author().id;
        self.db.prepare_cached(query)?.query_row(params![room.0, user.0], |row| {
            Ok(Ok(Stands {
                name: row.get(0)?,
                key: row.get(1)?,
                topic: row.get(2)?,
                archived: row.get(3)?,
                is_theirs: row.get(4)?,
            }))
        })
    }
}
