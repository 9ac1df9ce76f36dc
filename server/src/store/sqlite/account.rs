//! Users, sessions, and the few values that describe the database itself.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::clock;
use crate::store::{
    Account, AddUserError, AnnouncementId, Author, NewUser, Session, SessionId, Terms, UserId,
};

/// The epoch and the key of the fingerprints, made once.
pub(super) fn fill_meta(db: &Connection) -> rusqlite::Result<()> {
    let insert = "INSERT OR IGNORE INTO meta (key, value) VALUES (?1, ?2)";
    let epoch = uuid::Uuid::new_v4().simple().to_string();
    db.execute(insert, params!["epoch", epoch.as_bytes()])?;
    let key = [uuid::Uuid::new_v4().into_bytes(), uuid::Uuid::new_v4().into_bytes()].concat();
    db.execute(insert, params!["fingerprint_key", key])?;
    Ok(())
}

pub(super) fn meta(db: &Connection, key: &str) -> rusqlite::Result<Vec<u8>> {
    db.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0))
}

pub(super) fn touch(db: &mut Connection) -> rusqlite::Result<()> {
    let write = "INSERT INTO meta (key, value) VALUES ('checked', ?1)
                 ON CONFLICT DO UPDATE SET value = excluded.value";
    db.prepare_cached(write)?.execute([clock::now_ms().to_be_bytes()])?;
    Ok(())
}

/// The outer result is the store's, the inner one the domain's.
pub(super) fn add_user(
    db: &mut Connection,
    user: &NewUser,
    terms: Terms,
) -> rusqlite::Result<Result<UserId, AddUserError>> {
    let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let first = !has_accounts(&transaction)?;
    if terms == Terms::OnlyTheFirst && !first {
        return Ok(Err(AddUserError::NotTheFirst));
    }
    if account(&transaction, user.name.key())?.is_some() {
        return Ok(Err(AddUserError::NameTaken));
    }
    let id = transaction.query_row(
        "INSERT INTO user (name, name_key, password, admin, created)
         VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
        params![
            user.name.text(),
            user.name.key(),
            user.password,
            user.admin || first,
            clock::now_ms()
        ],
        |row| Ok(UserId(row.get(0)?)),
    )?;
    transaction.commit()?;
    Ok(Ok(id))
}

pub(super) fn account(db: &Connection, key: &str) -> rusqlite::Result<Option<Account>> {
    let query = "SELECT id, name, password, admin, created, bot FROM user WHERE name_key = ?1";
    db.prepare_cached(query)?.query_row([key], one_account).optional()
}

pub(super) fn accounts(db: &Connection) -> rusqlite::Result<Vec<Account>> {
    let query = "SELECT id, name, password, admin, created, bot FROM user ORDER BY name_key";
    let mut statement = db.prepare_cached(query)?;
    let accounts = statement.query_map([], one_account)?;
    accounts.collect()
}

pub(super) fn has_accounts(db: &Connection) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT 1 FROM user WHERE bot = 0 LIMIT 1")?.exists([])
}

pub(super) fn set_password(db: &mut Connection, key: &str, hash: &str) -> rusqlite::Result<bool> {
    let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let changed = transaction.execute(
        "UPDATE user SET password = ?2 WHERE name_key = ?1 AND bot = 0",
        params![key, hash],
    )?;
    transaction.execute(
        "DELETE FROM session WHERE user = (SELECT id FROM user WHERE name_key = ?1 AND bot = 0)",
        [key],
    )?;
    transaction.commit()?;
    Ok(changed == 1)
}

pub(super) fn begin_session(
    db: &mut Connection,
    user: UserId,
    hash: &str,
    expires: i64,
) -> rusqlite::Result<Option<SessionId>> {
    let id = SessionId(uuid::Uuid::new_v4().into_bytes());
    let now = clock::now_ms();
    let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    transaction.execute("DELETE FROM session WHERE expires <= ?1", [now])?;
    // Checking a password takes a while, in which it may have been changed.
    let begun = transaction.execute(
        "INSERT INTO session (id, user, created, expires)
         SELECT ?1, id, ?3, ?4 FROM user WHERE id = ?2 AND password = ?5",
        params![id.0, user.0, now, expires, hash],
    )?;
    transaction.commit()?;
    Ok((begun == 1).then_some(id))
}

pub(super) fn session(db: &Connection, id: SessionId) -> rusqlite::Result<Option<Session>> {
    let query = "SELECT u.id, u.name, u.admin, u.welcomed, u.bot, u.announced
                 FROM session s JOIN user u ON u.id = s.user
                 WHERE s.id = ?1 AND s.expires > ?2";
    db.prepare_cached(query)?
        .query_row(params![id.0, clock::now_ms()], |row| {
            let name: String = row.get(1)?;
            let user = Author { id: UserId(row.get(0)?), name: name.into(), bot: row.get(4)? };
            let announced = AnnouncementId(row.get(5)?);
            Ok(Session { id, user, admin: row.get(2)?, welcomed: row.get(3)?, announced })
        })
        .optional()
}

pub(super) fn end_session(db: &mut Connection, id: SessionId) -> rusqlite::Result<()> {
    db.execute("DELETE FROM session WHERE id = ?1", [id.0])?;
    Ok(())
}

pub(super) fn ended_sessions(
    db: &Connection,
    sessions: &[SessionId],
) -> rusqlite::Result<Vec<SessionId>> {
    let now = clock::now_ms();
    let mut live = db.prepare_cached("SELECT 1 FROM session WHERE id = ?1 AND expires > ?2")?;
    let mut ended = Vec::new();
    for id in sessions {
        if !live.exists(params![id.0, now])? {
            ended.push(*id);
        }
    }
    Ok(ended)
}

fn one_account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: UserId(row.get(0)?),
        name: row.get(1)?,
        password: row.get(2)?,
        admin: row.get(3)?,
        created: clock::timestamp(row.get(4)?),
        bot: row.get(5)?,
    })
}
