//! A room of hundreds of messages, of which the page shows some.

use std::collections::VecDeque;

use proptest::collection::vec;
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};

use super::{
    Event, History, Loaded, Older, PAGE_MESSAGES, Timeline, id, keys, message, next, page, say,
};
use crate::event::Seq;
use crate::timeline::{Below, Row, Spot, WINDOW_ROWS_MAX};

/// Messages of the room when it is opened.
const OLD: u64 = 400;
const STEP: usize = PAGE_MESSAGES;

/// The page before message `before`.
fn page_before(before: u64) -> History {
    let from = before.saturating_sub(STEP as u64).max(1);
    page((from..before).map(|seq| message(seq, "bob", None)).collect(), OLD)
}

fn opened() -> Timeline {
    let mut room = Timeline::opening(super::ROOM, "ann");
    room.load(page_before(OLD + 1));
    room
}

/// Shows older rows, and loads them where need be.
fn goes_up(room: &mut Timeline) {
    if !room.go_up()
        && let Some(before) = room.ask_older()
    {
        let head = room.position().map_or(Seq::ZERO, |at| at.seq);
        room.older(before, Some(History { head, ..page_before(before.0) }));
    }
    arrives(room);
}

fn goes_down(room: &mut Timeline) {
    room.go_down();
    arrives(room);
}

/// The window gets where it is to be, some rows a frame.
fn arrives(room: &mut Timeline) {
    for _ in 0..4 {
        let before = room.shown().start;
        let moves = room.advance();
        assert!(room.shown().start.abs_diff(before) <= STEP / 2, "some rows a frame");
        if !moves {
            return;
        }
    }
    panic!("it arrives within some frames");
}

fn hears(room: &mut Timeline, from: &str, count: usize) {
    for _ in 0..count {
        let seq = room.position().map_or(0, |at| at.seq.0) + 1;
        room.apply(&Event::NewMessage(message(seq, from, None)));
    }
}

fn reads_at(room: &mut Timeline, key: &str) -> bool {
    room.look(false, Some(Spot { key: key.to_owned(), top: 0.0 }))
}

fn numbers(room: &Timeline) -> (u64, u64) {
    let rows = room.rows();
    let seq = |row: &Row| row.seq.map_or(0, |seq| seq.0);
    (rows.first().map_or(0, seq), rows.last().map_or(0, seq))
}

#[test]
fn a_window_moves_up_and_down_and_lets_go_at_its_other_end() {
    let mut room = opened();
    reads_at(&mut room, "360");
    let mut shown = vec![numbers(&room)];
    // Once the window is full, every other step loads a page, and the next one shows it.
    while room.loaded() != Loaded::Ready(Older::NoneLeft) {
        goes_up(&mut room);
        shown.push(numbers(&room));
    }
    shown.dedup();
    let up = [
        (351, 400),
        (301, 400),
        (251, 400),
        (201, 400),
        (151, 350),
        (101, 300),
        (51, 250),
        (1, 200),
    ];
    assert_eq!(shown, up);
    assert_eq!(room.below(), Below { more: true, new: 0, failed: false });
    let mut shown = Vec::new();
    while room.below().more {
        goes_down(&mut room);
        shown.push(numbers(&room));
    }
    assert_eq!(shown, [(51, 250), (101, 300), (151, 350), (201, 400)]);
    assert_eq!(room.loaded(), Loaded::Ready(Older::There));
    goes_down(&mut room);
    assert_eq!(numbers(&room), (201, 400), "there is nothing further down");
}

#[test]
fn at_the_end_what_comes_is_shown_and_what_is_too_much_is_let_go_above() {
    let mut room = opened();
    assert!(room.look(true, None));
    hears(&mut room, "bob", 170);
    assert_eq!((numbers(&room), room.rows().len()), ((371, 570), WINDOW_ROWS_MAX));
    assert_eq!(room.below(), Below::default());
}

