//! What is read: heads, places, how much is unread. Rows and pages are below.

mod rows;

use app::event::{Epoch, PresenceState, RoomId, RoomKind, RoomSummary, Seq};
use app::http::{History, Member, Members};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::clock;
use crate::store::{Standing, UserId};

use rows::{messages_after, messages_before};
pub(super) use rows::{rows_after, since};

/// The kinds of rows of a room's log, as they are stored.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Message = 1,
    Joined = 2,
    Left = 3,
    Edited = 4,
    Deleted = 5,
    Reacted = 6,
    Unreacted = 7,
    Settings = 8,
}

/// The newest number of `room`; zero when it has no row.
pub(super) fn head(db: &Connection, room: RoomId) -> rusqlite::Result<Seq> {
    db.prepare_cached("SELECT coalesce(max(seq), 0) FROM room_log WHERE room = ?1")?
        .query_row([room.0], |row| Ok(Seq(row.get(0)?)))
}

/// A person's newest row in `room`.
pub(super) fn newest_by_people(db: &Connection, room: RoomId) -> rusqlite::Result<Seq> {
    let query = "SELECT l.seq FROM room_log l JOIN user u ON u.id = l.author
                 WHERE l.room = ?1 AND u.bot = 0 ORDER BY l.seq DESC LIMIT 1";
    let newest = db.prepare_cached(query)?.query_row([room.0], |row| Ok(Seq(row.get(0)?)));
    Ok(newest.optional()?.unwrap_or(Seq::ZERO))
}

/// Whether `user` is a member of `room` and sees it: of a conversation in which nobody has said anything, only
/// who opened it does. Who asks before reading asks in the same transaction: between two, they may leave and somebody
/// may say something.
pub(super) fn is_member(db: &Connection, user: UserId, room: RoomId) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT 1 FROM member WHERE user = ?1 AND room = ?2 AND shown = 1")?
        .exists(params![user.0, room.0])
}

pub(super) fn room_called(db: &Connection, key: &str) -> rusqlite::Result<Option<RoomId>> {
    db.prepare_cached("SELECT id FROM room WHERE name_key = ?1")?
        .query_row([key], |row| Ok(RoomId(row.get(0)?)))
        .optional()
}

pub(super) fn room_ever_called(db: &Connection, key: &str) -> rusqlite::Result<Option<RoomId>> {
    if let Some(room) = room_called(db, key)? {
        return Ok(Some(room));
    }
    db.prepare_cached("SELECT room FROM former_name WHERE name_key = ?1")?
        .query_row([key], |row| Ok(RoomId(row.get(0)?)))
        .optional()
}

/// Those of `rooms` that `user` is a member of and sees: since which number, and the head.
pub(super) fn places(
    db: &Connection,
    user: UserId,
    rooms: &[RoomId],
) -> rusqlite::Result<Vec<(RoomId, Seq, Seq)>> {
    let query = "SELECT joined, (SELECT coalesce(max(seq), 0) FROM room_log WHERE room = ?2)
                 FROM member WHERE user = ?1 AND room = ?2 AND shown = 1";
    let mut statement = db.prepare_cached(query)?;
    let mut places = Vec::with_capacity(rooms.len());
    for room in rooms {
        let place = statement.query_row(params![user.0, room.0], |row| {
            Ok((*room, Seq(row.get(0)?), Seq(row.get(1)?)))
        });
        places.extend(place.optional()?);
    }
    Ok(places)
}

/// The one formula of what is unread: messages of others, after the marker, that were not deleted; and
/// those of them whose text names the user now. Of a room that nobody read for long, only the first
/// 10,000 messages after the marker are looked at, so that counting costs a few milliseconds at most.
///
/// A room of people is called by the others, each time anew; a note to oneself by one's own name.
const SUMMARY: &str = "SELECT r.id,
        CASE r.kind WHEN 'room' THEN r.name ELSE coalesce(
            (SELECT group_concat(u.name, ', ' ORDER BY u.name_key)
             FROM member o JOIN user u ON u.id = o.user WHERE o.room = r.id AND o.user != m.user),
            (SELECT name FROM user WHERE id = m.user)) END,
        r.kind, r.topic,
        (SELECT coalesce(max(seq), 0) FROM room_log WHERE room = r.id), m.read,
        (SELECT count(*) FROM
            (SELECT author, deleted FROM message WHERE room = r.id AND seq > m.read LIMIT 10000)
         WHERE author != m.user AND deleted = 0),
        (SELECT count(*) FROM
            (SELECT of, row FROM mention
             WHERE user = m.user AND room = r.id AND of > m.read LIMIT 10000) n
         CROSS JOIN message t ON t.room = r.id AND t.seq = n.of
         WHERE n.row = t.current AND t.author != m.user AND t.deleted = 0),
        m.joined, r.archived, r.temporary
    FROM member m JOIN room r ON r.id = m.room
    WHERE m.user = ?1 AND m.shown = 1";

