//! Times as the reader's clock shows them.
//!
//! The server renders with the offset that the browser left in a cookie, so that nothing changes when
//! the page comes to life; from then on each time has the offset that was in force at that time.

use crate::event::Timestamp;
use crate::words::Language;

/// The cookie that holds the browser's offset from UTC, in minutes.
pub const COOKIE: &str = "offset";
/// No place on Earth is further from UTC, in minutes.
const OFFSET_MAX: i32 = 18 * 60;
const DAY_MINUTES: i64 = 24 * 60;

/// Where the reader's clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// So many minutes east of UTC, all year.
    Fixed(i32),
    /// As the browser says for each time.
    Browser,
}

/// A time on the reader's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Local {
    /// Days since 1 January 1970.
    days: i64,
    /// Minutes since midnight.
    minutes: i64,
}

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// The year.
    pub year: i64,
    /// From 1 to 12.
    pub month: usize,
    /// From 1 to 31.
    pub day: i64,
    /// From 0, Sunday, to 6.
    pub weekday: usize,
}

impl Zone {
    /// Of what [`COOKIE`] holds; UTC for anything else.
    #[must_use]
    pub fn of_cookie(value: &str) -> Self {
        let minutes =
            value.parse().ok().filter(|minutes| (-OFFSET_MAX..=OFFSET_MAX).contains(minutes));
        Self::Fixed(minutes.unwrap_or(0))
    }
}

impl Local {
    /// `at` on a clock that is `offset` minutes ahead of UTC; `None` for what is no time.
    #[must_use]
    pub fn of(at: &Timestamp, offset: i32) -> Option<Self> {
        let digits = |from: usize, to: usize| at.0.get(from..to)?.parse::<i64>().ok();
        let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
        let minutes = digits(11, 13)? * 60 + digits(14, 16)? + i64::from(offset);
        let days = days_before(year, month, day) + minutes.div_euclid(DAY_MINUTES);
        Some(Self { days, minutes: minutes.rem_euclid(DAY_MINUTES) })
    }

    /// Hours and minutes: `03:36`.
    #[must_use]
    pub fn time(self) -> String {
        format!("{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }

    /// The day in words.
    #[must_use]
    pub fn day(self, language: Language) -> String {
        language.words().days.say(self.date())
    }

    /// Whether both are of one day.
    #[must_use]
    pub const fn is_day_of(self, other: Self) -> bool {
        self.days == other.days
    }

    /// Minutes from `earlier` to this.
    #[must_use]
    pub const fn minutes_after(self, earlier: Self) -> i64 {
        (self.days - earlier.days) * DAY_MINUTES + self.minutes - earlier.minutes
    }

    /// The day, by Howard Hinnant's `civil_from_days`: years begin in March, so that a leap day ends one.
    fn date(self) -> Date {
        let since = self.days + 719_468;
        let (era, of_era) = (since.div_euclid(146_097), since.rem_euclid(146_097));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let from_march = (5 * of_year + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        Date {
            year: year + era * 400 + i64::from(month <= 2),
            month: usize::try_from(month).unwrap_or(1),
            day: of_year - (153 * from_march + 2) / 5 + 1,
            // 1 January 1970 was a Thursday.
            weekday: usize::try_from((self.days + 4).rem_euclid(7)).unwrap_or(0),
        }
    }
}

/// Milliseconds from 1970 to the second of `at`; 0 for what is no time.
#[must_use]
pub fn ms_of(at: &Timestamp) -> u64 {
    let seconds = at.0.get(17..19).and_then(|digits| digits.parse::<i64>().ok());
    let (Some(local), Some(seconds)) = (Local::of(at, 0), seconds) else { return 0 };
    let minutes = local.days * DAY_MINUTES + local.minutes;
    u64::try_from(minutes * 60 + seconds).map_or(0, |seconds| seconds * 1_000)
}

/// Days from 1 January 1970 to a day, by Howard Hinnant's `days_from_civil`.
const fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::{Local, Zone, ms_of};
    use crate::event::Timestamp;
    use crate::words::Language;

    fn local(at: &str, offset: i32) -> Local {
        Local::of(&Timestamp(at.to_owned()), offset).unwrap()
    }

    #[test]
    fn a_clock_is_ahead_or_behind_over_midnight_and_the_year() {
        let shown = |at, offset| {
            let local = local(at, offset);
            (local.day(Language::English), local.time())
        };
        let said = |day: &str, time: &str| (day.to_owned(), time.to_owned());
        assert_eq!(
            shown("2026-11-21T03:36:00.000Z", 0),
            said("Saturday, 21 November 2026", "03:36")
        );
        assert_eq!(
            shown("2026-11-21T03:36:00.000Z", 480),
            said("Saturday, 21 November 2026", "11:36")
        );
        assert_eq!(
            shown("2026-11-21T20:00:00.000Z", 480),
            said("Sunday, 22 November 2026", "04:00")
        );
        assert_eq!(
            shown("2027-01-01T00:10:00.000Z", -60),
            said("Thursday, 31 December 2026", "23:10")
        );
        assert_eq!(
            shown("2028-02-29T23:59:59.999Z", 0),
            said("Tuesday, 29 February 2028", "23:59")
        );
        assert_eq!(shown("1970-01-01T00:00:00.000Z", 0), said("Thursday, 1 January 1970", "00:00"));
        assert_eq!(
            shown("2000-03-01T00:00:00.000Z", -1),
            said("Tuesday, 29 February 2000", "23:59")
        );
    }

    #[test]
    fn every_day_of_four_centuries_is_the_one_after_the_day_before() {
        let begin = local("2000-01-01T00:00:00.000Z", 0);
        let mut before = begin.date();
        for days in 1..=146_097 {
            let now = Local { days: begin.days + days, ..begin }.date();
            let follows = now.day == before.day + 1 && now.month == before.month
                || now.day == 1 && now.month == before.month % 12 + 1;
            assert!(follows && now.weekday == (before.weekday + 1) % 7, "{before:?} {now:?}");
            before = now;
        }
        assert_eq!((before.year, before.month, before.day, before.weekday), (2400, 1, 1, 6));
    }

    #[test]
    fn a_time_is_milliseconds_as_well() {
        let ms = |at: &str| ms_of(&Timestamp(at.to_owned()));
        assert_eq!(ms("2026-11-21T03:36:59.999Z"), 1_795_232_219_000);
        assert_eq!(ms("1970-01-01T00:00:01.000Z"), 1_000);
        assert_eq!(ms("1969-12-31T23:59:59.000Z"), 0);
    }

    #[test]
    fn days_are_in_the_readers_language() {
        let local = local("2026-11-21T03:36:00.000Z", 0);
        assert_eq!(local.day(Language::ZhHant), "2026年11月21日 星期六");
        assert_eq!(local.day(Language::ZhHans), "2026年11月21日 星期六");
    }

    #[test]
    fn what_is_no_offset_is_utc_and_what_is_no_time_is_none() {
        for (value, minutes) in [("480", 480), ("-570", -570), ("x", 0), ("", 0), ("99999", 0)] {
            assert_eq!(Zone::of_cookie(value), Zone::Fixed(minutes));
        }
        for text in ["", "render", "2026-11-21", "2026-11-21Tab:cd", "年年年年年年年年"] {
            assert_eq!(Local::of(&Timestamp(text.to_owned()), 0), None, "{text}");
            assert_eq!(ms_of(&Timestamp(text.to_owned())), 0, "{text}");
        }
    }
}
