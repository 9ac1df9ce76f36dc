//! What time alone ends: one-time passwords, failures, full buckets, sessions, temporary rooms, what is left of
//! deleted ones.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::banter::Banter;
use crate::temporary::Temporary;

/// The original's pace.
const SWEEP_EVERY: Duration = Duration::from_millis(400);
/// Sessions are looked up on each second sweep: one that another process ended closes within 1 s.
const SESSIONS_EVERY: u32 = 2;
const _: () = assert!(SWEEP_EVERY.saturating_mul(SESSIONS_EVERY).as_millis() < 1_000);
/// Rows of a deleted room wiped at once: a few milliseconds of the writer's.
const WIPED_AT_ONCE: u32 = 1_000;

/// Sweeps until the task is aborted.
pub(super) async fn run(banter: Arc<Banter>) {
    let mut ticks = interval(SWEEP_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut temporary = Temporary::default();
    // Which temporary rooms there are from before is looked up at once.
    let mut turn = SESSIONS_EVERY - 1;
    loop {
        let now: Instant = ticks.tick().await;
        banter.one_time_passwords.sweep();
        banter.throttle.sweep(now);
        banter.rates.sweep(now);
        banter.hooks.rates.sweep(now);
        banter.typing.sweep(now);
        if let Err(error) = banter.announcements.save(&*banter.store).await {
            tracing::warn!(%error, "who was told of announcements could not be kept");
        }
        turn = turn.wrapping_add(1);
        if turn.is_multiple_of(SESSIONS_EVERY) {
            end_sessions(&banter).await;
            if let Err(error) = temporary.sweep(&banter, now).await {
                tracing::warn!(%error, "temporary rooms could not be looked up");
            }
        }
        if let Err(error) = banter.store.wipe_deleted(WIPED_AT_ONCE).await {
            tracing::warn!(%error, "a deleted room could not be wiped");
        }
    }
}

async fn end_sessions(banter: &Banter) {
    let connected = banter.hub.sessions();
    if connected.is_empty() {
        return;
    }
    match banter.store.ended_sessions(connected).await {
        Ok(ended) => ended.into_iter().for_each(|session| banter.hub.end_session(session)),
        Err(error) => tracing::warn!(%error, "sessions could not be looked up"),
    }
}
