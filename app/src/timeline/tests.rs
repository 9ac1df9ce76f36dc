//! One room's story, told in events, acks and losses of the connection.

mod changes;
pub(crate) mod model;
mod newer;
mod window;

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};

use super::{Applied, Content, Intent, Loaded, Moment, Older, PAGE_MESSAGES, RowState, Timeline};
use crate::event::{
    Ack, ClientId, Command, Epoch, Event, Membership, NewMessage, RoomId, SendMessage, Seq,
    Timestamp,
};
use crate::http::History;

const ROOM: RoomId = RoomId(1);

fn time() -> Timestamp {
    Timestamp("2026-11-21T03:36:00.000Z".to_owned())
}

fn id(text: &str) -> ClientId {
    ClientId::try_from(text.to_owned()).unwrap()
}

fn message(seq: u64, from: &str, client_id: Option<&str>) -> NewMessage {
    NewMessage {
        html: format!("html {seq}"),
        client_id: client_id.map(id),
        ..NewMessage::plain(ROOM, Seq(seq), from.to_owned(), format!("text {seq}"), time())
    }
}

fn page(messages: Vec<NewMessage>, head: u64) -> History {
    History { messages, head: Seq(head), epoch: Epoch("e1".to_owned()), newer: false }
}

fn ack(client_id: &str, seq: u64) -> Ack {
    Ack {
        client_id: Some(id(client_id)),
        room: ROOM,
        seq: Seq(seq),
        sent: time(),
        dup: false,
        delivery: None,
    }
}

fn loaded(head: u64) -> Timeline {
    let mut timeline = Timeline::opening(ROOM, "ann");
    timeline.load(page(Vec::new(), head));
    timeline
}

/// Says `text` under the id `client_id`.
fn say(timeline: &mut Timeline, client_id: &str, text: &str) {
    let intent = Intent::Say { text: text.to_owned(), reply_to: None };
    timeline.pend(id(client_id), intent, Moment { ms: 0, at: time() });
}

/// The id and the text of the next message to send.
fn next(timeline: &mut Timeline) -> Option<(ClientId, String)> {
    match timeline.next_to_send(0)? {
        Command::SendMessage(SendMessage { client_id: Some(id), message, .. }) => {
            Some((id, message))
        }
        other => panic!("a message, not {other:?}"),
    }
}

fn keys(timeline: &Timeline) -> Vec<String> {
    timeline.rows().into_iter().map(|row| row.key).collect()
}

#[test]
fn the_next_change_applies_a_repeat_is_dropped_and_a_jump_changes_nothing() {
    let mut room = loaded(5);
    assert_eq!(room.apply(&Event::NewMessage(message(6, "bob", None))), Applied::Applied);
    assert_eq!(room.apply(&Event::NewMessage(message(6, "bob", None))), Applied::Repeat);
    assert_eq!(room.apply(&Event::NewMessage(message(8, "bob", None))), Applied::Jump);
    let cid = Membership { room: ROOM, seq: Seq(7), from: "cid".to_owned(), sent: time() };
    assert_eq!(room.apply(&Event::MemberJoined(cid)), Applied::Applied);
    assert_eq!(room.apply(&Event::NewMessage(message(8, "bob", None))), Applied::Applied);
    let mut other = message(9, "bob", None);
    other.room = RoomId(2);
    assert_eq!(room.apply(&Event::NewMessage(other)), Applied::Elsewhere);
    assert_eq!(keys(&room), ["6", "8"]);
}

#[test]
fn what_comes_while_the_first_page_is_under_way_is_kept() {
    let mut room = Timeline::opening(ROOM, "ann");
    for seq in 4..=7 {
        assert_eq!(room.apply(&Event::NewMessage(message(seq, "bob", None))), Applied::Applied);
    }
    assert_eq!(room.loaded(), Loaded::Opening);
    let newest = page(vec![message(4, "bob", None), message(5, "bob", None)], 5);
    assert_eq!(room.load(newest.clone()), Applied::Applied);
    assert_eq!(keys(&room), ["4", "5", "6", "7"]);
    assert_eq!(room.load(newest), Applied::Repeat);
}

