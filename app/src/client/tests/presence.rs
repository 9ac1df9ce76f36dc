//! Who is there, and what is told of this device.

use super::*;
use crate::event::{Activity, Presence, PresenceState, UserPresence};
use crate::http::Member;
use PresenceState::{Away, Offline, Online};

const MINUTE: u64 = 60_000;

fn state(name: &str, state: PresenceState) -> UserPresence {
    UserPresence { name: name.to_owned(), state, seen: None }
}

fn told(room: Option<u64>, users: &[(&str, PresenceState)]) -> Event {
    let users = users.iter().map(|(name, is)| state(name, *is)).collect();
    Event::Presence(Presence { users, room: room.map(RoomId) })
}

fn list(states: &[(&str, Option<PresenceState>)]) -> Members {
    let member = |(name, state): &(&str, Option<PresenceState>)| Member {
        name: (*name).to_owned(),
        state: *state,
        ..Member::default()
    };
    let members: Vec<_> = states.iter().map(member).collect();
    Members { count: members.len() as u64, members, head: Seq(5) }
}

fn of(ann: &Client, name: &str) -> Option<PresenceState> {
    ann.presence_of(name).map(|known| known.state)
}

/// What the server is told of the device.
fn activity(ann: &mut Client, now: u64) -> Vec<&'static str> {
    let told = |command| match command {
        Command::Activity(Activity { active, .. }) => Some(if active { "here" } else { "away" }),
        _ => None,
    };
    ann.take_work(now).commands.into_iter().filter_map(told).collect()
}

#[test]
fn people_change_and_a_whole_state_says_who_is_gone() {
    let mut ann = at_general();
    assert_eq!(of(&ann, "bob"), None, "unknown is not offline");
    ann.told_people(RoomId(1), list(&[("ann", None), ("bob", None), ("cid", None)]));
    ann.hear(&told(Some(1), &[("ann", Online), ("bob", Away)]), 0);
    assert_eq!(["ann", "bob", "cid"].map(|name| of(&ann, name)), [Online, Away, Offline].map(Some));
    ann.hear(&told(None, &[("bob", Online)]), 0);
    assert_eq!(of(&ann, "bob"), Some(Online));
    ann.hear(&told(Some(1), &[("ann", Online)]), 0);
    assert_eq!(of(&ann, "bob"), Some(Offline), "that bob left was let go");
    ann.hear(&told(Some(2), &[("dan", Online)]), 0);
    assert_eq!(of(&ann, "ann"), Some(Online), "who is in another room is not gone from there");
}

#[test]
fn whoever_is_connected_is_there() {
    let mut ann = at_general();
    ann.told_people(RoomId(1), list(&[("ann", Some(Offline)), ("bob", Some(Offline))]));
    assert_eq!(["ann", "bob"].map(|name| of(&ann, name)), [Some(Online), Some(Offline)]);
    ann.link_lost(1006);
    assert_eq!(of(&ann, "ann"), None, "without a connection nothing is known");
    ann.hear(&welcome(), 0);
    assert_eq!(of(&ann, "ann"), Some(Online));
}

#[test]
fn a_list_that_comes_late_takes_nothing_back() {
    let mut ann = at_general();
    ann.hear(&told(None, &[("bob", Online)]), 0);
    ann.told_people(RoomId(1), list(&[("bob", Some(Offline)), ("cid", Some(Away)), ("dan", None)]));
    assert_eq!(["bob", "cid", "dan"].map(|name| of(&ann, name)), [Some(Online), Some(Away), None]);
}

/// Opened by one, and not written in: the other sees nothing of it, and is not told of in it.
#[test]
fn who_does_not_see_a_conversation_is_not_gone() {
    let mut ann = at_general();
    ann.hear(&told(Some(1), &[("bob", Online)]), 0);
    let direct = RoomSummary { kind: RoomKind::Direct, ..room(3, "bob") };
    ann.hear(&Event::RoomAdded(direct), 0);
    ann.told_people(
        RoomId(3),
        Members { head: Seq(0), ..list(&[("ann", Some(Online)), ("bob", None)]) },
    );
    ann.hear(&told(Some(3), &[("ann", Online)]), 0);
    assert_eq!(of(&ann, "bob"), Some(Online));
    ann.hear(&Event::NewMessage(message(3, 1, "hi")), 0);
    ann.hear(&told(Some(3), &[("ann", Online)]), 0);
    assert_eq!(of(&ann, "bob"), Some(Offline), "now it is seen by both");
}

#[test]
fn without_a_connection_nothing_is_known_and_the_first_page_is_believed() {
    let mut ann = Client::new(user(), limits(), vec![room(1, "general")], MEANS);
    let members = list(&[("ann", Some(Online)), ("bob", Some(Away))]);
    let (history, receipts) = (history(5), Vec::new());
    let page = RoomPage::Open { room: room(1, "general"), history, members, receipts, at: None };
    ann.begin("general".to_owned(), page);
    assert_eq!(of(&ann, "bob"), Some(Away));
    ann.hear(&welcome(), 0);
    assert_eq!(of(&ann, "bob"), Some(Away), "the welcome takes nothing from what is shown");
    let before = ann.presence_revision();
    ann.link_lost(1006);
    assert_eq!(["ann", "bob"].map(|name| of(&ann, name)), [None, None]);
    assert_ne!(ann.presence_revision(), before);
    ann.told_people(RoomId(1), list(&[("bob", Some(Online))]));
    assert_eq!(of(&ann, "bob"), None, "a list that was asked for before");
    ann.hear(&welcome(), 0);
    let seen = Some(Timestamp("2026-11-22T08:12:00Z".to_owned()));
    let gone = UserPresence { name: "bob".to_owned(), state: Offline, seen };
    ann.hear(&Event::Presence(Presence { users: vec![gone.clone()], room: None }), 0);
    ann.link_lost(1006);
    ann.hear(&welcome(), 0);
    ann.hear(&told(Some(1), &[("ann", Online)]), 0);
    assert_eq!(ann.presence_of("bob"), Some(&gone), "it is not forgotten when that was");
}

#[test]
fn ten_minutes_without_input_are_away() {
    let mut ann = at_general();
    assert_eq!(activity(&mut ann, 100 * MINUTE), [""; 0], "where nobody sits, nobody is away");
    ann.touched(100 * MINUTE);
    assert_eq!(activity(&mut ann, 100 * MINUTE), [""; 0]);
    let wake = ann.take_work(105 * MINUTE).wake_ms;
    assert_eq!(wake, Some(5 * MINUTE), "it is looked at again in time");
    assert!(!ann.touched(109 * MINUTE));
    assert_eq!(activity(&mut ann, 119 * MINUTE - 1), [""; 0]);
    assert_eq!(activity(&mut ann, 119 * MINUTE), ["away"]);
    assert_eq!(activity(&mut ann, 200 * MINUTE), [""; 0], "once");
    assert!(ann.touched(201 * MINUTE), "that is to be told at once");
    assert_eq!(activity(&mut ann, 201 * MINUTE), ["here"]);
}

#[test]
fn who_comes_back_without_being_there_says_so_first() {
    let mut ann = at_general();
    ann.touched(0);
    assert_eq!(activity(&mut ann, 11 * MINUTE), ["away"]);
    ann.link_lost(1006);
    assert_eq!(activity(&mut ann, 12 * MINUTE), [""; 0], "nobody hears it");
    ann.hear(&welcome(), 12 * MINUTE);
    let commands = ann.take_work(12 * MINUTE).commands;
    assert!(
        matches!(commands[0], Command::Activity(Activity { active: false, .. })),
        "{commands:?}"
    );
}
