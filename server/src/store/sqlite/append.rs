//! Stop 8 of a message's way: one transaction for a whole batch. Who may, what was said before, the
//! next number, the row.

use app::event::{ClientId, Event, Membership, NewMessage, RoomId, Seq, Timestamp};
use aws_lc_rs::hmac;
use rusqlite::{Connection, OptionalExtension, params};

use super::read::{self, Kind};
use crate::clock;
use crate::name::Name;
use crate::store::{Append, Appended, Author, Change, GENERAL, LogRow, Refused, UserId};

type Answer = Result<Appended, Refused>;

/// Appends all of `batch`, or fails and keeps nothing of it.
pub(super) fn commit(
    db: &mut Connection,
    batch: &[Append],
    fingerprints: &hmac::Key,
) -> rusqlite::Result<Vec<Answer>> {
    db.execute_batch("BEGIN IMMEDIATE")?;
    let now = clock::now_ms();
    let result = batch
        .iter()
        .map(|entry| Entry { db, entry, fingerprints, now, sent: clock::timestamp(now) }.guarded())
        .collect::<rusqlite::Result<Vec<_>>>()
        .and_then(|answers| db.execute_batch("COMMIT").map(|()| answers));
    // SQLite itself may have rolled back (a full disk); a second ROLLBACK would be an error.
    if result.is_err() && !db.is_autocommit() {
        db.execute_batch("ROLLBACK")?;
    }
    result
}

struct Entry<'a> {
    db: &'a Connection,
    entry: &'a Append,
    fingerprints: &'a hmac::Key,
    now: i64,
    sent: Timestamp,
}

/// What a row says beyond who, where and when.
#[derive(Default)]
struct Content<'a> {
    of: Option<Seq>,
    body: Option<&'a str>,
    html: Option<&'a str>,
}

