//! When: each so many seconds, or by a cron expression on the clock of a place.

use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::BadSchedule;
use crate::store::Rhythm;

/// Nothing is said more often.
pub(super) const EVERY_MIN_MS: i64 = 3_000;
/// Nothing is said less often, but by cron.
pub(super) const EVERY_MAX_DAYS: i64 = 366;
/// A day on most clocks.
pub(super) const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// How far back the last moment is looked for first.
const LOOK_BACK_MS: i64 = 2 * 60 * 1_000;
/// A cron expression's characters at most, and a time zone's.
const CHARS_MAX: usize = 100;

/// The names that each field of a cron expression may hold: L is the last day, W the nearest on which people work.
const NAMES: [&[&str]; 5] = [
    &[],
    &[],
    &["L", "W", "LW"],
    &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
    &["L", "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
];

/// The moments of a schedule.
#[derive(Debug, Clone)]
pub struct When {
    moments: Moments,
    zone: TimeZone,
}

#[derive(Debug, Clone)]
enum Moments {
    /// In milliseconds.
    Every(i64),
    Cron(Box<Cron>),
}

/// A time with its unit, as in `3s` or `1h 30m`.
pub(super) fn every(text: &str) -> Result<Rhythm, BadSchedule> {
    let time = humantime::parse_duration(text.trim()).map_err(|_| BadSchedule::Every)?;
    let ms = i64::try_from(time.as_millis()).map_err(|_| BadSchedule::Every)?;
    if (EVERY_MIN_MS..=EVERY_MAX_DAYS * DAY_MS).contains(&ms) {
        Ok(Rhythm::Every(ms))
    } else {
        Err(BadSchedule::Every)
    }
}

/// The time zones there are, by name.
pub fn zones() -> impl Iterator<Item = String> {
    jiff::tz::db().available().map(|name| name.to_string())
}

impl When {
    /// As `rhythm` says, on the clock of `zone`.
    ///
    /// # Errors
    /// What of the two does not fit.
    pub fn new(rhythm: &Rhythm, zone: &str) -> Result<Self, BadSchedule> {
        let zone = zone.trim();
        let zone = if zone.chars().count() > CHARS_MAX { "" } else { zone };
        let zone = TimeZone::get(zone).ok().filter(|zone| zone.iana_name().is_some());
        let zone = zone.filter(|zone| !zone.is_unknown()).ok_or(BadSchedule::Zone)?;
        let moments = match rhythm {
            Rhythm::Every(ms) => Moments::Every(*ms),
            Rhythm::Cron(expression)
                if expression.chars().count() > CHARS_MAX || !names_fit(expression) =>
            {
                return Err(BadSchedule::Cron);
            }
            Rhythm::Cron(expression) => {
                let parser =
                    CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed);
                let cron = parser.build().parse(expression).map_err(|_| BadSchedule::Cron)?;
                Moments::Cron(Box::new(cron))
            }
        };
        Ok(Self { moments, zone })
    }

    /// Its time zone.
    #[must_use]
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// What the IANA database calls that.
    #[must_use]
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// The first moment after `ms`; with no clock to go by, that many milliseconds after it. A time of day that
    /// the clock leaps over is the first moment after the leap, one that it comes to twice is the earlier.
    #[must_use]
    pub fn next_after(&self, ms: i64) -> Option<i64> {
        match &self.moments {
            Moments::Every(every) => ms.checked_add(*every),
            Moments::Cron(cron) => {
                let next = cron.find_next_occurrence(&self.on_clock(ms)?, false).ok()?;
                Some(next.timestamp().as_millisecond())
            }
        }
    }

    /// The last of its moments up to `now`, counted from `first`, which is one of them.
    #[must_use]
    pub fn latest(&self, first: i64, now: i64) -> i64 {
        match &self.moments {
            Moments::Every(every) => first + (now - first).max(0) / every * every,
            Moments::Cron(_) => self.latest_by_clock(first, now),
        }
    }

    /// Looks ahead from further and further back: an hour that the clock repeats is searched rightly only in the
    /// direction in which it passes.
    fn latest_by_clock(&self, first: i64, now: i64) -> i64 {
        let mut back = LOOK_BACK_MS;
        loop {
            let from = now.saturating_sub(back).max(first);
            let moments = std::iter::successors(Some(from), |ms| self.next_after(*ms));
            match moments.skip(1).take_while(|moment| *moment <= now).last() {
                Some(latest) => return latest,
                None if from == first => return first,
                None => back = back.saturating_mul(4),
            }
        }
    }

    fn on_clock(&self, ms: i64) -> Option<Zoned> {
        Some(Timestamp::from_millisecond(ms).ok()?.to_zoned(self.zone.clone()))
    }
}