#[test]
fn a_room_come_back_to_shows_a_page_at_its_end_and_all_that_is_read_further_up() {
    let mut room = opened();
    room.look(true, None);
    hears(&mut room, "bob", 170);
    room.begin_at_end();
    assert!(!room.show(), "nothing is to be fetched");
    assert_eq!((numbers(&room), room.below()), ((521, 570), Below::default()));
    goes_up(&mut room);
    assert_eq!(numbers(&room), (471, 570));
    reads_at(&mut room, "480");
    room.begin_at_end();
    assert_eq!((numbers(&room), room.spot().map(|spot| &*spot.key)), ((471, 570), Some("480")));
}

#[test]
fn further_up_what_comes_is_counted_until_the_end_is_in_view() {
    let mut room = opened();
    assert!(!reads_at(&mut room, "360"));
    hears(&mut room, "bob", 2);
    hears(&mut room, "ann", 1);
    assert_eq!(
        (numbers(&room), room.below()),
        ((351, 403), Below { more: false, new: 2, failed: false })
    );
    hears(&mut room, "bob", 170);
    assert_eq!(
        (numbers(&room), room.below()),
        ((351, 550), Below { more: true, new: 172, failed: false })
    );
    assert!(!room.look(true, None), "the end of the rows is not the end of the room");
    assert_eq!(room.below().new, 172);
    room.go_to_end();
    arrives(&mut room);
    assert_eq!((numbers(&room), room.below()), ((524, 573), Below::default()));
    assert!(room.look(true, None));
    reads_at(&mut room, "570");
    assert_eq!(room.below().new, 0, "counted from when the end was left");
}

#[test]
fn a_spot_is_kept_until_the_end_is_in_view_or_the_history_is_another() {
    let mut room = opened();
    reads_at(&mut room, "360");
    assert_eq!(room.spot().map(|spot| spot.key.as_str()), Some("360"));
    room.look(true, None);
    assert_eq!(room.spot(), None);
    reads_at(&mut room, "360");
    goes_up(&mut room);
    room.go_on_from(None, true);
    assert_eq!((room.spot(), room.is_at_end()), (None, true));
}

#[test]
fn the_first_row_shown_knows_the_one_above() {
    let mut room = opened();
    reads_at(&mut room, "360");
    while room.rows().len() < WINDOW_ROWS_MAX {
        goes_up(&mut room);
    }
    goes_up(&mut room);
    assert_eq!((numbers(&room).0, room.loaded()), (201, Loaded::Ready(Older::There)));
    assert!(room.rows()[0].previous.is_some());
}

#[test]
fn a_page_that_comes_late_does_not_take_away_what_is_read() {
    let mut room = opened();
    hears(&mut room, "bob", 150);
    reads_at(&mut room, "351");
    let before = room.ask_older();
    reads_at(&mut room, "549");
    room.older(before.unwrap(), Some(History { head: Seq(550), ..page_before(351) }));
    arrives(&mut room);
    assert_eq!(numbers(&room), (351, 550));
    goes_up(&mut room);
    assert_eq!(numbers(&room), (301, 500));
}

/// What can happen to a room and its window.
#[test]
fn what_was_refused_is_read_on_while_what_was_said_after_it_is_confirmed_above_it() {
    let room = opened();
    let mut reader = Reader { room, anchor: None, said: 0, refused: VecDeque::new() };
    let moves = [Step::Up, Step::Say(50), Step::Refuse, Step::Up, Step::Confirm(20)];
    let said = [Step::Read(0), Step::Confirm(29), Step::Say(1)];
    moves.iter().chain(&said).for_each(|step| reader.does(step));
    reader.does(&Step::LookDown);
    assert_eq!(reader.anchor.as_deref(), Some("m1"), "the last row shown is read");
    reader.does(&Step::Confirm(1));
    assert!(reader.place().is_some());
}