/// `user`'s place in `room`, when they are a member and see it.
pub(super) fn standing(
    db: &Connection,
    user: UserId,
    room: RoomId,
) -> rusqlite::Result<Option<Standing>> {
    let standing = db
        .prepare_cached(&format!("{SUMMARY} AND m.room = ?2"))?
        .query_row(params![user.0, room.0], |row| Ok((summary(row)?, Seq(row.get(8)?))))
        .optional()?;
    let Some((summary, joined)) = standing else { return Ok(None) };
    Ok(Some(Standing { summary, joined, members: count(db, room)? }))
}

pub(super) fn rooms_of(db: &Connection, user: UserId) -> rusqlite::Result<Vec<RoomSummary>> {
    let query = format!("{SUMMARY} ORDER BY r.kind != 'room', r.name_key");
    let mut statement = db.prepare_cached(&query)?;
    let rows = statement.query_map([user.0], summary)?;
    rows.collect()
}

/// Up to `limit` messages before `before`, or the newest, and the head.
pub(super) fn history(
    db: &Connection,
    room: RoomId,
    before: Option<Seq>,
    limit: usize,
    epoch: Epoch,
) -> rusqlite::Result<History> {
    let messages = messages_before(db, room, before, limit)?;
    Ok(History { messages, head: head(db, room)?, epoch, newer: false })
}

/// Up to `limit` messages after `after`, and the head.
pub(super) fn history_after(
    db: &Connection,
    room: RoomId,
    after: Seq,
    limit: usize,
    epoch: Epoch,
) -> rusqlite::Result<History> {
    let mut messages = messages_after(db, room, after, limit + 1)?;
    let newer = messages.len() > limit;
    messages.truncate(limit);
    Ok(History { messages, head: head(db, room)?, epoch, newer })
}

/// `limit` messages around the message `at`: half of them after it, more where there are fewer before it and
/// the other way round. Fewer than `limit` are all there are.
pub(super) fn history_around(
    db: &Connection,
    room: RoomId,
    at: Seq,
    limit: usize,
    epoch: Epoch,
) -> rusqlite::Result<History> {
    let mut messages = messages_before(db, room, Some(at.next()), limit)?;
    let after = history_after(db, room, at, limit, epoch)?;
    let newer = after.messages.len().min((limit / 2).max(limit - messages.len()));
    let older = messages.len().min(limit - newer);
    messages.drain(..messages.len() - older);
    let is_cut = after.newer || newer < after.messages.len();
    messages.extend(after.messages.into_iter().take(newer));
    Ok(History { messages, newer: is_cut, ..after })
}

/// The message that the change `seq` is, or is of.
pub(super) fn message_of(db: &Connection, room: RoomId, seq: Seq) -> rusqlite::Result<Option<Seq>> {
    let query = "SELECT m.seq FROM room_log l
                 JOIN message m ON m.room = l.room AND m.seq = CASE l.kind WHEN 1 THEN l.seq ELSE l.of END
                 WHERE l.room = ?1 AND l.seq = ?2";
    db.prepare_cached(query)?
        .query_row(params![room.0, seq.0], |row| Ok(Seq(row.get(0)?)))
        .optional()
}

/// The first `limit` members by name, how many there are, and the head. Who sees the room is offline as far as
/// is known here; of the others nothing is told.
pub(super) fn members(db: &Connection, room: RoomId, limit: usize) -> rusqlite::Result<Members> {
    let query = "SELECT u.name, u.admin, m.shown, u.seen FROM member m JOIN user u ON u.id = m.user
                 WHERE m.room = ?1 ORDER BY u.name_key LIMIT ?2";
    let mut statement = db.prepare_cached(query)?;
    let members = statement.query_map(params![room.0, limit], |row| {
        let (name, admin, shown, seen) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let seen = Some(seen).filter(|ms| shown && *ms > 0).map(clock::timestamp);
        Ok(Member { name, admin, state: shown.then_some(PresenceState::Offline), seen })
    })?;
    let members = members.collect::<rusqlite::Result<_>>()?;
    Ok(Members { members, count: count(db, room)?, head: head(db, room)? })
}

/// How many members `room` has.
fn count(db: &Connection, room: RoomId) -> rusqlite::Result<u64> {
    db.prepare_cached("SELECT count(*) FROM member WHERE room = ?1")?
        .query_row([room.0], |row| row.get(0))
}

fn summary(row: &Row<'_>) -> rusqlite::Result<RoomSummary> {
    let kind = match row.get_ref(2)?.as_str()? {
        "direct" => RoomKind::Direct,
        "group" => RoomKind::Group,
        _ => RoomKind::Room,
    };
    Ok(RoomSummary {
        room: RoomId(row.get(0)?),
        name: row.get(1)?,
        kind,
        topic: row.get(3)?,
        head: Seq(row.get(4)?),
        read: Seq(row.get(5)?),
        unread: row.get(6)?,
        mentions: row.get(7)?,
        archived: row.get(9)?,
        temporary: row.get(10)?,
    })
}
