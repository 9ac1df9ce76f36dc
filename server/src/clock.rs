//! Wall-clock time, as the store keeps it and the wire shows it.

use std::time::{SystemTime, UNIX_EPOCH};

use app::event::Timestamp;
use time::OffsetDateTime;
use time::macros::format_description;

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

#[cfg(test)]
mod tests {
    use super::timestamp;

    #[test]
    fn writes_milliseconds_and_the_zone() {
        assert_eq!(timestamp(1_795_232_160_007).0, "2026-11-21T03:36:00.007Z");
    }
}
