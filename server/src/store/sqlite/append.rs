//! Stop 8 of a message's way: one transaction for a whole batch. What was answered before, who may,
//! the next number, the row.

mod announce;
mod membership;
mod people;
mod settings;
mod talk;

use app::event::{ClientId, Event, Membership, RoomId, Seq, Timestamp};
use aws_lc_rs::hmac;
use rusqlite::{Connection, OptionalExtension, Row, params};

use self::announce::NO_ROOM;
use super::read::{self, Kind};
use crate::name::Name;
use crate::store::{Append, Appended, Author, Change, LogRow, Refused, UserId, Wanted};
use crate::topic::Topic;
use crate::{clock, markup};

type Answer = Result<Appended, Refused>;

/// Appends all of `batch`, or fails and keeps nothing of it. What an author says after something that failed is not
/// tried, so that they can say both again in their order.
pub(super) fn commit(
    db: &mut Connection,
    batch: &[Append],
    fingerprints: &hmac::Key,
) -> rusqlite::Result<Vec<Answer>> {
    db.execute_batch("BEGIN IMMEDIATE")?;
    let now = clock::now_ms();
    let mut failed = Vec::new();
    let result = batch
        .iter()
        .map(|entry| {
            let author = entry.author.id;
            if failed.contains(&author) {
                return Ok(Err(Refused::Failed));
            }
            let sent = clock::timestamp(now);
            let answer = Entry { db, entry, fingerprints, now, sent }.guarded()?;
            failed.extend(matches!(answer, Err(Refused::Failed)).then_some(author));
            Ok(answer)
        })
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
#[derive(Default, Clone, Copy)]
struct Content<'a> {
    of: Option<Seq>,
    body: Option<&'a str>,
    html: Option<&'a str>,
    alias: Option<&'a str>,
}

