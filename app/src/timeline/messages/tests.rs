//! A room's messages from its log, compared with a model that looks everything up.

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::Messages;
use crate::event::{NewMessage, RoomId, Seq};
use crate::timeline::tests::model::ModelRoom;

const NAMES: [&str; 3] = ["ann", "bob", "cid"];
const EMOJIS: [&str; 3] = ["👍", "🎉", "❤️"];

/// What somebody does; a number says to which message.
#[derive(Debug, Clone)]
enum Deed {
    Say(usize),
    Edit(usize, bool),
    Delete(usize, usize),
    React(usize, usize, usize, bool),
    Join,
    Leave,
    Rename,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let (who, which) = (0_usize..3, any::<usize>());
    let deed = prop_oneof![
        4 => who.clone().prop_map(Deed::Say),
        3 => (which, any::<bool>()).prop_map(|(which, names)| Deed::Edit(which, names)),
        2 => (who.clone(), any::<usize>()).prop_map(|(who, which)| Deed::Delete(who, which)),
        5 => (who, any::<usize>(), 0_usize..3, any::<bool>())
            .prop_map(|(who, which, what, on)| Deed::React(who, which, what, on)),
        1 => Just(Deed::Join),
        1 => Just(Deed::Leave),
        1 => Just(Deed::Rename),
    ];
    vec(deed, 0..50)
}

fn lived(deeds: &[Deed]) -> ModelRoom {
    let mut room = ModelRoom::new(RoomId(1));
    for (number, deed) in deeds.iter().enumerate() {
        let messages = room.messages();
        let of = |which: usize| (!messages.is_empty()).then(|| messages[which % messages.len()]);
        match *deed {
            Deed::Say(who) => {
                room.says(NAMES[who], &format!("hello @cid {number}"), None);
            }
            Deed::Edit(which, names) => {
                let text = format!("better {number}{}", if names { " @ann" } else { "" });
                of(which).and_then(|of| room.edits(of, &text, None));
            }
            Deed::Delete(who, which) => {
                of(which).and_then(|of| room.deletes(NAMES[who], of, None));
            }
            Deed::React(who, which, what, on) => {
                of(which).and_then(|of| room.reacts(NAMES[who], of, (EMOJIS[what], on), None));
            }
            Deed::Join => room.joins("cid"),
            Deed::Leave => room.leaves("cid"),
            Deed::Rename => room.is_renamed("lobby"),
        }
    }
    room
}

fn held(messages: &Messages) -> Vec<NewMessage> {
    messages.iter().cloned().collect()
}

proptest! {
    #[test]
    fn a_snapshot_and_the_events_after_it_are_the_snapshot_later(
        deeds in deeds(),
        (one, other) in (any::<u64>(), any::<u64>()),
    ) {
        let room = lived(&deeds);
        let head = room.head().0;
        let (k, n) = (one % (head + 1), other % (head + 1));
        let (k, n) = (Seq(k.min(n)), Seq(k.max(n)));
        let mut messages = Messages::of(room.snapshot(k), k);
        for event in &room.log[usize::try_from(k.0).unwrap()..usize::try_from(n.0).unwrap()] {
            messages.apply(event);
        }
        prop_assert_eq!(held(&messages), room.snapshot(n));
    }

    #[test]
    fn what_is_replayed_with_its_deletions_comes_to_the_same(
        deeds in deeds(),
        one in any::<u64>(),
    ) {
        let room = lived(&deeds);
        let k = Seq(one % (room.head().0 + 1));
        let mut messages = Messages::of(room.snapshot(k), k);
        for event in room.replay(k) {
            messages.apply(&event);
            let mut tombstones = messages.iter().filter(|message| message.deleted);
            prop_assert!(tombstones.all(|m| m.message.is_empty() && m.reactions.is_empty()));
        }
        prop_assert_eq!(held(&messages), room.snapshot(room.head()));
    }

    #[test]
    fn a_page_that_was_read_later_takes_each_change_once(
        deeds in deeds(),
        (one, other) in (any::<u64>(), any::<u64>()),
    ) {
        let room = lived(&deeds);
        let head = room.head().0;
        let (k, n) = (one % (head + 1), other % (head + 1));
        let (k, n) = (Seq(k.min(n)), Seq(k.max(n)));
        let mut messages = Messages::of(room.snapshot(n), n);
        for event in &room.log[usize::try_from(k.0).unwrap()..] {
            messages.apply(event);
        }
        prop_assert_eq!(held(&messages), room.snapshot(room.head()));
    }
}

#[test]
fn a_message_does_not_go_back_to_what_it_was_before_it_was_read() {
    let mut room = ModelRoom::new(RoomId(1));
    let hello = room.says("ann", "hello", None);
    room.edits(hello, "hello!", None);
    room.edits(hello, "hello!!", None);
    for (name, on) in [("ann", true), ("ann", false), ("ann", true), ("bob", true)] {
        room.reacts(name, hello, ("👍", on), None);
    }
    let mut messages = Messages::of(room.snapshot(room.head()), room.head());
    for event in &room.log {
        messages.apply(event);
        assert_eq!(held(&messages), room.snapshot(room.head()));
    }
}

#[test]
fn what_is_told_again_with_its_deletion_is_a_tombstone_at_once() {
    let mut room = ModelRoom::new(RoomId(1));
    let (hello, tea) = (room.says("ann", "hello", None), room.says("bob", "tea", None));
    let mut messages = Messages::of(room.snapshot(hello), hello);
    room.edits(hello, "hello!", None);
    room.deletes("ann", hello, None);
    room.deletes("ann", tea, None);
    let replay = room.replay(hello);
    for event in &replay[..2] {
        messages.apply(event);
    }
    assert!(messages.iter().all(|message| message.deleted && message.message.is_empty()));
    assert_eq!(messages.iter().count(), 2);
}

#[test]
fn every_kind_of_change_shows() {
    let mut room = ModelRoom::new(RoomId(1));
    let first = room.says("ann", "hello @bob", None);
    let second = room.says("bob", "tea?", None);
    room.edits(first, "hello @cid", None);
    for (name, emoji, on) in
        [("bob", "🎉", true), ("cid", "🎉", true), ("cid", "👍", true), ("bob", "🎉", false)]
    {
        room.reacts(name, first, (emoji, on), None);
    }
    room.deletes("ann", second, None);
    assert_eq!(room.head(), Seq(8), "all of it happened");
    let mut messages = Messages::default();
    room.log.iter().for_each(|event| messages.apply(event));
    let [ref hello, ref tea] = held(&messages)[..] else { panic!("two messages") };
    assert_eq!(
        (hello.message.as_str(), &hello.mentions[..]),
        ("hello @cid", &["cid".to_owned()][..])
    );
    assert_eq!(hello.edited, Some(crate::timeline::tests::model::time(Seq(3))));
    let groups: Vec<_> = hello.reactions.iter().map(|group| group.emoji.as_str()).collect();
    assert_eq!(groups, ["🎉", "👍"]);
    assert_eq!(hello.reactions[0].from, ["cid"]);
    assert!(tea.deleted && tea.message.is_empty() && tea.html.is_empty());
}
