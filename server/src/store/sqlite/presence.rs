//! Who sees which rooms, and when somebody was last there.

use std::collections::HashSet;
use std::sync::Arc;

use app::event::RoomId;
use async_trait::async_trait;
use rusqlite::{Connection, params};

use super::Sqlite;
use crate::room::MEMBERS_MAX;
use crate::store::{Seen, StoreError, UserId};

#[async_trait]
impl Seen for Sqlite {
    async fn rooms_seen_by(&self, users: Vec<UserId>) -> Result<Vec<(RoomId, UserId)>, StoreError> {
        self.read(move |db| {
            let query = "SELECT room FROM member WHERE user = ?1 AND shown = 1";
            let mut statement = db.prepare_cached(query)?;
            let mut seen = Vec::new();
            for user in users {
                for room in statement.query_map([user.0], |row| row.get(0))? {
                    seen.push((RoomId(room?), user));
                }
            }
            Ok(seen)
        })
        .await
    }

    async fn who_sees(
        &self,
        rooms: Vec<RoomId>,
        here: Arc<HashSet<UserId>>,
    ) -> Result<Vec<(RoomId, Vec<UserId>)>, StoreError> {
        self.read(move |db| {
            let members = "SELECT user FROM member WHERE room = ?1 AND shown = 1";
            let mut members = db.prepare_cached(members)?;
            let mut seen = Vec::with_capacity(rooms.len());
            for room in rooms {
                let mut users = Vec::new();
                for user in members.query_map([room.0], |row| row.get(0))? {
                    users.extend(Some(UserId(user?)).filter(|user| here.contains(user)));
                }
                if users.len() > MEMBERS_MAX {
                    users = first_by_name(db, users)?;
                }
                seen.push((room, users));
            }
            Ok(seen)
        })
        .await
    }

    async fn note_seen(&self, seen: Vec<(UserId, i64)>) -> Result<(), StoreError> {
        self.write(move |db| {
            let transaction = db.transaction()?;
            let mut statement =
                transaction.prepare_cached("UPDATE user SET seen = max(seen, ?2) WHERE id = ?1")?;
            for (user, ms) in seen {
                statement.execute(params![user.0, ms])?;
            }
            drop(statement);
            transaction.commit()
        })
        .await
    }
}

fn first_by_name(db: &Connection, users: Vec<UserId>) -> rusqlite::Result<Vec<UserId>> {
    let mut key = db.prepare_cached("SELECT name_key FROM user WHERE id = ?1")?;
    let mut key = |user: UserId| key.query_row([user.0], |row| row.get::<_, String>(0));
    let named = users.into_iter().map(|user| Ok((key(user)?, user)));
    let mut named = named.collect::<rusqlite::Result<Vec<_>>>()?;
    named.sort_unstable();
    Ok(named.into_iter().take(MEMBERS_MAX).map(|(_, user)| user).collect())
}
