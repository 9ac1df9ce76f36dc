//! Rows of the log, and pages of messages as they stand.

use std::collections::BTreeMap;

use app::event::{
    ClientId, Event, Membership, MessageDeleted, MessageEdited, NewMessage, Reaction,
    ReactionChanged, RoomId, RoomRenamed, Seq, Timestamp,
};
use rusqlite::{Connection, Row, params};

use super::{Kind, head};
use crate::store::{LogRow, Published, Rows, Since, UserId};
use crate::{clock, markup};

/// Up to `limit` rows of `room` after `after`, and its head. In one transaction. Of a deleted room there is
/// nothing to tell.
pub(in crate::store::sqlite) fn rows_after(
    db: &Connection,
    room: RoomId,
    after: Seq,
    limit: usize,
) -> rusqlite::Result<Rows> {
    let query = "SELECT l.seq, l.author, u.name, l.body, l.html, l.sent, l.client_id, l.of, l.kind,
                        m.deleted > 0, l.markup, u.bot, l.alias
                 FROM room_log l JOIN user u ON u.id = l.author
                 LEFT JOIN message m ON m.room = l.room
                     AND m.seq = CASE l.kind WHEN 1 THEN l.seq WHEN 4 THEN l.of END
                 WHERE l.room = ?1 AND l.seq > ?2 ORDER BY l.seq LIMIT ?3";
    if is_deleted(db, room)? {
        return Ok(Rows { rows: Vec::new(), head: Seq::ZERO });
    }
    let mut statement = db.prepare_cached(query)?;
    let rows =
        statement.query_map(params![room.0, after.0, limit], |row| log_row(db, room, row))?;
    Ok(Rows { rows: rows.collect::<rusqlite::Result<_>>()?, head: head(db, room)? })
}

/// Of up to `limit` rows after `position`, over all rooms, those of rooms that are there and have a name, or of
/// `only` one of them. In one transaction.
pub(in crate::store::sqlite) fn since(
    db: &Connection,
    position: i64,
    only: Option<RoomId>,
    limit: usize,
) -> rusqlite::Result<Since> {
    let query = "SELECT l.seq, l.author, u.name, l.body, l.html, l.sent, l.client_id, l.of, l.kind,
                        m.deleted > 0, l.markup, u.bot, l.alias, l.position, l.room, r.name,
                        r.kind = 'room' AND r.deleted = 0 AND l.room = coalesce(?3, l.room)
                 FROM room_log l JOIN user u ON u.id = l.author JOIN room r ON r.id = l.room
                 LEFT JOIN message m ON m.room = l.room
                     AND m.seq = CASE l.kind WHEN 1 THEN l.seq WHEN 4 THEN l.of END
                 WHERE l.position > ?1 ORDER BY l.position LIMIT ?2";
    let mut statement = db.prepare_cached(query)?;
    let only = only.map(|room| room.0);
    let mut rows = statement.query(params![position, limit, only])?;
    let mut since = Since { rows: Vec::new(), up_to: position };
    while let Some(row) = rows.next()? {
        since.up_to = row.get(13)?;
        if row.get(16)? {
            let LogRow { room, seq, event, .. } = log_row(db, RoomId(row.get(14)?), row)?;
            since.rows.push(Published {
                position: since.up_to,
                room,
                name: row.get(15)?,
                seq,
                event,
            });
        }
    }
    Ok(since)
}

/// Up to `limit` messages before `before`, oldest first, as they stand.
pub(in crate::store::sqlite) fn messages_before(
    db: &Connection,
    room: RoomId,
    before: Option<Seq>,
    limit: usize,
) -> rusqlite::Result<Vec<NewMessage>> {
    let query = format!("{MESSAGES} AND m.seq < ?2 ORDER BY m.seq DESC LIMIT ?3");
    let before = before.map_or(i64::MAX, |seq| i64::try_from(seq.0).unwrap_or(i64::MAX));
    let mut messages = messages(db, &query, room, before, limit)?;
    messages.reverse();
    with_reactions(db, room, messages)
}

/// Up to `limit` messages after `after`, oldest first, as they stand.
pub(in crate::store::sqlite) fn messages_after(
    db: &Connection,
    room: RoomId,
    after: Seq,
    limit: usize,
) -> rusqlite::Result<Vec<NewMessage>> {
    let query = format!("{MESSAGES} AND m.seq > ?2 ORDER BY m.seq LIMIT ?3");
    let after = i64::try_from(after.0).unwrap_or(i64::MAX);
    let messages = messages(db, &query, room, after, limit)?;
    with_reactions(db, room, messages)
}

