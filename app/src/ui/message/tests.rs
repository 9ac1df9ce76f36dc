//! Which messages stand below one name, and below which day.

use super::{is_grouped, opened_day};
use crate::event::{Epoch, NewMessage, RoomId, Seq, Timestamp};
use crate::http::History;
use crate::timeline::{Row, Timeline};
use crate::zone::Local;

/// What is said, by whom and when, as the reader `ann` has it.
fn rows(said: &[(&str, &str)]) -> Vec<Row> {
    let message = |(seq, (from, sent)): (u64, &(&str, &str))| {
        let sent = Timestamp(format!("2026-11-{sent}.000Z"));
        NewMessage::plain(RoomId(1), Seq(seq), (*from).to_owned(), "hi".to_owned(), sent)
    };
    let messages: Vec<_> = (1..).zip(said).map(message).collect();
    let mut room = Timeline::opening(RoomId(1), "ann");
    let head = Seq(messages.len() as u64);
    room.load(History { messages, head, epoch: Epoch("e".to_owned()), newer: false });
    room.rows()
}

/// On a clock so many minutes ahead of UTC.
fn clock(offset: i32) -> impl Fn(&Timestamp) -> Option<Local> + Copy {
    move |at| Local::of(at, offset)
}

/// Whether the second is grouped below the first.
fn goes_on(first: (&str, &str), second: (&str, &str), offset: i32) -> bool {
    is_grouped(&rows(&[first, second])[1], clock(offset))
}

#[test]
fn one_person_within_five_minutes_is_named_once() {
    assert!(!is_grouped(&rows(&[("ann", "21T09:00:00")])[0], clock(0)), "nobody above");
    assert!(goes_on(("ann", "21T09:00:00"), ("ann", "21T09:04:59"), 0));
    assert!(!goes_on(("ann", "21T09:00:00"), ("ann", "21T09:05:00"), 0));
    assert!(!goes_on(("ann", "21T09:00:00"), ("bob", "21T09:00:01"), 0));
}

#[test]
fn a_day_of_the_reader_begins_with_its_first_message() {
    let over = [("ann", "21T23:59:00"), ("ann", "22T00:01:00"), ("ann", "22T00:02:00")];
    let opened = |offset| {
        let rows = rows(&over);
        rows.iter().map(|row| opened_day(row, clock(offset)).is_some()).collect::<Vec<_>>()
    };
    assert_eq!(opened(0), [true, true, false]);
    assert!(!goes_on(over[0], over[1], 0), "below the new day the name stands again");
    // East of there it is the next day all along.
    assert_eq!(opened(480), [true, false, false]);
    assert!(goes_on(over[0], over[1], 480));
}
