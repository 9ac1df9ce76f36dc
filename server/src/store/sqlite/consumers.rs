//! Where those stand who carry the log elsewhere.

use app::event::RoomId;
use async_trait::async_trait;
use rusqlite::{OptionalExtension, params};

use super::{Sqlite, read};
use crate::store::{Consumers, Since, StoreError};

#[async_trait]
impl Consumers for Sqlite {
    async fn since(
        &self,
        position: i64,
        room: Option<RoomId>,
        limit: usize,
    ) -> Result<Since, StoreError> {
        self.read(move |db| read::since(&*db.unchecked_transaction()?, position, room, limit)).await
    }

    async fn newest(&self) -> Result<i64, StoreError> {
        let newest = "SELECT coalesce(max(position), 0) FROM room_log";
        self.read(move |db| db.prepare_cached(newest)?.query_row([], |row| row.get(0))).await
    }

    async fn consumed(&self, name: &str) -> Result<Option<i64>, StoreError> {
        let (name, query) = (name.to_owned(), "SELECT position FROM consumer WHERE name = ?1");
        self.read(move |db| {
            db.prepare_cached(query)?.query_row([name], |row| row.get(0)).optional()
        })
        .await
    }

    async fn begin_consumer(&self, name: &str, position: i64) -> Result<(), StoreError> {
        let name = name.to_owned();
        let begin = "INSERT INTO consumer (name, position) VALUES (?1, ?2)";
        self.write(move |db| db.prepare_cached(begin)?.execute(params![name, position]).map(drop))
            .await
    }

    async fn consume(&self, name: &str, position: i64) -> Result<(), StoreError> {
        let name = name.to_owned();
        let note = "UPDATE consumer SET position = ?2 WHERE name = ?1";
        self.write(move |db| db.prepare_cached(note)?.execute(params![name, position]).map(drop))
            .await
    }
}
