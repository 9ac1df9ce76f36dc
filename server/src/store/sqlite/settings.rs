//! Rooms as such: the names they had, who could join, and what is left of those that were deleted.

use app::event::{RoomId, RoomSummary, Seq};
use app::http::{History, OtherRoom, OtherRooms};
use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Sqlite, read};
use crate::name::Name;
use crate::store::{Settings, StoreError, UserId};

#[async_trait]
impl Settings for Sqlite {
    async fn moved(&self, name: &Name) -> Result<Option<String>, StoreError> {
        let query = "SELECT r.name FROM former_name f JOIN room r ON r.id = f.room
                     WHERE f.name_key = ?1";
        let key = name.key().to_owned();
        self.read(move |db| db.prepare_cached(query)?.query_row([key], |row| row.get(0)).optional())
            .await
    }

    async fn settings(
        &self,
        reader: UserId,
        room: RoomId,
    ) -> Result<Option<(RoomSummary, bool)>, StoreError> {
        let query = "SELECT u.admin = 1 OR r.made_by IS u.id FROM room r JOIN user u ON u.id = ?2
                     WHERE r.id = ?1 AND r.kind = 'room'";
        self.read(move |db| {
            let snapshot = db.unchecked_transaction()?;
            let Some(standing) = read::standing(&snapshot, reader, room)? else { return Ok(None) };
            let is_theirs = snapshot
                .prepare_cached(query)?
                .query_row(params![room.0, reader.0], |row| row.get(0))
                .optional()?;
            Ok(is_theirs.map(|is_theirs| (standing.summary, is_theirs)))
        })
        .await
    }

    async fn other_rooms(
        &self,
        user: UserId,
        after: Option<Name>,
        limit: usize,
    ) -> Result<OtherRooms, StoreError> {
        let query = "SELECT r.name, r.topic FROM room r
                     WHERE r.name_key > ?2 AND r.kind = 'room' AND r.deleted = 0 AND r.archived = 0
                       AND NOT EXISTS (SELECT 1 FROM member WHERE user = ?1 AND room = r.id)
                     ORDER BY r.name_key LIMIT ?3";
        self.read(move |db| {
            let after = after.as_ref().map_or("", Name::key);
            let mut statement = db.prepare_cached(query)?;
            let rooms = statement.query_map(params![user.0, after, limit + 1], |row| {
                Ok(OtherRoom { name: row.get(0)?, topic: row.get(1)? })
            })?;
            let mut rooms = rooms.collect::<rusqlite::Result<Vec<_>>>()?;
            let more = rooms.len() > limit;
            rooms.truncate(limit);
            Ok(OtherRooms { rooms, more })
        })
        .await
    }

    async fn history_after(
        &self,
        reader: UserId,
        room: RoomId,
        after: Seq,
        limit: usize,
    ) -> Result<Option<History>, StoreError> {
        let epoch = self.epoch.clone();
        self.read_as_member(reader, room, move |db| {
            read::history_after(db, room, after, limit, epoch)
        })
        .await
    }

    async fn temporary_rooms(&self) -> Result<Vec<RoomId>, StoreError> {
        self.read(|db| {
            let query = "SELECT id FROM room WHERE temporary = 1 AND deleted = 0";
            let mut statement = db.prepare_cached(query)?;
            let rooms = statement.query_map([], |row| Ok(RoomId(row.get(0)?)))?;
            rooms.collect()
        })
        .await
    }

    async fn newest_by_people(&self, rooms: Vec<RoomId>) -> Result<Vec<(RoomId, Seq)>, StoreError> {
        self.read(move |db| {
            rooms.iter().map(|room| Ok((*room, read::newest_by_people(db, *room)?))).collect()
        })
        .await
    }

    async fn wipe_deleted(&self, rows: u32) -> Result<bool, StoreError> {
        // Nobody waits in the writer for an answer that is nearly always no.
        if self.read(to_wipe).await?.is_none() {
            return Ok(false);
        }
        let (is_whole, more) = self.write(move |db| wipe(db, rows)).await?;
        if is_whole {
            self.checkpoints.wipe();
        }
        Ok(more)
    }
}

/// A room that was deleted, and up to where it is wiped.
fn to_wipe(db: &Connection) -> rusqlite::Result<Option<(u64, i64)>> {
    db.prepare_cached("SELECT id, wiped FROM room WHERE deleted > 0 AND wiped >= 0 LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}

/// Wipes the texts in the next `rows` rows of a deleted room: whether that was the last of it, and whether there
/// is more to wipe. The rows stay, as places in the log.
fn wipe(db: &mut Connection, rows: u32) -> rusqlite::Result<(bool, bool)> {
    let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let Some((room, wiped)) = to_wipe(&transaction)? else { return Ok((false, false)) };
    let up_to = wiped.saturating_add(i64::from(rows));
    for wipe in [
        "UPDATE room_log SET body = '', html = ''
         WHERE room = ?1 AND seq > ?2 AND seq <= ?3 AND body IS NOT NULL",
        "UPDATE room_log SET alias = NULL
         WHERE room = ?1 AND seq > ?2 AND seq <= ?3 AND alias IS NOT NULL",
        "DELETE FROM message WHERE room = ?1 AND seq > ?2 AND seq <= ?3",
        "DELETE FROM mention WHERE room = ?1 AND row > ?2 AND row <= ?3",
        "DELETE FROM reaction WHERE room = ?1 AND seq > ?2 AND seq <= ?3",
    ] {
        transaction.prepare_cached(wipe)?.execute(params![room, wiped, up_to])?;
    }
    let head = i64::try_from(read::head(&transaction, RoomId(room))?.0).unwrap_or(i64::MAX);
    let is_whole = up_to >= head;
    transaction
        .prepare_cached("UPDATE room SET wiped = ?2 WHERE id = ?1")?
        .execute(params![room, if is_whole { -1 } else { up_to }])?;
    let more = to_wipe(&transaction)?.is_some();
    transaction.commit()?;
    Ok((is_whole, more))
}
