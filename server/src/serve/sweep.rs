//! What time alone ends: one-time passwords, failures, full buckets, sessions.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::banter::Banter;

/// The original's pace.
const SWEEP_EVERY: Duration = Duration::from_millis(400);
/// Sessions are looked up on each second sweep: one that another process ended closes within 1 s.
const SESSIONS_EVERY: u32 = 2;

/// Sweeps until the task is aborted.
pub(super) async fn run(banter: Arc<Banter>) {
    let mut ticks = interval(SWEEP_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut turn = 0_u32;
    loop {
        let now: Instant = ticks.tick().await;
        banter.one_time_passwords.sweep();
        banter.throttle.sweep(now);
        banter.rates.sweep(now);
        turn = turn.wrapping_add(1);
        if turn.is_multiple_of(SESSIONS_EVERY) {
            end_sessions(&banter).await;
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