#[test]
fn a_hole_behind_the_first_page_is_a_jump() {
    let mut room = Timeline::opening(ROOM, "ann");
    room.apply(&Event::NewMessage(message(9, "bob", None)));
    assert_eq!(room.load(page(vec![message(5, "bob", None)], 5)), Applied::Jump);
    assert_eq!(keys(&room), ["5"]);
}

#[test]
fn older_pages_go_above_until_there_is_none_left() {
    let mut room = Timeline::opening(ROOM, "ann");
    let newest = (51..=100).map(|seq| message(seq, "bob", None)).collect::<Vec<_>>();
    assert_eq!(newest.len(), PAGE_MESSAGES);
    room.load(page(newest, 100));
    assert_eq!(room.ask_older(), Some(Seq(51)));
    assert_eq!(room.ask_older(), None, "one at a time");
    room.older(Seq(51), None);
    assert_eq!(room.loaded(), Loaded::Ready(Older::Failed));
    assert_eq!(room.ask_older(), Some(Seq(51)));
    room.older(Seq(51), Some(page(vec![message(50, "bob", None)], 120)));
    assert!(!room.advance());
    assert_eq!(room.loaded(), Loaded::Ready(Older::NoneLeft));
    assert_eq!(keys(&room).first().map(String::as_str), Some("50"));
    assert_eq!(room.position().map(|position| position.seq), Some(Seq(100)));
    assert_eq!(room.ask_older(), None);
}

#[test]
fn a_row_keeps_its_key_from_enter_to_confirmed() {
    let mut room = loaded(5);
    say(&mut room, "a", "hi");
    assert_eq!(next(&mut room).map(|(id, _)| id), Some(id("a")));
    assert!(matches!(room.rows()[0].state, RowState::Waiting(_)));
    room.ack(&ack("a", 6));
    assert_eq!(room.rows()[0].state, RowState::Confirmed);
    room.apply(&Event::NewMessage(message(6, "ann", Some("a"))));
    assert_eq!(keys(&room), ["a"]);
    assert_eq!(room.rows()[0].content, Content::Html("html 6".to_owned()));
}

#[test]
fn an_event_before_its_ack_confirms_as_well() {
    let mut room = loaded(5);
    say(&mut room, "a", "hi");
    next(&mut room);
    room.apply(&Event::NewMessage(message(6, "ann", Some("a"))));
    room.ack(&ack("a", 6));
    assert_eq!(keys(&room), ["a"]);
    assert_eq!(room.in_flight_since(), None);
}

#[test]
fn somebody_elses_message_with_the_same_id_confirms_nothing() {
    let mut room = loaded(5);
    say(&mut room, "a", "hi");
    room.apply(&Event::NewMessage(message(6, "bob", Some("a"))));
    assert_eq!(keys(&room), ["6", "a"]);
}

#[test]
fn one_is_in_flight_and_the_rest_keep_their_order() {
    let mut room = loaded(0);
    for name in ["a", "b", "c"] {
        say(&mut room, name, name);
    }
    let next = |room: &mut Timeline| next(room).map(|(_, text)| text);
    assert_eq!(next(&mut room).as_deref(), Some("a"));
    assert_eq!(next(&mut room), None);
    room.link_lost();
    assert_eq!(next(&mut room).as_deref(), Some("a"), "again, under the same id");
    room.ack(&ack("a", 1));
    assert_eq!(next(&mut room).as_deref(), Some("b"));
    room.refuse(&id("b"), "No.");
    assert_eq!(next(&mut room).as_deref(), Some("c"), "a refused row stops nobody");
    room.discard(&id("c"));
    room.discard(&id("b"));
    assert_eq!(keys(&room), ["a", "c"], "only what was refused can be thrown away");
}

