//! The connection's behaviour, told as stories.

use proptest::prelude::{any, proptest};

use super::{ANSWER_MS, CONNECT_MS, Link, LinkState, SILENCE_MS, StopReason, backoff_ms};

fn open_at(now: u64) -> Link {
    let mut link = Link::new();
    link.connect(now);
    link.opened(now);
    link
}

#[test]
fn comes_back_later_after_each_failure() {
    let mut link = Link::new();
    let mut waits = Vec::new();
    for _ in 0..9 {
        link.connect(0);
        link.ended(1006, 0, 1.0);
        let LinkState::Waiting { until, .. } = link.state() else { panic!("it comes back") };
        waits.push(until);
    }
    assert_eq!(waits, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
}

#[test]
fn a_steady_connection_starts_the_waits_afresh_and_a_short_one_does_not() {
    let mut link = open_at(0);
    link.ended(1006, 1_000, 1.0);
    link.connect(2_000);
    link.opened(2_000);
    link.ended(1006, 3_000, 1.0);
    assert_eq!(link.state(), LinkState::Waiting { attempt: 2, until: 4_000 });
    link.connect(5_000);
    link.opened(5_000);
    link.ended(1006, 65_000, 1.0);
    assert_eq!(link.state(), LinkState::Waiting { attempt: 1, until: 65_500 });
}

#[test]
fn a_restarting_server_says_when_to_come_back() {
    let mut link = open_at(0);
    link.not_before(1_200);
    link.ended(1012, 10, 0.0);
    assert!(!link.is_due(1_209) && link.is_due(1_210));
    link.connect(1_210);
    link.ended(1006, 1_210, 0.0);
    assert!(link.is_due(1_210), "said once, it counts once");
}

#[test]
fn stops_where_the_server_says_stop() {
    for (code, reason) in [
        (4500, StopReason::TooMany),
        (4501, StopReason::SignedOut),
        (4503, StopReason::Banned),
        (4999, StopReason::Other),
    ] {
        let mut link = open_at(0);
        link.ended(code, 1, 0.5);
        assert_eq!(link.state(), LinkState::Stopped(reason));
        assert!(!link.is_due(u64::MAX) && !link.is_overdue(u64::MAX, Some(0)));
    }
    for code in [1000, 1001, 1006, 1011, 1012, 3008, 4009, 4499, 5000] {
        let mut link = open_at(0);
        link.ended(code, 1, 0.5);
        assert!(matches!(link.state(), LinkState::Waiting { .. }), "{code}");
    }
}

#[test]
fn without_a_session_it_stops_and_a_busy_server_is_left_alone() {
    let mut link = Link::new();
    link.connect(0);
    link.turned_away(503, Some(7_000), 0, 0.0);
    assert!(!link.is_due(6_999) && link.is_due(7_000));
    link.connect(7_000);
    link.turned_away(401, None, 7_000, 0.0);
    assert_eq!(link.state(), LinkState::Stopped(StopReason::SignedOut));
}

#[test]
fn silence_and_missing_answers_end_a_connection() {
    let mut link = open_at(0);
    assert!(!link.is_overdue(SILENCE_MS - 1, None) && link.is_overdue(SILENCE_MS, None));
    link.heard(20_000);
    assert!(!link.is_overdue(SILENCE_MS, None));
    assert!(!link.is_overdue(20_000 + ANSWER_MS - 1, Some(20_000)));
    assert!(link.is_overdue(20_000 + ANSWER_MS, Some(20_000)));
    link.connect(100_000);
    assert!(link.is_overdue(100_000 + CONNECT_MS, None));
}

#[test]
fn what_belongs_to_an_earlier_attempt_is_known_as_such() {
    let mut link = Link::new();
    let first = link.connect(0);
    link.ended(1006, 0, 0.0);
    assert!(!link.is_current(first), "it ended");
    let second = link.connect(1);
    assert!(!link.is_current(first) && link.is_current(second));
}

proptest! {
    #[test]
    fn no_wait_is_longer_than_half_a_minute(failures in any::<u32>(), random in any::<f64>()) {
        assert!(backoff_ms(failures, random) <= 30_000);
    }
}
