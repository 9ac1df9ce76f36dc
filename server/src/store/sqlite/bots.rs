//! Bots and their tokens.

use async_trait::async_trait;
use rusqlite::{Connection, TransactionBehavior, params};

use super::{Sqlite, account};
use crate::clock;
use crate::name::Name;
use crate::store::{AddUserError, Bot, Bots, SessionId, StoreError, UserId};

/// What no password is hashed to.
const NO_PASSWORD: &str = "!";

#[async_trait]
impl Bots for Sqlite {
    async fn add_bot(&self, name: &Name) -> Result<UserId, AddUserError> {
        let name = name.clone();
        self.write(move |db| add_bot(db, &name)).await?
    }

    async fn bots(&self) -> Result<Vec<Bot>, StoreError> {
        self.read(bots).await
    }

    async fn add_token(&self, bot: UserId, id: SessionId, label: &str) -> Result<bool, StoreError> {
        let label = label.to_owned();
        // A session's end is a time; this one has none.
        let insert = "INSERT INTO session (id, user, created, expires, label)
                      SELECT ?1, id, ?3, ?4, ?5 FROM user WHERE id = ?2 AND bot = 1
                      ON CONFLICT (user, label) WHERE label IS NOT NULL DO NOTHING";
        let now = clock::now_ms();
        self.write(move |db| db.execute(insert, params![id.0, bot.0, now, i64::MAX, label]))
            .await
            .map(|added| added == 1)
    }

    async fn end_tokens(&self, bot: UserId, label: Option<&str>) -> Result<usize, StoreError> {
        let label = label.map(str::to_owned);
        let delete = "DELETE FROM session
                      WHERE user = ?1 AND label IS NOT NULL AND label = coalesce(?2, label)";
        self.write(move |db| db.execute(delete, params![bot.0, label])).await
    }
}

/// The outer result is the store's, the inner one the domain's.
fn add_bot(db: &mut Connection, name: &Name) -> rusqlite::Result<Result<UserId, AddUserError>> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if account::account(&transaction, name.key())?.is_some() {
        return Ok(Err(AddUserError::NameTaken));
    }
    let id = transaction.query_row(
        "INSERT INTO user (name, name_key, password, admin, created, bot)
         VALUES (?1, ?2, ?3, 0, ?4, 1) RETURNING id",
        params![name.text(), name.key(), NO_PASSWORD, clock::now_ms()],
        |row| Ok(UserId(row.get(0)?)),
    )?;
    transaction.commit()?;
    Ok(Ok(id))
}

fn bots(db: &Connection) -> rusqlite::Result<Vec<Bot>> {
    let query = "SELECT u.id, u.name, s.label FROM user u
                 LEFT JOIN session s ON s.user = u.id AND s.label IS NOT NULL
                 WHERE u.bot = 1 ORDER BY u.name_key, s.label";
    let mut statement = db.prepare_cached(query)?;
    let mut rows = statement.query([])?;
    let mut bots = Vec::<Bot>::new();
    while let Some(row) = rows.next()? {
        let id = UserId(row.get(0)?);
        if bots.last().is_none_or(|last| last.id != id) {
            bots.push(Bot { id, name: row.get(1)?, tokens: Vec::new() });
        }
        if let (Some(bot), Some(label)) = (bots.last_mut(), row.get(2)?) {
            bot.tokens.push(label);
        }
    }
    Ok(bots)
}
