//! Chaos, and the proof that nothing is lost, doubled, mixed up or told to the wrong people.
//!
//! `CHECKER_SECONDS` says for how long, `CHECKER_SEED` from which seed, `BANTER` with which binary.

#![expect(clippy::unwrap_used, reason = "a checker that fails says so by its panic")]

#[path = "../amqp/broker.rs"]
#[expect(dead_code, reason = "the conversations with RabbitMQ use the rest")]
mod broker;
mod chance;
mod client;
mod fsync;
mod history;
mod host;
mod plan;
mod proxy;
mod rabbit;
mod robot;
mod run;
mod support;
mod verdict;
mod world;

use std::io::Write;
use std::time::{Duration, SystemTime};

/// Unless asked otherwise.
const SECONDS: u64 = 60;
/// A longer run is several of at most this, each with a seed and a folder of its own, so that what
/// has to be remembered stays bounded.
const SECONDS_AT_ONCE: u64 = 300;
/// Violations shown.
const SHOWN: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_is_doubled_whatever_happens() {
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().subsec_nanos();
    let mut seed = setting("CHECKER_SEED", u64::from(now));
    let mut left = setting("CHECKER_SECONDS", SECONDS);
    while left > 0 {
        let seconds = left.min(SECONDS_AT_ONCE);
        say(&format!("the checker begins: CHECKER_SEED={seed} CHECKER_SECONDS={seconds}"));
        let done = run::run(seed, Duration::from_secs(seconds)).await;
        for violation in done.violations.iter().take(SHOWN) {
            say(&violation.to_string());
        }
        say(&done.line);
        if let Some(first) = done.violations.first() {
            let after = done.found_after.unwrap_or_default().as_secs();
            say(&format!("    caught by \"{}\" after {after} s", first.rule));
            panic!("something is lost, doubled, mixed up or told to the wrong people: {first}");
        }
        assert!(done.missing.is_empty(), "it did not happen that {}", done.missing.join(" or "));
        (seed, left) = (seed.wrapping_add(1), left - seconds);
    }
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

/// The harness swallows what is printed by a test that passes.
fn say(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).unwrap();
}
