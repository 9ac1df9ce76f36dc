//! What is read: rows, heads, places, pages.

use app::event::{ClientId, Event, Membership, NewMessage, RoomId, RoomKind, RoomSummary, Seq};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::clock;
use crate::store::{LogRow, Standing, UserId};

/// The kinds of rows of a room's log, as they are stored.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Message = 1,
    Joined = 2,
    Left = 3,
}

/// The newest number of `room`; zero when it has no row.
pub(super) fn head(db: &Connection, room: RoomId) -> rusqlite::Result<Seq> {
    db.prepare_cached("SELECT coalesce(max(seq), 0) FROM room_log WHERE room = ?1")?
        .query_row([room.0], |row| Ok(Seq(row.get(0)?)))
}

pub(super) fn room_called(db: &Connection, key: &str) -> rusqlite::Result<Option<RoomId>> {
    db.prepare_cached("SELECT id FROM room WHERE name_key = ?1")?
        .query_row([key], |row| Ok(RoomId(row.get(0)?)))
        .optional()
}

pub(super) fn rows_after(
    db: &Connection,
    room: RoomId,
    after: Seq,
    limit: usize,
) -> rusqlite::Result<Vec<LogRow>> {
    let query = "SELECT l.seq, l.author, u.name, l.body, l.html, l.sent, l.client_id, l.of, l.kind
                 FROM room_log l JOIN user u ON u.id = l.author
                 WHERE l.room = ?1 AND l.seq > ?2 ORDER BY l.seq LIMIT ?3";
    let mut statement = db.prepare_cached(query)?;
    let rows = statement.query_map(params![room.0, after.0, limit], |row| log_row(room, row))?;
    rows.collect()
}

/// Oldest first.
pub(super) fn messages_before(
    db: &Connection,
    room: RoomId,
    before: Option<Seq>,
    limit: usize,
) -> rusqlite::Result<Vec<NewMessage>> {
    let query = "SELECT m.seq, o.author, u.name, l.body, l.html, o.sent, o.client_id, o.of
                 FROM message m
                 JOIN room_log o ON o.room = m.room AND o.seq = m.seq
                 JOIN room_log l ON l.room = m.room AND l.seq = m.current
                 JOIN user u ON u.id = o.author
                 WHERE m.room = ?1 AND m.seq < ?2 ORDER BY m.seq DESC LIMIT ?3";
    let before = before.map_or(i64::MAX, |seq| i64::try_from(seq.0).unwrap_or(i64::MAX));
    let mut statement = db.prepare_cached(query)?;
    let rows = statement.query_map(params![room.0, before, limit], |row| message(room, row))?;
    let mut messages = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    messages.reverse();
    Ok(messages)
}

pub(super) fn standing(
    db: &Connection,
    user: UserId,
    room: RoomId,
) -> rusqlite::Result<Option<Standing>> {
    let query = "SELECT r.id, r.name, r.kind, r.topic,
                        (SELECT coalesce(max(seq), 0) FROM room_log WHERE room = r.id),
                        m.joined, (SELECT count(*) FROM member WHERE room = r.id)
                 FROM member m JOIN room r ON r.id = m.room
                 WHERE m.user = ?1 AND m.room = ?2";
    db.prepare_cached(query)?
        .query_row(params![user.0, room.0], |row| {
            let (summary, joined) = (summary(row)?, Seq(row.get(5)?));
            Ok(Standing { summary, joined, members: row.get(6)? })
        })
        .optional()
}

pub(super) fn rooms_of(db: &Connection, user: UserId) -> rusqlite::Result<Vec<RoomSummary>> {
    let query = "SELECT r.id, r.name, r.kind, r.topic,
                        (SELECT coalesce(max(seq), 0) FROM room_log WHERE room = r.id)
                 FROM member m JOIN room r ON r.id = m.room
                 WHERE m.user = ?1 ORDER BY r.name_key";
    let mut statement = db.prepare_cached(query)?;
    let rows = statement.query_map([user.0], summary)?;
    rows.collect()
}

fn summary(row: &Row<'_>) -> rusqlite::Result<RoomSummary> {
    let head = Seq(row.get(4)?);
    let kind = match row.get_ref(2)?.as_str()? {
        "direct" => RoomKind::Direct,
        "group" => RoomKind::Group,
        _ => RoomKind::Room,
    };
    let (room, name, topic) = (RoomId(row.get(0)?), row.get(1)?, row.get(3)?);
    // Until there are read markers, what a member was told of counts as read.
    Ok(RoomSummary { room, name, kind, topic, head, read: head, unread: 0, mentions: 0 })
}

fn log_row(room: RoomId, row: &Row<'_>) -> rusqlite::Result<LogRow> {
    let (seq, author) = (Seq(row.get(0)?), UserId(row.get(1)?));
    let membership = || {
        let (from, sent) = (row.get(2)?, clock::timestamp(row.get(5)?));
        Ok::<_, rusqlite::Error>(Membership { room, seq, from, sent })
    };
    let event = match row.get::<_, i64>(8)? {
        kind if kind == Kind::Joined as i64 => Event::MemberJoined(membership()?),
        kind if kind == Kind::Left as i64 => Event::MemberLeft(membership()?),
        _ => Event::NewMessage(message(room, row)?),
    };
    Ok(LogRow { room, seq, author, event })
}

fn message(room: RoomId, row: &Row<'_>) -> rusqlite::Result<NewMessage> {
    let client_id: Option<String> = row.get(6)?;
    Ok(NewMessage {
        room,
        seq: Seq(row.get(0)?),
        from: row.get(2)?,
        message: row.get(3)?,
        html: row.get(4)?,
        sent: clock::timestamp(row.get(5)?),
        client_id: client_id.and_then(|id| ClientId::try_from(id).ok()),
        reply_to: row.get::<_, Option<u64>>(7)?.map(Seq),
        mentions: Vec::new(),
        edited: None,
        deleted: false,
        reactions: Vec::new(),
    })
}
