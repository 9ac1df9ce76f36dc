//! A room that was opened at a message of long ago, and goes on to its newest.

use proptest::collection::vec;
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert_eq, prop_oneof, proptest,
};

use super::model::ModelRoom;
use super::{Epoch, History, PAGE_MESSAGES, ROOM, Timeline, id, say};
use crate::event::{NewMessage, Seq};
use crate::timeline::{Applied, Below};

fn epoch() -> Epoch {
    Epoch("e1".to_owned())
}

/// The messages of `all` around the one at `seq`, as the server chooses them.
fn around(all: &[NewMessage], seq: Seq, head: Seq) -> History {
    let before = all.iter().filter(|message| message.seq <= seq).count();
    let after = all.len() - before;
    let newer = after.min((PAGE_MESSAGES / 2).max(PAGE_MESSAGES.saturating_sub(before)));
    let older = before.min(PAGE_MESSAGES - newer);
    let messages = all[before - older..before + newer].to_vec();
    History { messages, head, epoch: epoch(), newer: newer < after }
}

fn after(all: &[NewMessage], seq: Seq, head: Seq) -> History {
    let rest: Vec<_> = all.iter().filter(|message| message.seq > seq).cloned().collect();
    let newer = rest.len() > PAGE_MESSAGES;
    let messages = rest.into_iter().take(PAGE_MESSAGES).collect();
    History { messages, head, epoch: epoch(), newer }
}

fn before(all: &[NewMessage], seq: Seq, head: Seq) -> History {
    let older: Vec<_> = all.iter().filter(|message| message.seq < seq).cloned().collect();
    let messages = older[older.len().saturating_sub(PAGE_MESSAGES)..].to_vec();
    History { messages, head, epoch: epoch(), newer: false }
}

/// A room of `count` messages of bob's, opened at message `at`.
fn opened_at(count: u64, at: u64) -> (ModelRoom, Timeline) {
    let mut model = ModelRoom::new(ROOM);
    for number in 1..=count {
        model.says("bob", &format!("{number}"), None);
    }
    let mut room = Timeline::opening(ROOM, "ann");
    let page = around(&model.snapshot(model.head()), Seq(at), model.head());
    assert_eq!(room.load(page), Applied::Applied);
    (model, room)
}

fn hears(room: &mut Timeline, model: &ModelRoom) {
    let from = room.position().unwrap().seq;
    for event in model.replay(from) {
        assert_eq!(room.apply(&event), Applied::Applied);
    }
}

fn numbers(room: &Timeline) -> Vec<u64> {
    room.rows().iter().map(|row| row.seq.map_or(0, |seq| seq.0)).collect()
}

/// Reads in the middle.
fn reads_on(room: &mut Timeline) -> bool {
    room.look(true, None)
}

#[test]
fn a_room_goes_on_from_the_message_to_its_newest_page_by_page() {
    let (model, mut room) = opened_at(160, 60);
    assert_eq!(numbers(&room), (36..=85).collect::<Vec<_>>());
    assert_eq!(room.below(), Below { more: true, new: 0, failed: false });
    assert!(!reads_on(&mut room), "its last row is not the room's");
    let (all, head) = (model.snapshot(model.head()), model.head());
    let mut pages = 0;
    while let Some(seq) = room.ask_newer() {
        assert_eq!(room.ask_newer(), None, "one page at a time");
        room.newer(seq, Some(after(&all, seq, head)));
        pages += 1;
    }
    assert_eq!((pages, numbers(&room)), (2, (36..=160).collect()));
    assert!(reads_on(&mut room), "now it is");
    assert_eq!(room.below(), Below::default());
}

#[test]
fn what_comes_meanwhile_is_counted_and_joins_on_in_the_end() {
    let (mut model, mut room) = opened_at(100, 30);
    model.says("cid", "news", None);
    model.says("ann", "my own, from elsewhere", None);
    model.edits(Seq(30), "edited", None).unwrap();
    hears(&mut room, &model);
    assert_eq!(room.below(), Below { more: true, new: 1, failed: false });
    assert_eq!(numbers(&room).last(), Some(&55), "no hole is shown");
    assert_eq!(room.rows()[24].text, "edited", "what is held changes");
    // While the last page is under way somebody goes on talking, and changes what is on it.
    let seq = room.ask_newer().unwrap();
    let page = after(&model.snapshot(model.head()), seq, model.head());
    model.says("cid", "and more", None);
    model.deletes("bob", Seq(90), None).unwrap();
    hears(&mut room, &model);
    room.newer(seq, Some(page));
    let shown: Vec<_> = room.messages.iter().cloned().collect();
    assert_eq!(shown, model.snapshot(model.head())[5..], "all of them, as they stand");
    assert_eq!(room.below(), Below { more: false, new: 2, failed: false });
}

