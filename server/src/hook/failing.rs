//! When a receiver that takes nothing is tried again, and when no more.

use std::time::Duration;

use crate::store::{Failing, Trouble};

/// The first pause; each further one is twice as long.
const FIRST: Duration = Duration::from_secs(1);
/// The longest one.
pub(super) const LONGEST: Duration = Duration::from_secs(60 * 60);
/// How long it is tried.
const TRIED_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// How often at least: a clock that jumped ahead makes no day. In a real one it is 35 times or more.
const TRIES_MIN: u32 = 24;
/// What a receiver says that wants nothing more, ever (RFC 9110 section 15.5.11).
pub(super) const GONE: Trouble = Trouble::Status(410);

impl Failing {
    /// After one more attempt, which came to `trouble` at `now`, in milliseconds since 1970. Between half a pause and
    /// a whole one, by `chance` from 0 to 1, so that hooks do not come back all at once.
    pub(super) fn again(before: Option<Self>, trouble: Trouble, now: i64, chance: f64) -> Self {
        let (since, attempts) = before.map_or((now, 0), |before| (before.since, before.attempts));
        let pause = FIRST.saturating_mul(1 << attempts.min(16)).min(LONGEST);
        let pause = pause.mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0);
        let is_over = now.saturating_sub(since) >= ms(TRIED_FOR) && attempts >= TRIES_MIN;
        Self {
            since,
            attempts: attempts.saturating_add(1),
            next: now.saturating_add(ms(pause)),
            trouble,
            paused: is_over || trouble == GONE,
        }
    }
}

pub(super) fn ms(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Failing, Trouble};

    const HOUR: i64 = 60 * 60 * 1_000;

    #[test]
    fn twice_as_long_each_time_up_to_an_hour_and_for_a_day() {
        let (mut now, mut failing, mut pauses) = (1_000_000, None, Vec::new());
        let ended = loop {
            let next = Failing::again(failing, Trouble::Slow, now, 1.0);
            if next.paused {
                break next;
            }
            pauses.push((next.next - now) / 1_000);
            now = next.next;
            failing = Some(next);
        };
        assert_eq!(pauses[..13], [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 3_600]);
        assert!(pauses[13..].iter().all(|pause| *pause == 3_600));
        assert_eq!((ended.since, ended.attempts), (1_000_000, 36));
        assert!((24 * HOUR..25 * HOUR).contains(&(now - ended.since)), "{now}");
    }

    #[test]
    fn chance_takes_half_of_a_pause_at_most() {
        for (chance, pause) in [(0.0, 500), (0.5, 750), (1.0, 1_000)] {
            assert_eq!(Failing::again(None, Trouble::Slow, 0, chance).next, pause);
        }
        let long = Failing { attempts: u32::MAX, ..Failing::again(None, Trouble::Slow, 0, 1.0) };
        assert_eq!(Failing::again(Some(long), Trouble::Slow, 1, 0.0).next, 1 + HOUR / 2);
    }

    #[test]
    fn a_clock_that_jumps_ahead_makes_no_day() {
        let first = Failing::again(None, Trouble::Slow, 0, 1.0);
        assert!(!Failing::again(Some(first), Trouble::Slow, 30 * HOUR, 1.0).paused);
    }

    #[test]
    fn who_is_gone_is_believed() {
        assert!(Failing::again(None, Trouble::Status(410), 0, 0.0).paused);
        assert!(!Failing::again(None, Trouble::Status(404), 0, 0.0).paused);
    }
}
