//! Wall-clock time, as the store keeps it and the wire shows it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use app::event::Timestamp;
use time::OffsetDateTime;
use time::macros::format_description;
use tokio::sync::watch;
use tokio::time::sleep;

/// Milliseconds since 1970 in UTC.
#[must_use]
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// `ms` since 1970 as RFC 3339 in UTC with milliseconds.
#[must_use]
pub fn timestamp(ms: i64) -> Timestamp {
    let format =
        format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH);
    Timestamp(moment.format(format).unwrap_or_default())
}

/// A clock of one's own: the same time, unless a test has set it ahead.
#[derive(Debug, Default)]
pub struct Clock {
    /// In milliseconds.
    ahead: watch::Sender<i64>,
}

impl Clock {
    /// Milliseconds since 1970 in UTC.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        now_ms() + *self.ahead.borrow()
    }

    /// Waits until it shows `at`, in milliseconds since 1970.
    pub async fn until(&self, at: i64) {
        let mut ahead = self.ahead.subscribe();
        loop {
            ahead.borrow_and_update();
            let Ok(left @ 1..) = u64::try_from(at - self.now_ms()) else { return };
            tokio::select! {
                () = sleep(Duration::from_millis(left)) => {}
                _ = ahead.changed() => {}
            }
        }
    }

    /// Sets it ahead: a day need not be waited for.
    pub fn set_ahead(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.ahead.send_modify(|ahead| *ahead += by);
    }
}

#[cfg(test)]
mod tests {
    use super::timestamp;

    #[test]
    fn writes_milliseconds_and_the_zone() {
        assert_eq!(timestamp(1_795_232_160_007).0, "2026-11-21T03:36:00.007Z");
    }
}
