//! Stop 3 of a message's way: when the page connects, waits and gives up. Pure: time (milliseconds)
//! and chance are passed in.

#[cfg(test)]
mod tests;

use crate::event::CloseCode;

/// Nothing heard for this long: the connection is dead, since a heartbeat comes every 25 s.
pub const SILENCE_MS: u64 = 40_000;
/// A command without an answer for this long: the connection is not to be trusted.
pub const ANSWER_MS: u64 = 10_000;
/// Longest time from asking for a one-time password to the welcome.
pub const CONNECT_MS: u64 = 15_000;

const BACKOFF_FIRST_MS: u64 = 500;
const BACKOFF_MAX_MS: u64 = 30_000;
/// Open for this long, a connection counts as good, and the next wait begins small again.
const STEADY_MS: u64 = 10_000;

/// The page's one connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    state: LinkState,
    number: u32,
    failures: u32,
    floor_ms: u64,
    heard_at: u64,
    opened_at: u64,
    lost_at: Option<u64>,
}

/// What the connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// Getting a one-time password, or waiting for the welcome.
    Connecting,
    /// Live.
    Open,
    /// Lost; comes back by itself.
    Waiting {
        /// How many times in a row it was lost, from 1.
        attempt: u32,
        /// When it tries again, in milliseconds.
        until: u64,
    },
    /// Over, until the person does something.
    Stopped(StopReason),
}

/// Why the page stopped trying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// Logged out, or the session is over.
    SignedOut,
    /// Open too many times; another page goes on.
    TooMany,
    /// Not welcome any more.
    Banned,
    /// A reason of a later server.
    Other,
}

impl Link {
    /// A page that is about to connect.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            state: LinkState::Connecting,
            number: 0,
            failures: 0,
            floor_ms: 0,
            heard_at: 0,
            opened_at: 0,
            lost_at: None,
        }
    }

    /// What it is doing.
    #[must_use]
    pub const fn state(&self) -> LinkState {
        self.state
    }

    /// Since when there has been no connection, in milliseconds, after one was lost or could not be made.
    #[must_use]
    pub const fn lost_at(&self) -> Option<u64> {
        self.lost_at
    }

    /// Begins an attempt; the answer is its number. What belongs to an earlier one is to be ignored.
    pub const fn connect(&mut self, now: u64) -> u32 {
        self.state = LinkState::Connecting;
        self.number += 1;
        self.floor_ms = 0;
        self.heard_at = now;
        self.number
    }

    /// The number of the last attempt.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// Whether `number` is the attempt under way.
    #[must_use]
    pub const fn is_current(&self, number: u32) -> bool {
        self.number == number && matches!(self.state, LinkState::Connecting | LinkState::Open)
    }

    /// The welcome is there.
    pub const fn opened(&mut self, now: u64) {
        self.state = LinkState::Open;
        self.lost_at = None;
        self.opened_at = now;
        self.heard_at = now;
    }

    /// A frame came.
    pub const fn heard(&mut self, now: u64) {
        self.heard_at = now;
    }

    /// The server asks not to be tried again before `retry_ms`.
    pub fn not_before(&mut self, retry_ms: u64) {
        self.floor_ms = self.floor_ms.max(retry_ms);
    }

    /// The connection ended with `code`, or could not be made. `random` is from 0 to 1.
    pub fn ended(&mut self, code: u16, now: u64, random: f64) {
        if matches!(self.state, LinkState::Stopped(_)) {
            return;
        }
        if CloseCode::is_final(code) {
            self.state = LinkState::Stopped(StopReason::of(code));
            return;
        }
        let steady = self.state == LinkState::Open && now >= self.opened_at + STEADY_MS;
        self.failures = if steady { 0 } else { self.failures };
        self.lost_at = self.lost_at.or(Some(now));
        let until = now + self.floor_ms + backoff_ms(self.failures, random);
        self.failures = self.failures.saturating_add(1);
        self.state = LinkState::Waiting { attempt: self.failures, until };
    }

    /// The one-time password was refused with HTTP `status` (0: no answer), perhaps with the time
    /// after which to ask again.
    pub fn turned_away(&mut self, status: u16, retry_ms: Option<u64>, now: u64, random: f64) {
        if status == 401 {
            self.state = LinkState::Stopped(StopReason::SignedOut);
            return;
        }
        self.not_before(retry_ms.unwrap_or(0));
        self.ended(CloseCode::Away.into(), now, random);
    }

    /// Whether the connection is to be dropped: silent for too long, or a command sent at
    /// `unanswered` still has no answer.
    #[must_use]
    pub fn is_overdue(&self, now: u64, unanswered: Option<u64>) -> bool {
        let silence = match self.state {
            LinkState::Connecting => CONNECT_MS,
            LinkState::Open => SILENCE_MS,
            LinkState::Waiting { .. } | LinkState::Stopped(_) => return false,
        };
        let slow = unanswered.is_some_and(|sent| now >= sent + ANSWER_MS);
        now >= self.heard_at + silence || slow
    }

    /// Whether it is time to try again.
    #[must_use]
    pub const fn is_due(&self, now: u64) -> bool {
        matches!(self.state, LinkState::Waiting { until, .. } if now >= until)
    }
}

impl Default for Link {
    fn default() -> Self {
        Self::new()
    }
}

impl StopReason {
    const fn of(code: u16) -> Self {
        match code {
            4500 => Self::TooMany,
            4501 => Self::SignedOut,
            4503 => Self::Banned,
            _ => Self::Other,
        }
    }
}

/// How long to wait after `failures` in a row: full jitter, so that a thousand pages that lost the
/// same server do not come back in one wave.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "at most 30,000, and not negative"
)]
pub fn backoff_ms(failures: u32, random: f64) -> u64 {
    let doubled = BACKOFF_FIRST_MS.saturating_mul(2_u64.saturating_pow(failures));
    (random.clamp(0.0, 1.0) * doubled.min(BACKOFF_MAX_MS) as f64) as u64
}