/// A room's messages, each with its own row and the one that holds its text.
const MESSAGES: &str = "SELECT m.seq, m.author, u.name, l.body, l.html, o.sent, o.client_id, o.of,
        m.current, l.sent, m.deleted > 0, l.markup, u.bot, o.alias
    FROM message m
    JOIN room_log o ON o.room = m.room AND o.seq = m.seq
    JOIN room_log l ON l.room = m.room AND l.seq = m.current
    JOIN user u ON u.id = m.author
    WHERE m.room = ?1";

fn messages(
    db: &Connection,
    query: &str,
    room: RoomId,
    bound: i64,
    limit: usize,
) -> rusqlite::Result<Vec<NewMessage>> {
    let mut statement = db.prepare_cached(query)?;
    let rows = statement.query_map(params![room.0, bound, limit], |row| standing(db, room, row))?;
    rows.collect()
}

/// `messages` of `room`, oldest first, and below each who reacted.
fn with_reactions(
    db: &Connection,
    room: RoomId,
    mut messages: Vec<NewMessage>,
) -> rusqlite::Result<Vec<NewMessage>> {
    if let (Some(first), Some(last)) = (messages.first(), messages.last()) {
        let mut reactions = reactions(db, room, first.seq, last.seq)?;
        for message in &mut messages {
            message.reactions = reactions.remove(&message.seq).unwrap_or_default();
        }
    }
    Ok(messages)
}

fn is_deleted(db: &Connection, room: RoomId) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT 1 FROM room WHERE id = ?1 AND deleted > 0")?.exists([room.0])
}

/// The settings that the row `seq` brought about.
fn settings(db: &Connection, common: Common) -> rusqlite::Result<RoomRenamed> {
    let Common { room, seq, from, sent, .. } = common;
    let query = "SELECT name, topic, archived FROM room_setting WHERE room = ?1 AND seq = ?2";
    db.prepare_cached(query)?.query_row(params![room.0, seq.0], |row| {
        let (name, topic, archived) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(RoomRenamed { room, seq, from, name, topic, archived, sent })
    })
}

/// The names of those whom the text in the row `row` names.
fn mentions(db: &Connection, room: RoomId, row: Seq) -> rusqlite::Result<Vec<String>> {
    let query = "SELECT u.name FROM mention n JOIN user u ON u.id = n.user
                 WHERE n.room = ?1 AND n.row = ?2 ORDER BY u.name_key";
    let mut statement = db.prepare_cached(query)?;
    let names = statement.query_map(params![room.0, row.0], |row| row.get(0))?;
    names.collect()
}

/// Emoji by their order as text, people by when they reacted: a client that applies the events one by
/// one has them in the same order.
fn reactions(
    db: &Connection,
    room: RoomId,
    first: Seq,
    last: Seq,
) -> rusqlite::Result<BTreeMap<Seq, Vec<Reaction>>> {
    let query = "SELECT r.seq, r.emoji, u.name FROM reaction r JOIN user u ON u.id = r.user
                 WHERE r.room = ?1 AND r.seq BETWEEN ?2 AND ?3 ORDER BY r.seq, r.emoji, r.at";
    let mut by_message = BTreeMap::<Seq, Vec<Reaction>>::new();
    let mut statement = db.prepare_cached(query)?;
    let mut rows = statement.query(params![room.0, first.0, last.0])?;
    while let Some(row) = rows.next()? {
        let (emoji, from): (String, String) = (row.get(1)?, row.get(2)?);
        let reactions = by_message.entry(Seq(row.get(0)?)).or_default();
        match reactions.last_mut().filter(|reaction| reaction.emoji == emoji) {
            Some(reaction) => reaction.from.push(from),
            None => reactions.push(Reaction { emoji, from: vec![from] }),
        }
    }
    Ok(by_message)
}

/// What all kinds of rows have.
struct Common {
    room: RoomId,
    seq: Seq,
    from: String,
    sent: Timestamp,
    client_id: Option<ClientId>,
    of: Option<Seq>,
}

impl Common {
    fn of(room: RoomId, row: &Row<'_>) -> rusqlite::Result<Self> {
        let client_id: Option<String> = row.get(6)?;
        Ok(Self {
            room,
            seq: Seq(row.get(0)?),
            from: row.get(2)?,
            sent: clock::timestamp(row.get(5)?),
            client_id: client_id.and_then(|id| ClientId::try_from(id).ok()),
            of: row.get::<_, Option<u64>>(7)?.map(Seq),
        })
    }