#[derive(Debug, Clone)]
enum Step {
    Hear(&'static str, usize),
    Say(usize),
    Confirm(usize),
    Refuse,
    Discard,
    Up,
    Down,
    End,
    /// The room is shown again, after another.
    Return,
    /// The end of the rows comes in view.
    LookDown,
    /// Some other row is read.
    Read(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (1_usize..90).prop_map(|count| Step::Hear("bob", count)),
        1 => (1_usize..9).prop_map(|count| Step::Hear("ann", count)),
        2 => (1_usize..90).prop_map(Step::Say),
        2 => (1_usize..90).prop_map(Step::Confirm),
        1 => Just(Step::Refuse),
        1 => Just(Step::Discard),
        6 => Just(Step::Up),
        4 => Just(Step::Down),
        1 => Just(Step::End),
        1 => Just(Step::Return),
        1 => Just(Step::LookDown),
        3 => any::<usize>().prop_map(Step::Read),
    ];
    vec(step, 0..60)
}

/// A room, and somebody who reads at a row, or at the end.
struct Reader {
    room: Timeline,
    anchor: Option<String>,
    said: u32,
    refused: VecDeque<String>,
}

impl Reader {
    fn place(&self) -> Option<usize> {
        keys(&self.room).iter().position(|key| Some(key) == self.anchor.as_ref())
    }

    fn does(&mut self, step: &Step) {
        match *step {
            Step::Hear(from, count) => hears(&mut self.room, from, count),
            Step::Say(count) => {
                for _ in 0..count {
                    self.said += 1;
                    say(&mut self.room, &format!("m{}", self.said), "hi");
                }
            }
            Step::Confirm(count) => {
                for _ in 0..count {
                    let Some((id, _)) = next(&mut self.room) else { return };
                    let seq = self.room.position().map_or(0, |at| at.seq.0) + 1;
                    let confirmed = message(seq, "ann", Some(id.as_str()));
                    self.room.apply(&Event::NewMessage(confirmed));
                }
            }
            Step::Refuse => {
                let Some((id, _)) = next(&mut self.room) else { return };
                self.room.refuse(&id, "No.");
                self.refused.push_back(id.as_str().to_owned());
            }
            Step::Discard => {
                let gone = self.refused.pop_front().filter(|key| Some(key) != self.anchor.as_ref());
                gone.into_iter().for_each(|key| self.room.discard(&id(&key)));
            }
            // As the page does: further rows are shown when the end of the window is near.
            Step::Up if self.place().is_none_or(|at| at < WINDOW_ROWS_MAX - STEP) => {
                goes_up(&mut self.room);
            }
            Step::Down if self.place().is_none_or(|at| at >= STEP) => goes_down(&mut self.room),
            Step::Up | Step::Down => {}
            Step::End => {
                self.room.go_to_end();
                arrives(&mut self.room);
                self.anchor = None;
            }
            Step::Return => self.room.begin_at_end(),
            Step::LookDown => {
                let last = keys(&self.room).pop();
                self.anchor = if self.room.look(true, None) { None } else { last };
                self.anchor.iter().for_each(|key| assert!(!reads_at(&mut self.room, key)));
            }
            Step::Read(which) => {
                // Rows that wait above the window may go and move it: what is read has a margin.
                let shown = keys(&self.room);
                let inner = shown.get(STEP / 2..).unwrap_or_default();
                let Some(key) = inner.get(which % inner.len().max(1)) else { return };
                reads_at(&mut self.room, key);
                self.anchor = Some(key.clone());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn rows_are_a_run_of_all_and_what_is_read_stays_among_them(steps in steps()) {
        let (room, refused) = (opened(), VecDeque::new());
        let mut reader = Reader { room, anchor: None, said: 0, refused };
        for step in steps {
            reader.does(&step);
            let room = &reader.room;
            let (rows, all) = (room.rows(), room.rows_in(0..room.rows_count()));
            prop_assert!(rows.len() <= WINDOW_ROWS_MAX);
            prop_assert!(rows.len() >= all.len().min(STEP / 2));
            let from = all.iter().position(|row| row.key == rows[0].key).unwrap();
            prop_assert_eq!(&rows, &all[from..from + rows.len()]);
            prop_assert_eq!(room.below().more, from + rows.len() < all.len());
            match &reader.anchor {
                Some(anchor) => prop_assert!(reader.place().is_some(), "{} is shown", anchor),
                None => prop_assert_eq!(&rows[rows.len() - 1], &all[all.len() - 1]),
            }
        }
    }
}
