//! Announcements, and up to where each person was told.

use async_trait::async_trait;
use rusqlite::params;

use super::Sqlite;
use crate::store::{Announced, AnnouncementId, Announcements, StoreError, UserId};

#[async_trait]
impl Announcements for Sqlite {
    async fn announcements(&self, now: i64) -> Result<Vec<Announced>, StoreError> {
        self.read(move |db| {
            let query = "SELECT a.id, u.name, a.body, a.sent, a.expires, a.ended
                         FROM announcement a JOIN user u ON u.id = a.author
                         WHERE a.expires > ?1 ORDER BY a.id";
            let mut statement = db.prepare_cached(query)?;
            let live = statement.query_map([now], |row| {
                Ok(Announced {
                    id: AnnouncementId(row.get(0)?),
                    author: row.get(1)?,
                    body: row.get(2)?,
                    sent: row.get(3)?,
                    expires: row.get(4)?,
                    ended: row.get(5)?,
                })
            })?;
            live.collect()
        })
        .await
    }

    async fn note_announced(&self, told: Vec<(UserId, AnnouncementId)>) -> Result<(), StoreError> {
        self.write(move |db| {
            let transaction = db.transaction()?;
            let update = "UPDATE user SET announced = ?2 WHERE id = ?1 AND announced < ?2";
            let mut statement = transaction.prepare_cached(update)?;
            for (user, id) in told {
                statement.execute(params![user.0, id.0])?;
            }
            drop(statement);
            transaction.commit()
        })
        .await
    }
}