#[test]
fn a_page_that_fails_is_asked_for_with_the_next_connection() {
    let (model, mut room) = opened_at(100, 30);
    let seq = room.ask_newer().unwrap();
    room.newer(seq, None);
    assert_eq!(room.ask_newer(), None, "not with every pixel");
    room.link_lost();
    assert_eq!(room.ask_newer(), Some(seq));
    // One of another history, or of before what was heard, is none.
    let page = after(&model.snapshot(model.head()), seq, model.head());
    room.newer(seq, Some(History { head: Seq(50), ..page.clone() }));
    room.link_lost();
    assert_eq!(room.ask_newer(), Some(seq));
    room.newer(Seq(1), Some(page.clone()));
    assert_eq!(numbers(&room).last(), Some(&55), "nobody asked for that one");
    room.newer(seq, Some(page));
    assert_eq!(numbers(&room).last(), Some(&100));
}

#[test]
fn the_way_to_the_end_loads_the_newest_page_and_loses_nothing() {
    let (mut model, mut room) = opened_at(100, 30);
    say(&mut room, "id-1", "typed meanwhile");
    assert_eq!(numbers(&room).last(), Some(&55), "what waits is not shown above a hole");
    assert!(room.go_to_end());
    assert!(room.show(), "the page is to be fetched");
    let page = before(&model.snapshot(model.head()), Seq(101), model.head());
    model.says("bob", "news", None);
    hears(&mut room, &model);
    room.load(page);
    let all = numbers(&room);
    assert_eq!((all[0], all[all.len() - 2], all.last()), (51, 101, Some(&0)), "and what waits");
    assert!(!room.go_to_end() && reads_on(&mut room));
    assert_eq!(room.rows().last().unwrap().key, id("id-1").as_str());
}

#[derive(Debug, Clone)]
enum Step {
    Says(bool),
    Edits(usize),
    Deletes(usize),
    Reacts(usize),
    Older,
    Newer,
    /// A page arrives that was read now, or when it was asked for.
    Arrives(bool),
    Fails,
    Hears,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => any::<bool>().prop_map(Step::Says),
        2 => any::<usize>().prop_map(Step::Edits),
        1 => any::<usize>().prop_map(Step::Deletes),
        2 => any::<usize>().prop_map(Step::Reacts),
        1 => Just(Step::Older),
        3 => Just(Step::Newer),
        4 => any::<bool>().prop_map(Step::Arrives),
        1 => Just(Step::Fails),
        4 => Just(Step::Hears),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Whatever comes while pages are under way: what is held is a run of the room's messages as they stand, and
    /// the whole rest once the last page is there.
    #[test]
    fn what_is_held_is_always_a_run_of_the_room(at in 1_u64..=150, steps in vec(step(), 1..80)) {
        let (mut model, mut room) = opened_at(150, at);
        let mut newer: Option<(Seq, History)> = None;
        let mut older: Option<(Seq, History)> = None;
        for step in steps {
            let (head, messages) = (model.head(), model.messages());
            let of = |number: usize| messages[number % messages.len()];
            match step {
                Step::Says(own) => { model.says(if own { "ann" } else { "bob" }, "x", None); }
                Step::Edits(number) => { model.edits(of(number), &format!("e{number}"), None); }
                Step::Deletes(number) => { model.deletes("bob", of(number), None); }
                Step::Reacts(number) => { model.reacts("cid", of(number), ("👍", true), None); }
                Step::Older => if let Some(seq) = room.ask_older() {
                    older = Some((seq, before(&model.snapshot(head), seq, head)));
                },
                Step::Newer => if let Some(seq) = room.ask_newer() {
                    newer = Some((seq, after(&model.snapshot(head), seq, head)));
                },
                Step::Arrives(fresh) => {
                    let now = model.snapshot(head);
                    if let Some((seq, page)) = newer.take() {
                        room.newer(seq, Some(if fresh { after(&now, seq, head) } else { page }));
                    }
                    if let Some((seq, page)) = older.take() {
                        room.older(seq, Some(if fresh { before(&now, seq, head) } else { page }));
                    }
                }
                Step::Fails => {
                    if let Some((seq, _)) = newer.take() { room.newer(seq, None); }
                    room.link_lost();
                }
                Step::Hears => hears(&mut room, &model),
            }
        }
        hears(&mut room, &model);
        if let Some((seq, page)) = newer.take() { room.newer(seq, Some(page)); }
        if let Some((seq, page)) = older.take() { room.older(seq, Some(page)); }
        let now = model.snapshot(model.head());
        let held: Vec<_> = room.messages.iter().cloned().collect();
        let from = now.iter().position(|message| message.seq == held[0].seq).unwrap();
        prop_assert_eq!(&held[..], &now[from..from + held.len()]);
        room.link_lost();
        while let Some(seq) = room.ask_newer() {
            room.newer(seq, Some(after(&now, seq, model.head())));
        }
        let held: Vec<_> = room.messages.iter().cloned().collect();
        prop_assert_eq!(&held[..], &now[from..]);
    }
}
