//! Who is writing, and what is told of one's own writing.

use super::*;
use crate::event::{Typing, Typist};

fn typist(room: u64, from: &str) -> Event {
    Event::Typing(Typist { room: RoomId(room), from: from.to_owned() })
}

/// Where the server is told that the person writes.
fn told(ann: &mut Client, now: u64) -> Vec<u64> {
    let told = |command| match command {
        Command::Typing(Typing { room, .. }) => Some(room.0),
        _ => None,
    };
    ann.take_work(now).commands.into_iter().filter_map(told).collect()
}

#[test]
fn typing_is_gone_after_five_seconds() {
    let mut ann = at_general();
    ann.hear(&typist(1, "bob"), 1_000);
    ann.hear(&typist(2, "cid"), 1_000);
    ann.take_work(1_000);
    assert_eq!(ann.typists(), ["bob"], "in the room shown");
    ann.hear(&typist(1, "bob"), 4_000);
    assert_eq!(ann.take_work(8_999).wake_ms, Some(1), "it is looked at again in time");
    assert_eq!(ann.typists(), ["bob"]);
    ann.take_work(9_000);
    assert_eq!(ann.typists(), [""; 0]);
}

#[test]
fn what_is_said_was_written() {
    let mut ann = at_general();
    for name in ["bob", "cid"] {
        ann.hear(&typist(1, name), 0);
    }
    ann.hear(&Event::NewMessage(message(2, 1, "elsewhere")), 0);
    assert_eq!(ann.typists(), ["bob", "cid"]);
    ann.hear(&Event::NewMessage(message(1, 6, "done")), 0);
    assert_eq!(ann.typists(), ["cid"]);
    ann.link_lost(1006);
    assert_eq!(ann.typists(), [""; 0], "nobody is heard any more");
}

#[test]
fn the_server_is_told_every_three_seconds_while_one_writes() {
    let mut ann = at_general();
    let mut seconds = Vec::new();
    for now in (0..10_000).step_by(50) {
        if ann.typed(now) {
            seconds.extend(told(&mut ann, now).iter().map(|room| (now, *room)));
        }
    }
    assert_eq!(seconds, [(0, 1), (3_000, 1), (6_000, 1), (9_000, 1)]);
    assert_eq!(told(&mut ann, 20_000), [0; 0], "nobody writes any more");
}

#[test]
fn nothing_is_told_late() {
    let mut ann = at_general();
    ann.link_lost(1006);
    assert!(!ann.typed(0));
    ann.hear(&welcome(), 1_000);
    assert_eq!(told(&mut ann, 1_000), [0; 0], "it was written without a connection");
    let slow = ErrorReply {
        code: ErrorCode::RateLimited,
        message: String::new(),
        client_id: None,
        room: None,
        retry_after_ms: Some(2_000),
        is_final: false,
    };
    ann.hear(&Event::Error(slow), 2_000);
    assert!(!ann.typed(3_000), "what people say comes first");
    assert_eq!(told(&mut ann, 5_000), [0; 0]);
}