    fn membership(self) -> Membership {
        Membership { room: self.room, seq: self.seq, from: self.from, sent: self.sent }
    }

    fn deletion(self, of: Seq) -> MessageDeleted {
        let Self { room, seq, from, sent, client_id, .. } = self;
        MessageDeleted { room, seq, of, from, sent, client_id }
    }

    fn reaction(self, of: Seq, emoji: String, on: bool) -> ReactionChanged {
        let Self { room, seq, from, sent, client_id, .. } = self;
        ReactionChanged { room, seq, of, from, emoji, on, sent, client_id }
    }

    fn edit(self, of: Seq, text: Said) -> MessageEdited {
        let Self { room, seq, from, sent, client_id, .. } = self;
        let Said { message, html, mentions, deleted } = text;
        MessageEdited { room, seq, of, from, message, html, sent, client_id, mentions, deleted }
    }

    fn message(self, text: Said) -> NewMessage {
        let Self { room, seq, from, sent, client_id, of: reply_to } = self;
        let Said { message, html, mentions, deleted } = text;
        let (edited, reactions) = (None, Vec::new());
        NewMessage {
            room,
            seq,
            from,
            message,
            html,
            sent,
            client_id,
            reply_to,
            mentions,
            edited,
            deleted,
            reactions,
            bot: false,
            alias: None,
        }
    }
}

/// A row's text.
struct Said {
    message: String,
    html: String,
    mentions: Vec<String>,
    deleted: bool,
}

impl Said {
    /// The text that the row `holder` holds, and which renderer made its HTML. Where no name was looked
    /// for, none is looked up.
    fn of(
        db: &Connection,
        (room, holder): (RoomId, Seq),
        row: &Row<'_>,
        (deleted, rendered_by): (bool, i64),
    ) -> rusqlite::Result<Self> {
        let message: String = row.get(3)?;
        let named = message.contains('@');
        let mentions = if named { mentions(db, room, holder)? } else { Vec::new() };
        let html = if rendered_by == markup::VERSION {
            row.get(4)?
        } else {
            markup::html(&message, &mentions)
        };
        Ok(Self { message, html, mentions, deleted })
    }
}

fn log_row(db: &Connection, room: RoomId, row: &Row<'_>) -> rusqlite::Result<LogRow> {
    let (seq, author) = (Seq(row.get(0)?), UserId(row.get(1)?));
    let common = Common::of(room, row)?;
    let of = common.of.unwrap_or_default();
    let said = || {
        let deleted = row.get::<_, Option<bool>>(9)?.unwrap_or(false);
        Said::of(db, (room, seq), row, (deleted, row.get(10)?))
    };
    let event = match row.get::<_, i64>(8)? {
        kind if kind == Kind::Joined as i64 => Event::MemberJoined(common.membership()),
        kind if kind == Kind::Left as i64 => Event::MemberLeft(common.membership()),
        kind if kind == Kind::Edited as i64 => Event::MessageEdited(common.edit(of, said()?)),
        kind if kind == Kind::Deleted as i64 => Event::MessageDeleted(common.deletion(of)),
        kind if kind == Kind::Reacted as i64 => {
            Event::ReactionChanged(common.reaction(of, row.get(3)?, true))
        }
        kind if kind == Kind::Unreacted as i64 => {
            Event::ReactionChanged(common.reaction(of, row.get(3)?, false))
        }
        kind if kind == Kind::Settings as i64 => Event::RoomRenamed(settings(db, common)?),
        _ => {
            let (bot, alias) = (row.get(11)?, row.get(12)?);
            Event::NewMessage(NewMessage { bot, alias, ..common.message(said()?) })
        }
    };
    Ok(LogRow { room, seq, author, event })
}

/// A message as it stands: its text is the current row's, the rest its own.
fn standing(db: &Connection, room: RoomId, row: &Row<'_>) -> rusqlite::Result<NewMessage> {
    let common = Common::of(room, row)?;
    let (current, deleted) = (Seq(row.get(8)?), row.get::<_, bool>(10)?);
    let edited = (current != common.seq && !deleted).then(|| row.get(9)).transpose()?;
    let said = Said::of(db, (room, current), row, (deleted, row.get(11)?))?;
    let (edited, bot, alias) = (edited.map(clock::timestamp), row.get(12)?, row.get(13)?);
    Ok(NewMessage { edited, bot, alias, ..common.message(said) })
}
