//! What was typed is kept, sent once, and told about when it cannot be.

use std::collections::BTreeMap;

use super::{
    Client, MEANS, ack, at_general, limits, message, refusal, room, sends, synced, texts, typed,
    user, welcome,
};
use crate::client::{SayError, Work};
use crate::event::{Command, Epoch, Event, NewMessage, Reset, RoomId, RoomRemoved, Seq};
use crate::timeline::{Moment, RowState};
use crate::words::Language;

fn at(ms: u64) -> Moment {
    Moment { ms, ..typed() }
}

/// What the page sends at `now`, with what it has to keep in `kept`.
fn work(ann: &mut Client, kept: &mut BTreeMap<String, String>, now: u64) -> Vec<Command> {
    let Work { saves, commands, .. } = ann.take_work(now);
    for save in saves {
        match save.value {
            Some(value) => kept.insert(save.key, value),
            None => kept.remove(&save.key),
        };
    }
    commands
}

/// A page of ann's with what the browser keeps, connected.
fn reopened(kept: &BTreeMap<String, String>) -> Client {
    let mut ann = Client::new(user(), limits(), vec![room(1, "general")], MEANS);
    ann.show("general");
    ann.restore(kept.clone(), 0);
    ann.hear(&welcome(), 0);
    ann
}

#[test]
fn what_is_wrong_with_a_text_is_said_before_it_is_sent() {
    let mut ann = at_general();
    assert!(ann.say(" ", typed()).is_err() && ann.say(&"x".repeat(41), typed()).is_err());
    assert!(ann.rows().0.is_empty());
}

#[test]
fn a_row_is_kept_before_it_is_sent_and_until_it_is_acknowledged() {
    let (mut ann, mut kept) = (at_general(), BTreeMap::new());
    ann.say("hi", at(1_000)).unwrap();
    let commands = work(&mut ann, &mut kept, 1_000);
    let sent = commands.last().unwrap();
    let id = sent.client_id().unwrap().as_str();
    let key = kept.keys().next().unwrap();
    assert_eq!(*key, format!("outbox/ann/r1/{id}"));
    let value = r#"{"version":1,"intent":{"say":{"text":"hi"}},"typed":{"ms":1000,"at":"2026-11-21T03:36:00.000Z"},"not_before":0}"#;
    assert_eq!(kept[key], value);
    ann.hear(&ack(sent, 6), 1_000);
    work(&mut ann, &mut kept, 1_000);
    assert!(kept.is_empty());
    assert_eq!(texts(&ann), ["hi"], "shown until its event is there");
}

#[test]
fn a_closed_tab_loses_nothing_and_the_order_stays() {
    let (mut ann, mut kept) = (at_general(), BTreeMap::new());
    ann.link_lost(1006);
    for text in ["one", "two"] {
        ann.say(text, typed()).unwrap();
    }
    work(&mut ann, &mut kept, 0);
    let mut ann = reopened(&kept);
    assert_eq!(texts(&ann), ["one", "two"]);
    let first = sends(&mut ann, 0).remove(0);
    assert_eq!(first.message, "one");
    ann.hear(&ack(&Command::SendMessage(first), 1), 0);
    assert_eq!(sends(&mut ann, 0)[0].message, "two");
}

#[test]
fn a_refusal_outlives_the_page_and_stops_nobody() {
    let (mut ann, mut kept) = (at_general(), BTreeMap::new());
    ann.say("no", typed()).unwrap();
    ann.say("yes", typed()).unwrap();
    let sent = work(&mut ann, &mut kept, 0).pop().unwrap();
    ann.hear(&refusal(sent.client_id().cloned(), true, None), 0);
    let mut fresh = at_general();
    work(&mut ann, &mut kept, 0);
    fresh.restore(kept.clone(), 0);
    let RowState::Refused(id, reason) = fresh.rows().0.remove(0).state else { panic!("refused") };
    assert_eq!((reason.as_str(), sends(&mut fresh, 0)[0].message.as_str()), ("No.", "yes"));
    fresh.discard(&id);
    work(&mut fresh, &mut kept, 0);
    assert_eq!(kept.len(), 1);
}

