//! How it is with RabbitMQ: for `/readyz`, for metrics, and a line of the log at each change.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use app::event::Timestamp;

use crate::clock;

/// Why one that is connected gets nothing more.
const FULL: &str = "it takes no messages: its memory or disk is full";

/// What is known of RabbitMQ.
#[derive(Debug, Default)]
pub struct State {
    health: Mutex<Health>,
    /// Messages that came in and stand.
    pub(super) taken: AtomicU64,
    /// Messages that were no good.
    pub(super) dead: AtomicU64,
    /// Changes that went out and were confirmed.
    pub(super) given: AtomicU64,
    /// The position up to which all went out.
    pub(super) position: AtomicI64,
}

/// Whether it is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Health {
    /// Not tried yet.
    #[default]
    Unknown,
    /// Connected, since.
    Up(Timestamp),
    /// Not, since, and why.
    Down(Timestamp, String),
}

impl State {
    /// How it is now.
    #[must_use]
    pub fn health(&self) -> Health {
        self.lock().clone()
    }

    /// Came in and stand, were no good, went out: how many since the start; and the position up to which all went.
    #[must_use]
    pub fn counts(&self) -> ([u64; 3], i64) {
        let counts = [&self.taken, &self.dead, &self.given];
        (counts.map(|count| count.load(Ordering::Relaxed)), self.position.load(Ordering::Relaxed))
    }

    pub(super) fn comes_up(&self) {
        tracing::info!("RabbitMQ is connected");
        *self.lock() = Health::Up(clock::timestamp(clock::now_ms()));
    }

    /// Whether it takes nothing just now, and when it does again.
    pub(super) fn is_full(&self, is_full: bool) {
        if is_full {
            self.goes_down(FULL);
        } else {
            self.comes_up();
        }
    }

    /// Whether it was up before. A reason is logged once, not with every try.
    pub(super) fn goes_down(&self, reason: &str) -> bool {
        let mut health = self.lock();
        let since = match &*health {
            Health::Down(_, known) if known == reason => return false,
            Health::Down(since, _) => since.clone(),
            Health::Up(_) | Health::Unknown => clock::timestamp(clock::now_ms()),
        };
        tracing::warn!(reason, "RabbitMQ is not connected");
        let was_up = matches!(*health, Health::Up(_));
        *health = Health::Down(since, reason.to_owned());
        was_up
    }

    fn lock(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Health, State};

    #[test]
    fn down_since_the_first_failure() {
        let state = State::default();
        assert_eq!(state.health(), Health::Unknown);
        state.comes_up();
        assert!(matches!(state.health(), Health::Up(_)));
        assert!(state.goes_down("reset") && !state.goes_down("refused"));
        let Health::Down(since, reason) = state.health() else { panic!("it is down") };
        assert_eq!(reason, "refused");
        assert!(!state.goes_down("refused"));
        assert_eq!(state.health(), Health::Down(since, reason));
    }
}
