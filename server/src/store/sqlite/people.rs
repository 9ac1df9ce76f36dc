//! Conversations between people, as they are read.

use app::event::{Receipt, ReceiptStatus, RoomId, Seq};
use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Sqlite;
use crate::name::Name;
use crate::store::{Participants, People, StoreError, UserId};

#[async_trait]
impl People for Sqlite {
    async fn people_called(&self, names: Vec<Name>) -> Result<Vec<Option<UserId>>, StoreError> {
        self.read(move |db| {
            let mut statement = db.prepare_cached("SELECT id FROM user WHERE name_key = ?1")?;
            let mut called = |name: &Name| {
                statement.query_row([name.key()], |row| Ok(UserId(row.get(0)?))).optional()
            };
            names.iter().map(&mut called).collect()
        })
        .await
    }

    async fn room_of(
        &self,
        reader: UserId,
        people: Participants,
    ) -> Result<Option<RoomId>, StoreError> {
        let seen = "SELECT r.id FROM room r JOIN member m ON m.room = r.id AND m.user = ?2
                    WHERE r.name_key = ?1 AND m.shown = 1";
        self.read(move |db| {
            db.prepare_cached(seen)?
                .query_row(params![people.key(), reader.0], |row| Ok(RoomId(row.get(0)?)))
                .optional()
        })
        .await
    }

    async fn receipts(&self, reader: UserId, room: RoomId) -> Result<Vec<Receipt>, StoreError> {
        self.read(move |db| receipts(db, reader, room)).await
    }
}

/// One statement, so that nobody leaves between the question who asks and the answer. Reading implies
/// having received: where both are the same, one is told.
pub(super) fn receipts(
    db: &Connection,
    reader: UserId,
    room: RoomId,
) -> rusqlite::Result<Vec<Receipt>> {
    let query = "SELECT u.name, o.received, o.read
                 FROM member m JOIN member o ON o.room = m.room AND o.user != m.user
                 JOIN user u ON u.id = o.user
                 WHERE m.user = ?1 AND m.room = ?2 AND m.joined = 0 AND m.shown = 1
                 ORDER BY u.name_key";
    let mut statement = db.prepare_cached(query)?;
    let others = statement.query_map(params![reader.0, room.0], |row| told(room, row))?;
    Ok(others.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
}

fn told(room: RoomId, row: &Row<'_>) -> rusqlite::Result<Vec<Receipt>> {
    let (from, received, read): (String, u64, u64) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let receipt = |seq, status| Receipt { room, from: from.clone(), seq: Seq(seq), status };
    let delivered = (received > read).then(|| receipt(received, ReceiptStatus::Delivered));
    let read = (read > 0).then(|| receipt(read, ReceiptStatus::Read));
    Ok(delivered.into_iter().chain(read).collect())
}