#[test]
fn another_account_leaves_them_alone() {
    let (mut bob, mut kept) = (at_general(), BTreeMap::new());
    bob.say("ann's", typed()).unwrap();
    work(&mut bob, &mut kept, 0);
    let others: BTreeMap<_, _> =
        kept.iter().map(|(key, value)| (key.replace("/ann/", "/bob/"), value.clone())).collect();
    let mut ann = reopened(&others);
    assert_eq!((texts(&ann), sends(&mut ann, 0)), (Vec::new(), Vec::new()));
    ann.restore([("outbox/ann/r1/x".to_owned(), r#"{"version":2}"#.to_owned())], 0);
    assert_eq!(ann.take_work(0).saves, [], "and so does another version");
}

#[test]
fn rows_for_a_room_that_was_left_say_so() {
    let (mut ann, mut kept) = (at_general(), BTreeMap::new());
    ann.link_lost(1006);
    ann.say("too late", typed()).unwrap();
    work(&mut ann, &mut kept, 0);
    let moved: BTreeMap<_, _> =
        kept.iter().map(|(key, value)| (key.replace("/r1/", "/r7/"), value.clone())).collect();
    let mut ann = reopened(&moved);
    work(&mut ann, &mut kept, 0);
    let refused = kept.values().any(|value| value.contains("You are not in that room any more."));
    assert!(refused && sends(&mut ann, 0).is_empty());
}

#[test]
fn rows_for_a_room_that_is_left_say_so_at_once() {
    let (mut ann, mut kept) = (at_general(), BTreeMap::new());
    ann.say("one", typed()).unwrap();
    ann.say("two", typed()).unwrap();
    let sent = work(&mut ann, &mut kept, 0).remove(1);
    ann.hear(&Event::RoomRemoved(RoomRemoved { room: RoomId(1), reason: "left".to_owned() }), 0);
    work(&mut ann, &mut kept, 0);
    let refused = |value: &&String| value.contains("You are not in that room any more.");
    assert_eq!(kept.values().filter(refused).count(), 1, "what is under way has its own answer");
    ann.hear(&ack(&sent, 6), 0);
    work(&mut ann, &mut kept, 0);
    assert_eq!(kept.len(), 1);
}

#[test]
fn another_tabs_row_is_shown_at_once_and_sent_only_when_that_tab_has_died() {
    let (mut one, mut other, mut kept) = (at_general(), at_general(), BTreeMap::new());
    synced(&mut other, 5);
    one.say("hi", at(1_000)).unwrap();
    work(&mut one, &mut kept, 1_000);
    let (key, value) = kept.first_key_value().unwrap();
    other.stored_elsewhere(key, Some(value), 1_000);
    assert_eq!(texts(&other), ["hi"]);
    other.say("mine", at(1_000)).unwrap();
    assert_eq!(sends(&mut other, 1_000)[0].message, "mine", "it holds up nobody");
    other.link_lost(1006);
    other.hear(&welcome(), 1_000);
    let last = sends(&mut other, 10_999).remove(0);
    assert_eq!(last.message, "mine");
    other.hear(&ack(&Command::SendMessage(last), 6), 11_000);
    assert_eq!(sends(&mut other, 11_000)[0].message, "hi");
    other.stored_elsewhere(key, None, 11_001);
    assert_eq!(texts(&other), ["mine"], "it was sent, or thrown away");
}

#[test]
fn another_tabs_row_for_a_room_that_this_page_is_not_in_is_not_sent() {
    let mut ann = at_general();
    synced(&mut ann, 5);
    let value = r#"{"version":1,"intent":{"say":{"text":"hi"}},"typed":{"ms":0,"at":""}}"#;
    ann.stored_elsewhere("outbox/ann/r7/x", Some(value), 0);
    assert_eq!(sends(&mut ann, 11_000), []);
}

#[test]
fn an_acknowledged_row_stays_when_another_tab_clears_up_after_it() {
    let (mut ann, mut kept) = (at_general(), BTreeMap::new());
    ann.say("hi", typed()).unwrap();
    let commands = work(&mut ann, &mut kept, 0);
    ann.hear(&ack(commands.last().unwrap(), 6), 0);
    ann.stored_elsewhere(kept.keys().next().unwrap(), None, 0);
    assert_eq!(texts(&ann), ["hi"]);
}

#[test]
fn what_is_shown_already_is_not_sent_again_by_the_page_that_comes_after() {
    let mut ann = at_general();
    let mut mine = message(1, 6, "hi");
    (mine.from, mine.client_id) = ("ann".to_owned(), "x".to_owned().try_into().ok());
    ann.hear(&Event::NewMessage(mine), 0);
    let value = r#"{"version":1,"intent":{"say":{"text":"hi"}},"typed":{"ms":0,"at":""}}"#;
    ann.restore([("outbox/ann/r1/x".to_owned(), value.to_owned())], 0);
    assert_eq!(texts(&ann), ["hi"]);
    let work = ann.take_work(0);
    assert!(work.saves.iter().any(|save| save.key == "outbox/ann/r1/x" && save.value.is_none()));
}

#[test]
fn what_another_history_may_lack_is_kept_again() {
    let (mut ann, mut kept) = (at_general(), BTreeMap::new());
    ann.say("hi", typed()).unwrap();
    let commands = work(&mut ann, &mut kept, 0);
    ann.hear(&ack(commands.last().unwrap(), 6), 0);
    work(&mut ann, &mut kept, 0);
    assert!(kept.is_empty());
    let reset = Reset { room: RoomId(1), epoch: Epoch("e2".to_owned()) };
    ann.hear(&Event::Reset(reset), 0);
    work(&mut ann, &mut kept, 0);
    assert_eq!(kept.len(), 1);
}

#[test]
fn more_than_can_wait_is_refused_with_the_limit() {
    let mut ann = at_general();
    ann.link_lost(1006);
    for _ in 0..500 {
        ann.say("hi", typed()).unwrap();
    }
    let full = ann.say("hi", typed()).unwrap_err();
    assert_eq!(full, SayError::OutboxFull { rows_max: 500 });
    assert!(full.in_words(&Language::English.words().composer).contains("500"));
}

/// What was typed stays with the person, who is told why it cannot be said.
#[test]
fn an_edit_of_what_is_gone_is_refused_at_once() {
    let mut ann = at_general();
    for of in [Seq(77), Seq(0)] {
        assert_eq!(ann.edit(of, "many words", typed()), Err(SayError::NotThere));
    }
    assert!(ann.rows().0.iter().all(|row| row.text != "many words"));
}

/// Nobody who types on means an older message.
#[test]
fn what_still_waits_is_not_edited_and_neither_is_what_stands_above_it() {
    let mut ann = at_general();
    let older = NewMessage { from: "ann".to_owned(), ..message(1, 6, "older") };
    ann.hear(&Event::NewMessage(older), 0);
    assert_eq!(ann.last_own(), Some((Seq(6), "older".to_owned())));
    ann.say("newest", typed()).unwrap();
    assert_eq!(ann.last_own(), None);
}