#[test]
fn a_first_page_settles_what_was_acknowledged_meanwhile() {
    let mut room = Timeline::opening(ROOM, "ann");
    say(&mut room, "a", "hi");
    next(&mut room);
    room.ack(&ack("a", 3));
    assert_eq!(keys(&room), ["a"], "shown until the page is there");
    room.load(page(vec![message(3, "ann", Some("a"))], 3));
    assert_eq!(keys(&room), ["a"]);
}

/// What can happen between a page and its server.
#[derive(Debug, Clone)]
enum Step {
    Say,
    Hear(usize),
    Repeat,
    Skip,
    Lose,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => Just(Step::Say),
        3 => (0_usize..4).prop_map(Step::Hear),
        1 => Just(Step::Repeat),
        1 => Just(Step::Skip),
        1 => Just(Step::Lose),
    ];
    vec(step, 0..60)
}

/// A server that keeps a log, makes the same `client_id` one message, and answers late.
#[derive(Default)]
struct Server {
    log: Vec<NewMessage>,
    acks: Vec<Ack>,
}

impl Server {
    fn take(&mut self, client_id: &ClientId, ack_comes: bool) {
        let known = self.log.iter().find(|message| message.client_id.as_ref() == Some(client_id));
        let seq = known.map_or(self.log.len() as u64 + 1, |message| message.seq.0);
        if known.is_none() {
            self.log.push(message(seq, "ann", Some(client_id.as_str())));
        }
        if ack_comes {
            self.acks.push(ack(client_id.as_str(), seq));
        }
    }

    fn after(&self, room: &Timeline) -> usize {
        room.position().map_or(0, |position| usize::try_from(position.seq.0).unwrap())
    }
}

proptest! {
    #[test]
    fn every_row_stands_once_and_the_confirmed_ones_are_the_log(
        steps in steps(),
        acks_first in any::<bool>(),
    ) {
        let (mut room, mut server, mut said) = (loaded(0), Server::default(), 0_u32);
        for step in steps {
            match step {
                Step::Say => {
                    said += 1;
                    say(&mut room, &format!("m{said}"), "");
                    if let Some((id, _)) = next(&mut room) {
                        server.take(&id, true);
                    }
                }
                Step::Hear(count) => {
                    if acks_first {
                        server.acks.drain(..).for_each(|ack| room.ack(&ack));
                    }
                    let from = server.after(&room);
                    for message in server.log.iter().skip(from).take(count) {
                        room.apply(&Event::NewMessage(message.clone()));
                    }
                    server.acks.drain(..).for_each(|ack| room.ack(&ack));
                }
                Step::Repeat => {
                    for message in &server.log[..server.after(&room)] {
                        let applied = room.apply(&Event::NewMessage(message.clone()));
                        prop_assert_eq!(applied, Applied::Repeat);
                    }
                }
                Step::Skip => {
                    if let Some(message) = server.log.get(server.after(&room) + 1) {
                        let applied = room.apply(&Event::NewMessage(message.clone()));
                        prop_assert_eq!(applied, Applied::Jump);
                    }
                }
                Step::Lose => {
                    server.acks.clear();
                    room.link_lost();
                }
            }
            let unique: std::collections::BTreeSet<_> = keys(&room).into_iter().collect();
            prop_assert_eq!(unique.len(), said as usize, "each row once");
        }
        room.link_lost();
        while let Some((id, _)) = next(&mut room) {
            server.take(&id, true);
            server.acks.drain(..).for_each(|ack| room.ack(&ack));
        }
        let from = server.after(&room);
        for message in server.log.iter().skip(from) {
            prop_assert_eq!(room.apply(&Event::NewMessage(message.clone())), Applied::Applied);
        }
        let ids = server.log.iter().map(|message| message.client_id.clone().unwrap());
        let log: Vec<_> = ids.map(String::from).collect();
        prop_assert_eq!(keys(&room), log);
        prop_assert_eq!(server.log.len(), said as usize);
        prop_assert_eq!(room.in_flight_since(), None);
    }
}