/// Whether each name stands in the field that has such: the parser takes them for numbers wherever they are.
fn names_fit(expression: &str) -> bool {
    // As in @daily.
    let fields = expression.split_whitespace().filter(|field| !field.starts_with('@'));
    fields.zip(NAMES).all(|(field, names)| {
        let mut typed = field.split(|character: char| !character.is_ascii_alphabetic());
        typed.all(|name| name.is_empty() || names.contains(&&*name.to_ascii_uppercase()))
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{DAY_MS, When, every, zones};
    use crate::schedule::BadSchedule;
    use crate::store::Rhythm;

    fn ms(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    fn cron(expression: &str, zone: &str) -> Result<When, BadSchedule> {
        When::new(&Rhythm::Cron(expression.to_owned()), zone)
    }

    /// The moments after `from` up to `to`, as UTC has them.
    fn moments(when: &When, from: &str, to: &str) -> Vec<String> {
        let next = |ms: &i64| when.next_after(*ms);
        std::iter::successors(when.next_after(ms(from)), next)
            .take_while(|moment| *moment <= ms(to))
            .map(|moment| Timestamp::from_millisecond(moment).unwrap().to_string())
            .collect()
    }

    #[test]
    fn a_rhythm_keeps_time_whenever_it_is_looked_at() {
        let Rhythm::Every(three) = every(" 3s ").unwrap() else { panic!("no cron") };
        let when = When::new(&Rhythm::Every(three), "UTC").unwrap();
        assert_eq!(when.next_after(9_000), Some(12_000));
        assert_eq!(when.latest(12_000, 12_000), 12_000);
        assert_eq!(when.latest(12_000, 14_999), 12_000);
        assert_eq!(when.latest(12_000, 15_000), 15_000);
        assert_eq!(when.latest(12_000, 3_600_001), 3_600_000, "of many that went by, the last");
        for good in ["3s", "1h 30m", "366d"] {
            assert!(every(good).is_ok(), "{good}");
        }
        for bad in ["", "2s", "2999ms", "3", "often", "367d", "-3s", "99999999999999y"] {
            assert_eq!(every(bad), Err(BadSchedule::Every), "{bad}");
        }
    }

    #[test]
    fn what_is_no_expression_or_no_zone() {
        for good in ["* * * * *", "0 9 * * MON-FRI", "*/15 8-18 1,15 * *", "@daily", "0 0 L jan *"]
        {
            assert!(cron(good, "Asia/Taipei").is_ok(), "{good}");
        }
        let long = format!("{} * * * *", ["1"; 60].join(","));
        for bad in [
            "",
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "0 25 * * *",
            "x * * * *",
            "MON * * * *",
            "* * * MON *",
            "* * * * JAN",
            &long,
        ] {
            assert_eq!(cron(bad, "UTC").unwrap_err(), BadSchedule::Cron, "{bad}");
        }
        for bad in ["", "Mars/Olympus", "../../etc/passwd", "Etc/Unknown", &"A".repeat(101)] {
            assert_eq!(cron("* * * * *", bad).unwrap_err(), BadSchedule::Zone, "{bad}");
        }
        assert_eq!(cron("* * * * *", "asia/taipei").unwrap().zone_name(), "Asia/Taipei");
        assert!(zones().any(|zone| zone == "Asia/Taipei"));
        assert!(jiff::tz::TimeZoneDatabase::bundled().get("Asia/Taipei").is_ok(), "without tzdata");
    }

    #[test]
    fn a_day_that_never_comes_is_found_out() {
        assert_eq!(cron("0 0 30 2 *", "Europe/Berlin").unwrap().next_after(0), None);
    }

    /// So what is noted is later than what is next now only where a clock was set back.
    #[test]
    fn what_comes_next_is_the_same_from_any_moment_before_it() {
        for (zone, changes) in [
            ("Europe/Berlin", ["2026-03-28T00:00:00Z", "2026-10-24T00:00:00Z"]),
            ("America/New_York", ["2026-03-07T00:00:00Z", "2026-10-31T00:00:00Z"]),
            ("Australia/Lord_Howe", ["2026-04-03T00:00:00Z", "2026-10-02T00:00:00Z"]),
        ] {
            for expression in ["30 2 * * *", "15 1 * * *", "*/20 * * * *", "0 */2 * * *"] {
                let when = cron(expression, zone).unwrap();
                for from in changes.map(ms) {
                    let mut moment = when.next_after(from).unwrap();
                    while moment < from + 3 * DAY_MS {
                        let next = when.next_after(moment).unwrap();
                        for at in (moment..next).step_by(10 * 60 * 1_000) {
                            assert_eq!(when.next_after(at), Some(next), "{expression} in {zone}");
                        }
                        moment = next;
                    }
                }
            }
        }
    }

    #[test]
    fn cron_in_a_zone_over_both_clock_changes() {
        let day = |expression, zone, from, to| moments(&cron(expression, zone).unwrap(), from, to);
        // In Berlin 02:00 became 03:00 on 29 March 2026 and 03:00 became 02:00 on 25 October, both at 01:00 UTC.
        let (spring, autumn) = (
            ("2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z"),
            ("2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z"),
        );
        for (expression, (from, to), expected) in [
            // Nine o'clock stays nine o'clock.
            ("0 9 * * *", spring, ["2026-03-29T07:00:00Z", "2026-03-30T07:00:00Z"].as_slice()),
            ("0 9 * * *", autumn, &["2026-10-25T08:00:00Z", "2026-10-26T08:00:00Z"]),
            // 02:30 is not there: it is said when the clock has leapt, once.
            ("30 2 * * *", spring, &["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]),
            // 02:30 is there twice: it is said at the first, once.
            ("30 2 * * *", autumn, &["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]),
        ] {
            assert_eq!(day(expression, "Europe/Berlin", from, to), expected, "{expression}");
        }
        // What goes by the hour goes on by the hour, through both.
        let hours = |from, to| day("0 * * * *", "Europe/Berlin", from, to).len();
        assert_eq!(hours("2026-03-29T00:00:00Z", "2026-03-29T06:00:00Z"), 6);
        assert_eq!(hours("2026-10-25T00:00:00Z", "2026-10-25T06:00:00Z"), 6);
        // Half an hour, on the other half of the Earth: Lord Howe Island.
        let lord_howe = day(
            "15 2 * * *",
            "Australia/Lord_Howe",
            "2026-10-03T00:00:00Z",
            "2026-10-04T20:00:00Z",
        );
        assert_eq!(lord_howe, ["2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"]);
    }

    /// Whenever one looks, the last moment is the one that was reached by going from each to the next.
    #[test]
    fn looking_back_finds_what_looking_ahead_found() {
        let zones =
            ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];
        for zone in zones {
            for expression in
                ["*/7 * * * *", "0 * * * *", "30 2 * * *", "0 9 * * 1-5", "59 1,2,3 * * *"]
            {
                let when = cron(expression, zone).unwrap();
                for begin in [
                    "2026-03-07T00:00:00Z",
                    "2026-03-28T00:00:00Z",
                    "2026-10-24T00:00:00Z",
                    "2026-10-03T00:00:00Z",
                ] {
                    let (from, end) = (ms(begin), ms(begin) + 3 * DAY_MS);
                    let mut moment = when.next_after(from).unwrap();
                    let first = moment;
                    while moment <= end {
                        let next = when.next_after(moment).unwrap();
                        assert!(next > moment, "{expression} in {zone}");
                        for now in [moment, moment + 1, next - 1] {
                            let latest = when.latest(first, now);
                            assert_eq!(latest, moment, "{expression} in {zone} at {now}");
                        }
                        moment = next;
                    }
                }
            }
        }
    }
}
