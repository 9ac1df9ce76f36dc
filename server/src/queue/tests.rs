//! A queue that is full, and what it lets go of.

use std::sync::Arc;

use super::{ConnectionId, Entry, Queue};
use crate::store::{SessionId, UserId};
use app::event::{CloseCode, ReadChanged, RoomId, Seq};
use app::words::Language;

fn queue(bytes_max: usize) -> Queue {
    Queue::new(ConnectionId(1), UserId(1), SessionId([0; 16]), Language::default(), bytes_max)
}

fn fill(queue: &Queue, room: u64, seqs: std::ops::RangeInclusive<u64>) {
    for seq in seqs {
        queue.push_log(RoomId(room), Seq(seq), &"x".repeat(36).into());
    }
}

#[test]
fn keeps_the_order_while_there_is_room() {
    let queue = queue(1_000);
    fill(&queue, 1, 1..=3);
    queue.push_reply(Entry::Reply("done".into()));
    let taken = queue.take_now();
    assert_eq!(taken.entries.len(), 4);
    assert_eq!(taken.entries[3], Entry::Reply("done".into()));
    assert!(taken.behind.is_empty() && queue.take_now().entries.is_empty());
}

#[test]
fn a_room_without_room_falls_behind_and_others_stay() {
    let queue = queue(500);
    fill(&queue, 1, 1..=2);
    fill(&queue, 2, 1..=4);
    let taken = queue.take_now();
    assert_eq!(taken.behind, [RoomId(2)]);
    assert_eq!(taken.entries.len(), 2);
    fill(&queue, 2, 5..=5);
    assert_eq!(queue.take_now().entries.len(), 1, "taking clears the mark");
}

#[test]
fn a_reply_pushes_log_events_out() {
    let queue = queue(500);
    fill(&queue, 1, 1..=5);
    queue.push_reply(Entry::Reply("x".repeat(100).into()));
    let taken = queue.take_now();
    assert_eq!(taken.behind, [RoomId(1)]);
    assert_eq!(taken.entries.len(), 1);
    assert_eq!(taken.end, None);
}

#[test]
fn how_far_one_has_read_is_the_first_to_go() {
    let queue = queue(500);
    let read = |room| {
        let (room, read, head) = (RoomId(room), Seq(1), Seq(1));
        let changed = ReadChanged { room, read, unread: 0, mentions: 0, head };
        queue.push_read(&changed, &"x".repeat(36).into());
    };
    read(7);
    fill(&queue, 1, 1..=5);
    read(8);
    let taken = queue.take_now();
    assert_eq!(taken.unsaid, [RoomId(7), RoomId(8)]);
    assert_eq!((taken.entries.len(), taken.behind.len()), (5, 0));
}

#[test]
fn how_far_others_have_come_goes_with_it() {
    let queue = queue(500);
    let receipt = |room| queue.push_receipt(RoomId(room), &"x".repeat(36).into());
    receipt(7);
    receipt(7);
    fill(&queue, 1, 1..=5);
    receipt(8);
    let taken = queue.take_now();
    assert_eq!(taken.unsaid_receipts, [RoomId(7), RoomId(8)]);
    assert_eq!((taken.entries.len(), taken.behind.len()), (5, 0));
    assert!(queue.take_now().unsaid_receipts.is_empty());
    fill(&queue, 1, 1..=2);
    receipt(7);
    assert_eq!(queue.take_now().entries.len(), 3, "where there is room it is said");
}

#[test]
fn a_reply_without_room_ends_the_connection() {
    let queue = queue(500);
    for _ in 0..6 {
        queue.push_reply(Entry::Reply("x".repeat(36).into()));
    }
    assert_eq!(queue.take_now().end, Some(CloseCode::TooSlow));
}

#[test]
fn who_is_there_goes_first_and_is_noted_for_its_rooms() {
    let queue = queue(500);
    let [of_two, of_one, typing]: [Arc<[RoomId]>; 3] =
        [Arc::from([RoomId(7), RoomId(8)]), Arc::from([RoomId(7)]), Arc::from([])];
    let frame = "x".repeat(36).into();
    queue.push_fleeting(&of_two, &frame);
    queue.push_fleeting(&typing, &frame);
    fill(&queue, 1, 1..=5);
    queue.push_fleeting(&of_one, &frame);
    queue.push_fleeting(&typing, &frame);
    let taken = queue.take_now();
    assert_eq!(taken.unsaid_presence, [RoomId(7), RoomId(8)], "of typing nothing is said afresh");
    assert_eq!((taken.entries.len(), taken.behind.len()), (5, 0), "no message is let go for it");
    assert!(queue.take_now().unsaid_presence.is_empty());
    fill(&queue, 1, 6..=7);
    queue.push_fleeting(&of_one, &frame);
    assert_eq!(queue.take_now().entries.len(), 3, "where there is room it is said");
}

#[test]
fn who_begins_to_listen_is_to_be_told_who_is_there() {
    let queue = queue(500);
    assert!(queue.note_listening(RoomId(7)) && !queue.note_listening(RoomId(7)));
    assert_eq!(queue.take_now().unsaid_presence, [RoomId(7)]);
    assert!(!queue.note_listening(RoomId(7)) && queue.listens_to(RoomId(7)));
    assert!(queue.take_now().unsaid_presence.is_empty(), "once");
}
