//! What is kept of messages that the server says by itself.

use std::fmt;

use app::event::RoomId;
use async_trait::async_trait;

use super::StoreError;

/// Schedules there can be at once.
pub const SCHEDULES_MAX: usize = 100;

/// Messages that the server says by itself, and who of several nodes says them.
#[async_trait]
pub trait Schedules {
    /// Every schedule, in the order in which they were made.
    async fn schedules(&self) -> Result<Vec<Schedule>, StoreError>;

    /// Those whose next moment is `until` or earlier, by that; in milliseconds since 1970, as all times here.
    async fn schedules_due(&self, until: i64) -> Result<Vec<Schedule>, StoreError>;

    /// Makes a schedule; `None` where there are [`SCHEDULES_MAX`].
    async fn add_schedule(&self, new: NewSchedule) -> Result<Option<ScheduleId>, StoreError>;

    /// `false`: there is no such schedule.
    async fn remove_schedule(&self, id: ScheduleId) -> Result<bool, StoreError>;

    /// Notes that what was due at `last` was said, or refused, and when it is due again.
    async fn note_said(&self, id: ScheduleId, said: Said) -> Result<(), StoreError>;

    /// Notes that it is due at `next`, whatever was noted before.
    async fn note_next(&self, id: ScheduleId, next: i64) -> Result<(), StoreError>;

    /// Whether `holder` alone does what `name` stands for from `now` until `until`: nobody else does, or did so
    /// for long enough. What somebody has for more than twice as long as is asked for here was given by a clock that
    /// was wrong: it is over too.
    async fn lease(
        &self,
        name: &'static str,
        holder: &str,
        now: i64,
        until: i64,
    ) -> Result<bool, StoreError>;
}

/// A schedule's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScheduleId(pub u64);

impl fmt::Display for ScheduleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rhythm {
    /// Each so many milliseconds.
    Every(i64),
    /// As a cron expression of five fields says.
    Cron(String),
}

/// A schedule to be made.
#[derive(Debug, Clone)]
pub struct NewSchedule {
    /// Where.
    pub room: RoomId,
    /// How often.
    pub rhythm: Rhythm,
    /// The time zone, as the IANA database calls it.
    pub zone: String,
    /// What, before the time is put in.
    pub body: String,
    /// When first.
    pub next: i64,
}

/// A schedule as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// Its number.
    pub id: ScheduleId,
    /// Where.
    pub room: RoomId,
    /// What that room is called.
    pub room_name: String,
    /// How often.
    pub rhythm: Rhythm,
    /// The time zone, as the IANA database calls it.
    pub zone: String,
    /// What, before the time is put in.
    pub body: String,
    /// When it is due; `i64::MAX` when never again.
    pub next: i64,
    /// The moment that was spoken of last.
    pub last: Option<i64>,
    /// What was to be said then was refused.
    pub failed: bool,
}

/// What became of a schedule's moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// The moment.
    pub last: i64,
    /// The next one.
    pub next: i64,
    /// It was refused.
    pub failed: bool,
}
