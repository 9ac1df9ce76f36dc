//! Rows of the log, and pages of messages as they stand.

use std::collections::BTreeMap;

use app::event::{
    ClientId, Event, Membership, MessageDeleted, MessageEdited, NewMessage, Reaction,
    ReactionChanged, RoomId, Seq, Timestamp,
};
use rusqlite::{Connection, Row, params};

use super::{Kind, head};
use crate::store::{LogRow, Rows, UserId};
use crate::{clock, markup};

/// Up to `limit` rows of `room` after `after`, and its head. In one transaction.
pub(in crate::store::sqlite) fn rows_after(
    db: &Connection,
    room: RoomId,
    after: Seq,
    limit: usize,
) -> rusqlite::Result<Rows> {
    let query = "SELECT l.seq, l.author, u.name, l.body, l.html, l.sent, l.client_id, l.of, l.kind,
                        m.deleted > 0, l.markup
                 FROM room_log l JOIN user u ON u.id = l.author
                 LEFT JOIN message m ON m.room = l.room
                     AND m.seq = CASE l.kind WHEN 1 THEN l.seq WHEN 4 THEN l.of END
                 WHERE l.room = ?1 AND l.seq > ?2 ORDER BY l.seq LIMIT ?3";
    let mut statement = db.prepare_cached(query)?;
    let rows =
        statement.query_map(params![room.0, after.0, limit], |row| log_row(db, room, row))?;
    Ok(Rows { rows: rows.collect::<rusqlite::Result<_>>()?, head: head(db, room)? })
}

/// Up to `limit` messages before `before`, oldest first, as they stand.
pub(in crate::store::sqlite) fn messages_before(
    db: &Connection,
    room: RoomId,
    before: Option<Seq>,
    limit: usize,
) -> rusqlite::Result<Vec<NewMessage>> {
    let query = "SELECT m.seq, m.author, u.name, l.body, l.html, o.sent, o.client_id, o.of,
                        m.current, l.sent, m.deleted > 0, l.markup
                 FROM message m
                 JOIN room_log o ON o.room = m.room AND o.seq = m.seq
                 JOIN room_log l ON l.room = m.room AND l.seq = m.current
                 JOIN user u ON u.id = m.author
                 WHERE m.room = ?1 AND m.seq < ?2 ORDER BY m.seq DESC LIMIT ?3";
    let before = before.map_or(i64::MAX, |seq| i64::try_from(seq.0).unwrap_or(i64::MAX));
    let mut statement = db.prepare_cached(query)?;
    let rows =
        statement.query_map(params![room.0, before, limit], |row| standing(db, room, row))?;
    let mut messages = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    messages.reverse();
    if let (Some(first), Some(last)) = (messages.first(), messages.last()) {
        let mut reactions = reactions(db, room, first.seq, last.seq)?;
        for message in &mut messages {
            message.reactions = reactions.remove(&message.seq).unwrap_or_default();
        }
    }
    Ok(messages)
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
        _ => Event::NewMessage(common.message(said()?)),
    };
    Ok(LogRow { room, seq, author, event })
}

/// A message as it stands: its text is the current row's, the rest its own.
fn standing(db: &Connection, room: RoomId, row: &Row<'_>) -> rusqlite::Result<NewMessage> {
    let common = Common::of(room, row)?;
    let (current, deleted) = (Seq(row.get(8)?), row.get::<_, bool>(10)?);
    let edited = (current != common.seq && !deleted).then(|| row.get(9)).transpose()?;
    let said = Said::of(db, (room, current), row, (deleted, row.get(11)?))?;
    Ok(NewMessage { edited: edited.map(clock::timestamp), ..common.message(said) })
}
