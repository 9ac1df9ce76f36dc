//! What a schedule says: its text, with the time put in.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// `body` with the day and the time of day that `ms` is in `zone`, where it asks for them.
pub(super) fn at(body: &str, ms: i64, zone: &TimeZone) -> String {
    let moment = Timestamp::from_millisecond(ms).unwrap_or_default().to_zoned(zone.clone());
    body.replace("{{time}}", &moment.strftime("%H:%M:%S").to_string())
        .replace("{{date}}", &moment.strftime("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    #[test]
    fn the_time_is_put_in_where_it_is_asked_for() {
        let at = |body, zone| super::at(body, 1_795_232_160_007, &TimeZone::get(zone).unwrap());
        assert_eq!(at("It is {{time}}.", "UTC"), "It is 03:36:00.");
        assert_eq!(
            at("{{date}} {{time}}, {{date}}", "Asia/Taipei"),
            "2026-11-21 11:36:00, 2026-11-21"
        );
        assert_eq!(at("{{date}}", "America/New_York"), "2026-11-20");
        assert_eq!(at("{{ time }} {{name}} {{{time}}}", "UTC"), "{{ time }} {{name}} {03:36:00}");
    }
}