impl Content<'_> {
    /// Of something about the message `of`.
    fn of(of: Seq) -> Self {
        Self { of: Some(of), ..Self::default() }
    }
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
        if let Some(earlier) = self.earlier()? {
            return self.addressed(earlier);
        }
        let answer = match &self.entry.change {
            Change::Message { room, text, reply_to, alias } => {
                self.message(*room, text, *reply_to, alias.as_ref())
            }
            Change::Direct { people, text } => self.direct(people, text),
            Change::Open(people) => self.open(people),
            Change::Received { room, seq } => self.note_received(*room, *seq),
            Change::Edit { room, of, text } => self.edit(*room, *of, text),
            Change::Delete { room, of } => self.delete(*room, *of),
            Change::React { room, of, emoji, on } => self.react(*room, *of, emoji.as_str(), *on),
            Change::Read { room, seq } => self.mark_read(*room, *seq),
            Change::Join(name) => self.join_called(name, false),
            Change::JoinTemporary(name) => self.join_called(name, true),
            Change::Configure { room, wanted } => self.configure(*room, wanted),
            Change::Close { room, why } => self.close(*room, *why),
            Change::Leave(room) => self.leave(*room),
            Change::Announce { text, lifetime_ms } => self.announce(text, *lifetime_ms),
            Change::EndAnnouncement(id) => self.end_announcement(*id),
            Change::Welcome => self.welcome(),
        }?;
        if let Ok(done) = &answer
            && done.row.is_none()
        {
            self.remember(done)?;
        }
        Ok(answer)
    }

    /// What this `client_id` came to before: the same answer, or a conflict.
    fn earlier(&self) -> rusqlite::Result<Option<Answer>> {
        let Some(client_id) = &self.entry.client_id else { return Ok(None) };
        let queries = [
            "SELECT room, seq, sent, fingerprint FROM room_log WHERE author = ?1 AND client_id = ?2",
            "SELECT room, seq, sent, fingerprint FROM unchanged WHERE author = ?1 AND client_id = ?2",
        ];
        let answer = |row: &Row<'_>| {
            let print: Vec<u8> = row.get(3)?;
            Ok((RoomId(row.get(0)?), Seq(row.get(1)?), clock::timestamp(row.get(2)?), print))
        };
        for query in queries {
            let mut statement = self.db.prepare_cached(query)?;
            let key = params![self.author().id.0, client_id.as_str()];
            let Some((room, seq, sent, print)) = statement.query_row(key, answer).optional()?
            else {
                continue;
            };
            let same = self.print().as_ref() == Some(&print);
            let again = Appended { sent, dup: true, ..self.without_row(room, seq) };
            return Ok(Some(if same { Ok(again) } else { Err(Refused::Conflict) }));
        }
        Ok(None)
    }

    /// There is no row to find this `client_id` by.
    fn remember(&self, done: &Appended) -> rusqlite::Result<()> {
        let Some(client_id) = &self.entry.client_id else { return Ok(()) };
        let insert = "INSERT INTO unchanged (author, client_id, fingerprint, room, seq, sent)
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let (author, id) = (self.author().id.0, client_id.as_str());
        self.db
            .prepare_cached(insert)?
            .execute(params![author, id, self.print(), done.room.0, done.seq.0, self.now])
            .map(drop)
    }

    fn insert(&self, kind: Kind, room: RoomId, content: Content<'_>) -> rusqlite::Result<Seq> {
        let seq = read::head(self.db, room)?.next();
        let client_id = self.entry.client_id.as_ref();
        let insert = "INSERT INTO room_log
            (room, seq, kind, author, client_id, fingerprint, of, body, html, sent, markup, alias)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        self.db.prepare_cached(insert)?.execute(params![
            room.0,
            seq.0,
            kind as i64,
            self.author().id.0,
            client_id.map(ClientId::as_str),
            client_id.and_then(|_| self.print()),
            content.of.map(|of| of.0),
            content.body,
            content.html,
            self.now,
            markup::VERSION,
            content.alias,
        ])?;
        Ok(seq)
    }

    /// What the `client_id` stands for: a hash of the command, keyed, so that the hash of a deleted
    /// text tells nothing about it to who does not hold the key, which is in the
    /// database. `None` for what has no `client_id`.
    fn print(&self) -> Option<Vec<u8>> {
        let (kind, room, of, text) = match &self.entry.change {
            Change::Message { room, text, reply_to, alias: Some(alias) } => {
                let content = format!("{}\n{}", alias.as_str(), text.body.as_str());
                return Some(self.sign(ALIASED, *room, *reply_to, &content));
            }
            Change::Message { room, text, reply_to, alias: None } => {
                (Kind::Message as i64, room, *reply_to, text.body.as_str())
            }
            Change::Edit { room, of, text } => {
                (Kind::Edited as i64, room, Some(*of), text.body.as_str())
            }
            Change::Delete { room, of } => (Kind::Deleted as i64, room, Some(*of), ""),
            Change::React { room, of, emoji, on } => {
                (reaction_kind(*on) as i64, room, Some(*of), emoji.as_str())
            }
            Change::Leave(room) => (Kind::Left as i64, room, None, ""),
            Change::Read { room, seq } => (READ, room, Some(*seq), ""),
            Change::Received { room, seq } => (RECEIVED, room, Some(*seq), ""),
            Change::Configure { room, wanted } => {
                let Wanted { name, topic, archived } = wanted;
                let (name, topic) =
                    (name.as_ref().map(Name::text), topic.as_ref().map(Topic::as_str));
                let content = format!("{name:?}\n{topic:?}\n{archived:?}");
                return Some(self.sign(Kind::Settings as i64, *room, None, &content));
            }
            Change::Close { room, .. } => (CLOSE, room, None, ""),
            // Its room is not known before it is there; the people stand for it.
            Change::Direct { people, text } => {
                let content = format!("{}\n{}", people.key(), text.body.as_str());
                return Some(self.sign(DIRECT, RoomId(0), None, &content));
            }
            Change::Announce { text, lifetime_ms } => {
                let content = format!("{lifetime_ms}\n{}", text.as_str());
                return Some(self.sign(ANNOUNCE, NO_ROOM, None, &content));
            }
            Change::EndAnnouncement(id) => (END_ANNOUNCEMENT, &NO_ROOM, Some(Seq(id.0)), ""),
            Change::Open(_) | Change::Join(_) | Change::JoinTemporary(_) | Change::Welcome => {
                return None;
            }
        };
        Some(self.sign(kind, *room, of, text))
    }

    fn sign(&self, kind: i64, room: RoomId, of: Option<Seq>, text: &str) -> Vec<u8> {
        let mut hash = hmac::Context::with_key(self.fingerprints);
        hash.update(&kind.to_be_bytes());
        hash.update(&room.0.to_be_bytes());
        hash.update(&of.map_or(0, |of| of.0).to_be_bytes());
        hash.update(text.as_bytes());
        hash.sign().as_ref()[..16].to_vec()
    }

    /// The number of the author's `member_joined`, when they are a member and see the room; [`Seq::ZERO`] in one of
    /// people.
    fn joined(&self, room: RoomId) -> rusqlite::Result<Option<Seq>> {
        self.db
            .prepare_cached(
                "SELECT joined FROM member WHERE user = ?1 AND room = ?2 AND shown = 1",
            )?
            .query_row(params![self.author().id.0, room.0], |row| Ok(Seq(row.get(0)?)))
            .optional()
    }

    fn author(&self) -> &Author {
        &self.entry.author
    }

    fn name(&self) -> String {
        self.author().name.as_ref().to_owned()
    }

    fn membership(&self, room: RoomId, seq: Seq) -> Membership {
        Membership { room, seq, from: self.name(), sent: self.sent.clone() }
    }

    fn appended(&self, room: RoomId, seq: Seq, event: Event) -> Appended {
        let author: UserId = self.author().id;
        Appended { row: Some(LogRow { room, seq, author, event }), ..self.without_row(room, seq) }
    }

    /// It is so already, by the change at `seq`.
    fn so_already(&self, room: RoomId, seq: Seq) -> Appended {
        Appended { dup: true, ..self.without_row(room, seq) }
    }

    fn without_row(&self, room: RoomId, seq: Seq) -> Appended {
        let (sent, dup) = (self.sent.clone(), false);
        Appended {
            room,
            seq,
            sent,
            dup,
            row: None,
            entered: Vec::new(),
            removed: Vec::new(),
            recipients: None,
            receipt: None,
            read: None,
        }
    }
}

/// Stands in fingerprints for reading, which has no row.
const READ: i64 = 100;
/// The same for receiving.
const RECEIVED: i64 = 101;
/// The same for a message to people: one to a room of theirs is another command.
const DIRECT: i64 = 102;
/// For a room's end.
const CLOSE: i64 = 103;
/// The same for what a bot says for somebody, whose name has no line break.
const ALIASED: i64 = 104;
/// For what is said to everybody, and its early end.
const ANNOUNCE: i64 = 105;
const END_ANNOUNCEMENT: i64 = 106;

const fn reaction_kind(on: bool) -> Kind {
    if on { Kind::Reacted } else { Kind::Unreacted }
}
