//! What the server says by itself, each schedule at its moments.
//!
//! Invariant: a moment is spoken of once. Its message has a `client_id` made of the schedule and the moment, and
//! the moment is noted only after the commit: what ends in between says it again under the same id, which the
//! log knows. The lease only saves several nodes from asking.

mod text;
mod when;

use std::sync::Arc;
use std::time::Duration;

use app::event::{Body, ClientId};
use app::words::Language;
use tokio::time::sleep;

use crate::banter::Banter;
use crate::clock;
use crate::config::Config;
use crate::error::Error;
use crate::name::Name;
use crate::store::{
    AddUserError, Author, Change, NewSchedule, Rhythm, SCHEDULES_MAX, Said, Schedule, ScheduleId,
    Store, bot_called,
};
use crate::words;

pub use when::{When, zones};

/// What was changed beside the server is seen after this long.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long a node that is gone keeps the others from speaking, in milliseconds.
const LEASE_MS: i64 = 5_000;
/// The lease of the node that speaks.
const LEASE: &str = "schedule";

/// Why a schedule cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadSchedule {
    /// No time, one too short, or one too long.
    Every,
    /// No cron expression of five fields.
    Cron,
    /// A cron expression that no moment fits.
    Never,
    /// No time zone.
    Zone,
    /// No room is called so.
    Room(String),
    /// One more than there may be.
    TooMany,
    /// A person is called as the bot is to be.
    BotTaken(String),
}

impl BadSchedule {
    /// A sentence for the person who asked, in `language`.
    #[must_use]
    pub fn in_words(&self, language: Language) -> String {
        let words = &words::of(language).schedule;
        match self {
            Self::Every => (words.bad_every)(when::EVERY_MIN_MS / 1_000, when::EVERY_MAX_DAYS),
            Self::Cron => words.bad_cron.to_owned(),
            Self::Never => words.never.to_owned(),
            Self::Zone => words.bad_zone.to_owned(),
            Self::Room(name) => (words.no_room)(name),
            Self::TooMany => (words.too_many)(SCHEDULES_MAX),
            Self::BotTaken(name) => (words.bot_taken)(name),
        }
    }
}

/// What somebody asks for, as they typed it.
#[derive(Debug, Clone)]
pub struct Wish<'a> {
    /// The room's name.
    pub room: &'a str,
    /// A time with its unit, or a cron expression.
    pub rhythm: Typed<'a>,
    /// The time zone.
    pub zone: &'a str,
    /// What to say.
    pub message: &'a str,
}

