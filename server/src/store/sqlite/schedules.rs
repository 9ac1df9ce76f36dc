//! Schedules, and the lease of the node that serves them.

use app::event::RoomId;
use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::Sqlite;
use crate::store::{
    NewSchedule, Rhythm, SCHEDULES_MAX, Said, Schedule, ScheduleId, Schedules, StoreError,
};

#[async_trait]
impl Schedules for Sqlite {
    async fn schedules(&self) -> Result<Vec<Schedule>, StoreError> {
        self.read(|db| select(db, "ORDER BY s.id", [])).await
    }

    async fn schedules_due(&self, until: i64) -> Result<Vec<Schedule>, StoreError> {
        self.read(move |db| select(db, "WHERE s.next <= ?1 ORDER BY s.next, s.id", [until])).await
    }

    async fn add_schedule(&self, new: NewSchedule) -> Result<Option<ScheduleId>, StoreError> {
        self.write(move |db| add(db, &new)).await
    }

    async fn remove_schedule(&self, id: ScheduleId) -> Result<bool, StoreError> {
        self.write(move |db| Ok(db.execute("DELETE FROM schedule WHERE id = ?1", [id.0])? == 1))
            .await
    }

    async fn note_said(&self, id: ScheduleId, said: Said) -> Result<(), StoreError> {
        let Said { last, next, failed } = said;
        self.write(move |db| {
            db.prepare_cached(
                "UPDATE schedule SET last = ?2, next = ?3, failed = ?4 WHERE id = ?1",
            )?
            .execute(params![id.0, last, next, failed])
            .map(drop)
        })
        .await
    }

    async fn note_next(&self, id: ScheduleId, next: i64) -> Result<(), StoreError> {
        self.write(move |db| {
            db.prepare_cached("UPDATE schedule SET next = ?2 WHERE id = ?1")?
                .execute(params![id.0, next])
                .map(drop)
        })
        .await
    }

    async fn lease(
        &self,
        name: &'static str,
        holder: &str,
        now: i64,
        until: i64,
    ) -> Result<bool, StoreError> {
        let holder = holder.to_owned();
        self.write(move |db| {
            let take = "INSERT INTO lease (name, holder, until) VALUES (?1, ?2, ?4)
                 ON CONFLICT DO UPDATE SET holder = excluded.holder, until = excluded.until
                 WHERE lease.holder = excluded.holder OR lease.until <= ?3
                    OR (?4 > ?3 AND lease.until - ?3 > 2 * (?4 - ?3))";
            let taken = db.prepare_cached(take)?.execute(params![name, holder, now, until])?;
            Ok(taken == 1)
        })
        .await
    }
}

fn select(
    db: &Connection,
    which: &'static str,
    values: impl Params,
) -> rusqlite::Result<Vec<Schedule>> {
    let query = format!(
        "SELECT s.id, s.room, r.name, s.every_ms, s.cron, s.zone, s.body, s.next, s.last, s.failed
         FROM schedule s JOIN room r ON r.id = s.room {which}"
    );
    let mut statement = db.prepare_cached(&query)?;
    let schedules = statement.query_map(values, one)?;
    schedules.collect()
}

fn one(row: &Row<'_>) -> rusqlite::Result<Schedule> {
    let rhythm = match row.get(4)? {
        Some(expression) => Rhythm::Cron(expression),
        None => Rhythm::Every(row.get(3)?),
    };
    Ok(Schedule {
        id: ScheduleId(row.get(0)?),
        room: RoomId(row.get(1)?),
        room_name: row.get(2)?,
        rhythm,
        zone: row.get(5)?,
        body: row.get(6)?,
        next: row.get(7)?,
        last: row.get(8)?,
        failed: row.get(9)?,
    })
}

/// How many there are is asked by the statement that writes: two may be added at once.
fn add(db: &Connection, new: &NewSchedule) -> rusqlite::Result<Option<ScheduleId>> {
    let (every, cron) = match &new.rhythm {
        Rhythm::Every(ms) => (Some(*ms), None),
        Rhythm::Cron(expression) => (None, Some(expression)),
    };
    let insert = "INSERT INTO schedule (room, every_ms, cron, zone, body, next)
                  SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE (SELECT count(*) FROM schedule) < ?7
                  RETURNING id";
    db.prepare_cached(insert)?
        .query_row(
            params![new.room.0, every, cron, new.zone, new.body, new.next, SCHEDULES_MAX as u64],
            |row| Ok(ScheduleId(row.get(0)?)),
        )
        .optional()
}
