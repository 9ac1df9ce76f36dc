//! Webhooks.

use app::event::RoomId;
use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::Sqlite;
use crate::store::{
    Author, Failing, HOOKS_MAX, HookId, HookIn, HookOut, Hooks, NewHookIn, NewHookOut, Part,
    StoreError, Trouble, UserId,
};

#[async_trait]
impl Hooks for Sqlite {
    async fn hooks_in(&self) -> Result<Vec<HookIn>, StoreError> {
        self.read(|db| select_in(db, "ORDER BY h.id", [])).await
    }

    async fn hook_in(&self, secret: [u8; 32]) -> Result<Option<HookIn>, StoreError> {
        self.read(move |db| Ok(select_in(db, "WHERE h.secret = ?1", [secret])?.pop())).await
    }

    /// How many there are is asked by the statement that writes: two may be added at once.
    async fn add_hook_in(&self, new: NewHookIn) -> Result<Option<HookId>, StoreError> {
        let insert = "INSERT INTO hook_in (secret, name, room, bot) SELECT ?1, ?2, ?3, ?4
                      WHERE (SELECT count(*) FROM hook_in) < ?5 RETURNING id";
        self.write(move |db| {
            let NewHookIn { secret, name, room, bot } = new;
            db.query_row(insert, params![secret, name.as_str(), room.0, bot.0, HOOKS_MAX], id)
                .optional()
        })
        .await
    }

    async fn remove_hook_in(&self, id: HookId) -> Result<bool, StoreError> {
        self.write(move |db| Ok(db.execute("DELETE FROM hook_in WHERE id = ?1", [id.0])? == 1))
            .await
    }

    async fn hooks_out(&self) -> Result<Vec<HookOut>, StoreError> {
        let query = "SELECT h.id, h.name, h.url, h.secret, h.room, h.bot,
                            coalesce(u.name, nullif(r.name, '')), coalesce(c.position, 0),
                            h.failing, h.attempts, h.next, h.trouble, h.paused
                     FROM hook_out h LEFT JOIN room r ON r.id = h.room
                     LEFT JOIN user u ON u.id = h.bot
                     LEFT JOIN consumer c ON c.name = 'hook-' || h.id ORDER BY h.id";
        self.read(move |db| {
            let mut statement = db.prepare_cached(query)?;
            let hooks = statement.query_map([], hook_out)?;
            hooks.collect()
        })
        .await
    }

    async fn add_hook_out(&self, new: NewHookOut) -> Result<Option<HookId>, StoreError> {
        self.write(move |db| add_out(db, &new)).await
    }

    async fn remove_hook_out(&self, id: HookId) -> Result<bool, StoreError> {
        self.write(move |db| {
            let transaction = db.transaction()?;
            transaction.execute("DELETE FROM consumer WHERE name = 'hook-' || ?1", [id.0])?;
            let removed = transaction.execute("DELETE FROM hook_out WHERE id = ?1", [id.0])?;
            transaction.commit()?;
            Ok(removed == 1)
        })
        .await
    }

    async fn note_failing(&self, id: HookId, failing: Option<Failing>) -> Result<(), StoreError> {
        let note = "UPDATE hook_out SET failing = ?2, attempts = ?3, next = ?4, trouble = ?5,
                                        paused = ?6 WHERE id = ?1";
        self.write(move |db| {
            let mut note = db.prepare_cached(note)?;
            match failing {
                None => note.execute(params![id.0, None::<i64>, 0, 0, None::<String>, false]),
                Some(Failing { since, attempts, next, trouble, paused }) => {
                    note.execute(params![id.0, since, attempts, next, trouble.to_text(), paused])
                }
            }
            .map(drop)
        })
        .await
    }
}

fn select_in(
    db: &Connection,
    which: &'static str,
    values: impl Params,
) -> rusqlite::Result<Vec<HookIn>> {
    let query = format!(
        "SELECT h.id, h.name, h.room, nullif(r.name, ''), u.id, u.name FROM hook_in h
         JOIN room r ON r.id = h.room JOIN user u ON u.id = h.bot {which}"
    );
    let mut statement = db.prepare_cached(&query)?;
    let hooks = statement.query_map(values, |row| {
        let (bot, name) = (UserId(row.get(4)?), row.get::<_, String>(5)?);
        Ok(HookIn {
            id: id(row)?,
            name: row.get(1)?,
            room: RoomId(row.get(2)?),
            room_name: row.get(3)?,
            bot: Author { id: bot, name: name.into(), bot: true },
        })
    })?;
    hooks.collect()
}

/// A hook and its place in the log, or neither.
fn add_out(db: &mut Connection, new: &NewHookOut) -> rusqlite::Result<Option<HookId>> {
    let (room, bot) = match new.of {
        Part::Room(room) => (Some(room.0), None),
        Part::Mentions(bot) => (None, Some(bot.0)),
    };
    let insert = "INSERT INTO hook_out (name, url, secret, room, bot) SELECT ?1, ?2, ?3, ?4, ?5
                  WHERE (SELECT count(*) FROM hook_out) < ?6 RETURNING id";
    let transaction = db.transaction()?;
    let values = params![new.name.as_str(), new.url, new.secret, room, bot, HOOKS_MAX];
    let added = transaction.query_row(insert, values, id).optional()?;
    if let Some(id) = added {
        let begin = "INSERT INTO consumer (name, position)
                     SELECT 'hook-' || ?1, coalesce(max(position), 0) FROM room_log";
        transaction.execute(begin, [id.0])?;
    }
    transaction.commit()?;
    Ok(added)
}

fn id(row: &Row<'_>) -> rusqlite::Result<HookId> {
    Ok(HookId(row.get(0)?))
}

fn hook_out(row: &Row<'_>) -> rusqlite::Result<HookOut> {
    let of = match row.get(4)? {
        Some(room) => Part::Room(RoomId(room)),
        None => Part::Mentions(UserId(row.get(5)?)),
    };
    let failing = match row.get(8)? {
        None => None,
        Some(since) => Some(Failing {
            since,
            attempts: row.get(9)?,
            next: row.get(10)?,
            trouble: Trouble::of_text(&row.get::<_, Option<String>>(11)?.unwrap_or_default()),
            paused: row.get(12)?,
        }),
    };
    Ok(HookOut {
        id: id(row)?,
        name: row.get(1)?,
        url: row.get(2)?,
        secret: row.get(3)?,
        of,
        of_name: row.get(6)?,
        position: row.get(7)?,
        failing,
    })
}