/// How often, as it was typed.
#[derive(Debug, Clone, Copy)]
pub enum Typed<'a> {
    /// As in `10m`.
    Every(&'a str),
    /// As in `0 9 * * 1-5`.
    Cron(&'a str),
}

/// Makes a schedule; a running server takes it up within two seconds.
///
/// # Errors
/// What of it does not fit, or nothing can be stored just now.
pub async fn add(store: &dyn Store, config: &Config, wish: &Wish<'_>) -> Result<ScheduleId, Error> {
    let rhythm = match wish.rhythm {
        Typed::Every(text) => when::every(text)?,
        Typed::Cron(text) => Rhythm::Cron(text.trim().to_owned()),
    };
    let when = When::new(&rhythm, wish.zone)?;
    let now = clock::now_ms();
    let next = when.next_after(now).ok_or(BadSchedule::Never)?;
    // As long as it will be when it is said.
    let text = text::at(wish.message, next, when.zone());
    Body::new(&text, config.message_chars)?;
    let name = Name::of_room(wish.room)?;
    let room = store.room_ever_called(&name).await?;
    let room = room.ok_or_else(|| BadSchedule::Room(name.text().to_owned()))?;
    if let Some(account) = store.account(&config.schedule_bot).await?
        && !account.bot
    {
        return Err(BadSchedule::BotTaken(account.name).into());
    }
    let (zone, body) = (when.zone_name().to_owned(), wish.message.trim().to_owned());
    let new = NewSchedule { room, rhythm, zone, body, next };
    Ok(store.add_schedule(new).await?.ok_or(BadSchedule::TooMany)?)
}

/// How long `ms` is, as it may be typed.
#[must_use]
pub fn in_units(ms: i64) -> String {
    let time = Duration::from_millis(u64::try_from(ms).unwrap_or_default());
    humantime::format_duration(time).to_string()
}

/// Whether the bot can have its name, if there is anything for it to say.
///
/// # Errors
/// One sentence.
pub async fn check(banter: &Banter) -> Result<(), String> {
    let schedules = banter.store.schedules().await.map_err(|error| error.to_string())?;
    if schedules.is_empty() {
        return Ok(());
    }
    bot(banter).await.map(drop).map_err(|error| error.to_string())
}

/// Says what is due until the server goes down; the turn it is in is finished.
pub(crate) async fn run(banter: Arc<Banter>) {
    let mut speaker = Speaker::new(banter);
    loop {
        let wait = match speaker.turn(clock::now_ms()).await {
            Ok(wait) => wait,
            // What it could not say while it goes down, the next start says.
            Err(_) if speaker.banter.draining.is_cancelled() => LOOK_EVERY,
            Err(error) => {
                tracing::warn!(%error, "schedules wait");
                LOOK_EVERY
            }
        };
        tokio::select! {
            () = speaker.banter.draining.cancelled() => break,
            () = sleep(wait) => {}
        }
    }
    speaker.ends().await;
}

/// Who says what is due, while the lease is theirs.
struct Speaker {
    banter: Arc<Banter>,
    holder: String,
    /// Until when it is, in milliseconds since 1970; 0 before the first time.
    until: i64,
    /// Up to when nothing is noted for later than it can be.
    right_at: i64,
}

impl Speaker {
    fn new(banter: Arc<Banter>) -> Self {
        Self { banter, holder: uuid::Uuid::new_v4().to_string(), until: 0, right_at: i64::MAX }
    }

    /// Says what is due at `now`; the answer is how long nothing will be.
    async fn turn(&mut self, now: i64) -> Result<Duration, Error> {
        if now >= self.right_at || self.sets_right(now).await? {
            self.right_at = now;
        }
        let look = i64::try_from(LOOK_EVERY.as_millis()).unwrap_or(i64::MAX);
        let coming = self.banter.store.schedules_due(now + look).await?;
        let mut wait = LOOK_EVERY;
        for schedule in coming {
            if let Ok(early @ 1..) = u64::try_from(schedule.next - now) {
                wait = wait.min(Duration::from_millis(early));
            } else if self.may_speak(now).await? {
                say(&self.banter, &schedule, now).await?;
            } else {
                return Ok(LOOK_EVERY);
            }
        }
        Ok(wait)
    }

    /// At the start, and when the clock was set back: what a clock that was ahead has put off for a day is due as if
    /// it were said now. `false` while another node speaks, which does the same.
    async fn sets_right(&mut self, now: i64) -> Result<bool, Error> {
        for Schedule { id, rhythm, zone, next, .. } in self.banter.store.schedules().await? {
            let first = When::new(&rhythm, &zone).ok().and_then(|when| when.next_after(now));
            let Some(first) = first.filter(|first| *first < next) else { continue };
            if !self.may_speak(now).await? {
                return Ok(false);
            }
            self.banter.store.note_next(id, first).await?;
        }
        Ok(true)
    }

    /// The lease is taken for a while, not for each word.
    async fn may_speak(&mut self, now: i64) -> Result<bool, Error> {
        let left = self.until - now;
        // A clock that was set back makes it longer than it ever was.
        if (LEASE_MS / 2..=LEASE_MS).contains(&left) {
            return Ok(true);
        }
        let until = now + LEASE_MS;
        let is_ours = self.banter.store.lease(LEASE, &self.holder, now, until).await?;
        self.until = if is_ours { until } else { 0 };
        Ok(is_ours)
    }

    /// The next node need not wait for it; where nothing can be written, it does.
    async fn ends(&self) {
        let now = clock::now_ms();
        if self.until > now {
            let _ = self.banter.store.lease(LEASE, &self.holder, now, now).await;
        }
    }
}

/// Says what `schedule` has to say by now. Of several moments that went by, the last one is spoken of.
async fn say(banter: &Banter, schedule: &Schedule, now: i64) -> Result<(), Error> {
    let (last, next, said) = match When::new(&schedule.rhythm, &schedule.zone) {
        Ok(when) => {
            let moment = when.latest(schedule.next, now);
            let text = text::at(&schedule.body, moment, when.zone());
            let said = speak(banter, schedule, moment, &text).await;
            (moment, when.next_after(moment).unwrap_or(i64::MAX), said)
        }
        // Zones are renamed; what fitted once is looked at again tomorrow.
        Err(bad) => (schedule.next, now + when::DAY_MS, Err(bad.into())),
    };
    let failed = match said {
        Ok(()) => false,
        // What can be tried again keeps its moment.
        Err(error @ (Error::Unavailable | Error::Restarting | Error::Internal)) => {
            return Err(error);
        }
        Err(error) => {
            if !schedule.failed {
                tracing::warn!(%error, schedule = schedule.id.0, "a schedule could not be kept");
            }
            true
        }
    };
    banter.store.note_said(schedule.id, Said { last, next, failed }).await?;
    Ok(())
}

async fn speak(banter: &Banter, schedule: &Schedule, moment: i64, text: &str) -> Result<(), Error> {
    let author = bot(banter).await?;
    let text = banter.rooms.text(text)?;
    let change = Change::Message { room: schedule.room, text, reply_to: None, alias: None };
    // Two numbers and a word are a client id.
    let client_id = ClientId::try_from(format!("schedule-{}-{moment}", schedule.id)).ok();
    banter.rooms.append(author, client_id, change).await.map(drop)
}

async fn bot(banter: &Banter) -> Result<Author, Error> {
    let name = &banter.config.schedule_bot;
    bot_called(&*banter.store, name).await.map_err(|error| match error {
        AddUserError::NameTaken => BadSchedule::BotTaken(name.text().to_owned()).into(),
        other => other.into(),
    })
}

#[cfg(test)]
mod tests;