impl Entry<'_> {
    /// An entry that fails takes back its own writes only, unless SQLite rolled back the whole batch.
    fn guarded(&self) -> rusqlite::Result<Answer> {
        self.db.prepare_cached("SAVEPOINT entry")?.execute([])?;
        let answer = match self.append() {
            Ok(answer) => answer,
            Err(error) if self.db.is_autocommit() => return Err(error),
            Err(error) => {
                tracing::error!(%error, "an append failed");
                self.db.prepare_cached("ROLLBACK TO entry")?.execute([])?;
                Err(Refused::Failed)
            }
        };
        self.db.prepare_cached("RELEASE entry")?.execute([])?;
        Ok(answer)
    }

    fn append(&self) -> rusqlite::Result<Answer> {
        match &self.entry.change {
            Change::Message { room, body, html, reply_to } => {
                let content =
                    Content { of: *reply_to, body: Some(body.as_str()), html: Some(html.as_str()) };
                self.message(*room, &content)
            }
            Change::Join(name) => self.join_called(name),
            Change::Leave(room) => self.leave(*room),
            Change::Welcome => self.welcome(),
        }
    }

    fn message(&self, room: RoomId, content: &Content<'_>) -> rusqlite::Result<Answer> {
        if let Some(earlier) = self.earlier(Kind::Message, room, content)? {
            return Ok(earlier);
        }
        if self.joined(room)?.is_none() {
            return Ok(Err(Refused::NotMember));
        }
        if let Some(of) = content.of
            && !self.has_message(room, of)?
        {
            return Ok(Err(Refused::NotFound));
        }
        let seq = self.insert(Kind::Message, room, content)?;
        self.db
            .prepare_cached("INSERT INTO message (room, seq, current) VALUES (?1, ?2, ?2)")?
            .execute(params![room.0, seq.0])?;
        let event = Event::NewMessage(NewMessage {
            room,
            seq,
            from: self.author().name.as_ref().to_owned(),
            message: content.body.unwrap_or_default().to_owned(),
            html: content.html.unwrap_or_default().to_owned(),
            sent: self.sent.clone(),
            client_id: self.entry.client_id.clone(),
            reply_to: content.of,
            mentions: Vec::new(),
            edited: None,
            deleted: false,
            reactions: Vec::new(),
        });
        Ok(Ok(self.appended(room, seq, event)))
    }

    fn join_called(&self, name: &Name) -> rusqlite::Result<Answer> {
        let room = match read::room_called(self.db, name.key())? {
            Some(room) => room,
            None => self.make_room(name)?,
        };
        self.join(room)
    }

    fn join(&self, room: RoomId) -> rusqlite::Result<Answer> {
        if let Some(joined) = self.joined(room)? {
            return Ok(Ok(self.unchanged(room, joined)));
        }
        let seq = self.insert(Kind::Joined, room, &Content::default())?;
        self.db
            .prepare_cached("INSERT INTO member (user, room, joined) VALUES (?1, ?2, ?3)")?
            .execute(params![self.author().id.0, room.0, seq.0])?;
        let standing = read::standing(self.db, self.author().id, room)?;
        let event = Event::MemberJoined(self.membership(room, seq));
        let joined = standing.map(|standing| standing.summary);
        Ok(Ok(Appended { joined, ..self.appended(room, seq, event) }))
    }

    fn leave(&self, room: RoomId) -> rusqlite::Result<Answer> {
        if let Some(earlier) = self.earlier(Kind::Left, room, &Content::default())? {
            return Ok(earlier);
        }
        if self.joined(room)?.is_none() {
            return Ok(Err(Refused::NotMember));
        }
        let seq = self.insert(Kind::Left, room, &Content::default())?;
        self.db
            .prepare_cached("DELETE FROM member WHERE user = ?1 AND room = ?2")?
            .execute(params![self.author().id.0, room.0])?;
        let event = Event::MemberLeft(self.membership(room, seq));
        Ok(Ok(self.appended(room, seq, event)))
    }

    fn welcome(&self) -> rusqlite::Result<Answer> {
        let first = self
            .db
            .prepare_cached("UPDATE user SET welcomed = 1 WHERE id = ?1 AND welcomed = 0")?
            .execute([self.author().id.0])?;
        if first == 0 {
            return Ok(Ok(self.unchanged(GENERAL, Seq::ZERO)));
        }
        self.join(GENERAL)
    }

    /// What this `client_id` came to before: the same answer, or a conflict.
    fn earlier(
        &self,
        kind: Kind,
        room: RoomId,
        content: &Content<'_>,
    ) -> rusqlite::Result<Option<Answer>> {
        let Some(client_id) = &self.entry.client_id else { return Ok(None) };
        let query = "SELECT room, seq, sent, fingerprint FROM room_log
                     WHERE author = ?1 AND client_id = ?2";
        let found = self
            .db
            .prepare_cached(query)?
            .query_row(params![self.author().id.0, client_id.as_str()], |row| {
                let print: Vec<u8> = row.get(3)?;
                Ok((RoomId(row.get(0)?), Seq(row.get(1)?), clock::timestamp(row.get(2)?), print))
            })
            .optional()?;
        let Some((found_in, seq, sent, print)) = found else { return Ok(None) };
        if print != self.fingerprint(kind, room, content) {
            return Ok(Some(Err(Refused::Conflict)));
        }
        Ok(Some(Ok(Appended { sent, dup: true, ..self.unchanged(found_in, seq) })))
    }

    fn insert(&self, kind: Kind, room: RoomId, content: &Content<'_>) -> rusqlite::Result<Seq> {
        let seq = read::head(self.db, room)?.next();
        let client_id = self.entry.client_id.as_ref();
        let print = client_id.map(|_| self.fingerprint(kind, room, content));
        let insert = "INSERT INTO room_log
            (room, seq, kind, author, client_id, fingerprint, of, body, html, sent)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        self.db.prepare_cached(insert)?.execute(params![
            room.0,
            seq.0,
            kind as i64,
            self.author().id.0,
            client_id.map(ClientId::as_str),
            print,
            content.of.map(|of| of.0),
            content.body,
            content.html,
            self.now,
        ])?;
        Ok(seq)
    }

    /// Keyed, so that the hash of a deleted text tells nothing about the text.
    fn fingerprint(&self, kind: Kind, room: RoomId, content: &Content<'_>) -> Vec<u8> {
        let mut hash = hmac::Context::with_key(self.fingerprints);
        hash.update(&(kind as i64).to_be_bytes());
        hash.update(&room.0.to_be_bytes());
        hash.update(&content.of.map_or(0, |of| of.0).to_be_bytes());
        hash.update(content.body.unwrap_or_default().as_bytes());
        hash.sign().as_ref()[..16].to_vec()
    }

    fn joined(&self, room: RoomId) -> rusqlite::Result<Option<Seq>> {
        self.db
            .prepare_cached("SELECT joined FROM member WHERE user = ?1 AND room = ?2")?
            .query_row(params![self.author().id.0, room.0], |row| Ok(Seq(row.get(0)?)))
            .optional()
    }

    fn has_message(&self, room: RoomId, seq: Seq) -> rusqlite::Result<bool> {
        self.db
            .prepare_cached("SELECT 1 FROM message WHERE room = ?1 AND seq = ?2")?
            .exists(params![room.0, seq.0])
    }

    fn make_room(&self, name: &Name) -> rusqlite::Result<RoomId> {
        let insert = "INSERT INTO room (name, name_key, kind, topic, created)
                      VALUES (?1, ?2, 'room', '', ?3) RETURNING id";
        self.db
            .prepare_cached(insert)?
            .query_row(params![name.text(), name.key(), self.now], |row| Ok(RoomId(row.get(0)?)))
    }

    fn author(&self) -> &Author {
        &self.entry.author
    }

    fn membership(&self, room: RoomId, seq: Seq) -> Membership {
        let from = self.author().name.as_ref().to_owned();
        Membership { room, seq, from, sent: self.sent.clone() }
    }

    fn appended(&self, room: RoomId, seq: Seq, event: Event) -> Appended {
        let author: UserId = self.author().id;
        Appended { row: Some(LogRow { room, seq, author, event }), ..self.unchanged(room, seq) }
    }

    fn unchanged(&self, room: RoomId, seq: Seq) -> Appended {
        Appended { room, seq, sent: self.sent.clone(), dup: false, row: None, joined: None }
    }
}
