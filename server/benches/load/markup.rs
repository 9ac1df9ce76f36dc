//! What it costs to make HTML of a message.

use std::hint::black_box;
use std::time::{Duration, Instant};

use server::markup::Markup;

const TIMES: u32 = 200;

/// A message as people write them, and the most expensive of 4,000 characters that is known.
pub(crate) fn figures() -> [(&'static str, Duration, usize); 2] {
    let typical = "Morning! The deploy went **fine**, see https://ci.example.org/runs/1234?x=1 \
        and `banter backup`, @ann.\nI'll look at the *other* one later, it's 3~5 minutes.";
    let worst: String = "- a\n* a\n".chars().cycle().take(4_000).collect();
    [measured("typical", typical), measured("the worst known", &worst)]
}

fn measured(name: &'static str, text: &str) -> (&'static str, Duration, usize) {
    let begun = Instant::now();
    for _ in 0..TIMES {
        black_box(Markup::of(black_box(text)));
    }
    (name, begun.elapsed() / TIMES, Markup::of(text).bytes())
}
