//! Conversations between people: how they begin, and how far what is said in them has come.

use super::{
    Client, MEANS, Place, at_general, history, limits, message, nobody, refusal, room, synced,
    time, typed, user, welcome,
};
use crate::event::{
    Ack, ChangeRoom, Command, Epoch, Event, NewMessage, Receipt, ReceiptStatus, Received,
    RoomChanged, RoomId, RoomKind, RoomSummary, Seq, Synced, Welcome,
};
use crate::first::RoomPage;
use crate::http::History;
use crate::timeline::Tick;

fn with(id: u64, name: &str, head: u64, unread: u64) -> RoomSummary {
    let kind = if name.contains(", ") { RoomKind::Group } else { RoomKind::Direct };
    RoomSummary { kind, head: Seq(head), unread, ..room(id, name) }
}

fn opened(summary: &RoomSummary) -> Event {
    let RoomSummary { room, name, kind, topic, head, read, unread, mentions, .. } = summary.clone();
    Event::RoomChanged(RoomChanged {
        room,
        name,
        kind,
        topic,
        epoch: Epoch("e1".to_owned()),
        head,
        read,
        unread,
        mentions,
        members: 2,
        archived: false,
        temporary: false,
    })
}

fn says(from: &str, seq: u64) -> Event {
    Event::NewMessage(NewMessage { from: from.to_owned(), ..message(7, seq, "psst") })
}

fn receipt(from: &str, seq: u64, status: ReceiptStatus) -> Event {
    let (room, from) = (RoomId(7), from.to_owned());
    Event::Receipt(Receipt { room, from, seq: Seq(seq), status })
}

/// A page at the conversation with these people, whose newest page holds what ann has said: 1, 2 and 3.
fn ann_with(names: &str) -> Client {
    let mut ann = Client::new(user(), limits(), Vec::new(), MEANS);
    let messages = (1..=3)
        .map(|seq| NewMessage { from: "ann".to_owned(), ..message(7, seq, "psst") })
        .collect();
    let room = with(7, names, 3, 0);
    let history = History { messages, ..history(3) };
    let page = RoomPage::Open {
        room: room.clone(),
        at: None,
        history,
        members: nobody(3),
        receipts: Vec::new(),
    };
    ann.begin(room.handle(), page);
    let Event::Welcome(welcome) = welcome() else { panic!("a welcome") };
    ann.hear(&Event::Welcome(Welcome { rooms: vec![room], ..welcome }), 0);
    ann.take_work(0);
    ann.hear(&Event::Synced(Synced { room: RoomId(7), head: Seq(3) }), 0);
    ann
}

fn ticks(client: &Client) -> Vec<Option<Tick>> {
    client.rows().0.into_iter().map(|row| row.tick).collect()
}

/// What the server is told to be received at `now`.
fn tells(client: &mut Client, now: u64) -> Vec<(u64, u64)> {
    let told = |command| match command {
        Command::Received(Received { room, seq, .. }) => Some((room.0, seq.0)),
        _ => None,
    };
    client.take_work(now).commands.into_iter().filter_map(told).collect()
}

#[test]
fn a_conversation_is_opened_by_a_name_and_gone_to_under_its_own() {
    let mut ann = at_general();
    synced(&mut ann, 5);
    ann.open("@BOB");
    let Command::ChangeRoom(ChangeRoom { name, .. }) = ann.take_work(0).commands.remove(0) else {
        panic!("it asks")
    };
    assert_eq!(name, "@BOB");
    ann.hear(&opened(&with(7, "bob", 0, 0)), 0);
    assert_eq!(ann.take_work(0).go_to.as_deref(), Some("@bob"));
    ann.show("@bob");
    assert_eq!(ann.place(), &Place::Room(RoomId(7)));
    ann.say("psst", typed()).unwrap();
    let sent = ann.take_work(0).commands;
    assert_eq!(sent[0].room(), Some(RoomId(7)), "like any message");
    ann.open("@bob");
    assert_eq!(ann.take_work(0).go_to.as_deref(), Some("@bob"), "it is there");
}

#[test]
fn a_person_and_a_room_of_one_name_are_two() {
    let mut ann = at_general();
    synced(&mut ann, 5);
    ann.hear(&Event::RoomAdded(room(3, "bob")), 0);
    ann.hear(&Event::RoomAdded(with(7, "bob", 0, 0)), 0);
    for (name, id) in [("bob", 3), ("@bob", 7)] {
        ann.show(name);
        assert_eq!(ann.place(), &Place::Room(RoomId(id)));
    }
    let names: Vec<_> = ann.rooms().iter().map(RoomSummary::handle).collect();
    assert_eq!(names, ["bob", "general", "tea", "@bob"], "people come last");
}

#[test]
fn the_people_of_a_group_are_asked_for_in_any_order() {
    let mut ann = at_general();
    synced(&mut ann, 5);
    ann.open("@cid,bob");
    ann.take_work(0);
    ann.hear(&opened(&with(7, "bob, cid", 0, 0)), 0);
    assert_eq!(ann.take_work(0).go_to.as_deref(), Some("@bob,cid"));
    assert!(!ann.is_opening());
}

#[test]
fn nobody_is_said_where_they_were_asked_for() {
    let mut ann = at_general();
    synced(&mut ann, 5);
    ann.open("@dan");
    let id = ann.take_work(0).commands.remove(0).client_id().cloned();
    ann.hear(&refusal(id, true, None), 0);
    assert_eq!((ann.refused_name(), ann.place()), (Some("No."), &Place::Room(RoomId(1))));
}

#[test]
fn who_is_written_to_counts_from_the_first_message() {
    let mut ann = at_general();
    synced(&mut ann, 5);
    ann.hear(&Event::RoomAdded(with(7, "bob", 1, 1)), 0);
    ann.hear(&says("bob", 1), 0);
    ann.hear(&says("bob", 2), 0);
    let rooms = ann.rooms();
    let bob = rooms.iter().find(|room| room.room == RoomId(7)).unwrap();
    assert_eq!((bob.head, bob.unread), (Seq(1), 2), "the first is in the summary already");
    assert!(ann.take_work(0).commands.iter().all(|sent| !matches!(sent, Command::Resume(_))));
}

#[test]
fn ticks_follow_the_receipts_and_never_go_back() {
    let mut ann = ann_with("bob");
    let (sent, delivered, read) = (Some(Tick::Sent), Some(Tick::Delivered), Some(Tick::Read));
    assert_eq!(ticks(&ann), [sent, sent, sent]);
    ann.hear(&receipt("bob", 2, ReceiptStatus::Delivered), 0);
    assert_eq!(ticks(&ann), [delivered, delivered, sent]);
    ann.hear(&receipt("bob", 1, ReceiptStatus::Read), 0);
    assert_eq!(ticks(&ann), [read, delivered, sent]);
    ann.hear(&receipt("bob", 3, ReceiptStatus::Read), 0);
    ann.hear(&receipt("bob", 2, ReceiptStatus::Delivered), 0);
    ann.hear(&receipt("bob", 1, ReceiptStatus::Read), 0);
    assert_eq!(ticks(&ann), [read; 3], "what is read was delivered");
    ann.hear(&says("bob", 4), 0);
    ann.say("next", typed()).unwrap();
    assert_eq!(ticks(&ann), [read, read, read, None, None], "others' have none, nor what waits");
    let sent_now = ann.take_work(0).commands.remove(0);
    let (client_id, room) = (sent_now.client_id().cloned(), RoomId(7));
    let acked = Ack { client_id, room, seq: Seq(5), sent: time(), dup: false, delivery: None };
    ann.hear(&Event::Ack(acked), 0);
    assert_eq!(ticks(&ann)[4], sent, "before its event is here");
}

#[test]
fn in_a_group_the_last_one_counts() {
    let mut ann = ann_with("bob, cid");
    ann.hear(&receipt("bob", 3, ReceiptStatus::Read), 0);
    ann.hear(&receipt("dan", 3, ReceiptStatus::Read), 0);
    assert_eq!(ticks(&ann), [Some(Tick::Sent); 3], "of cid nothing is known");
    ann.hear(&receipt("cid", 2, ReceiptStatus::Delivered), 0);
    ann.hear(&receipt("cid", 1, ReceiptStatus::Read), 0);
    assert_eq!(ticks(&ann), [Some(Tick::Read), Some(Tick::Delivered), Some(Tick::Sent)]);
}

#[test]
fn rooms_and_notes_have_no_ticks() {
    let mut notes = ann_with("ann");
    notes.hear(&receipt("bob", 3, ReceiptStatus::Read), 0);
    assert_eq!(ticks(&notes), [None; 3]);
    let mut ann = at_general();
    synced(&mut ann, 5);
    ann.hear(&Event::NewMessage(NewMessage { from: "ann".to_owned(), ..message(1, 6, "hi") }), 0);
    assert_eq!(ticks(&ann), [None]);
}

#[test]
fn the_first_page_knows_how_far_others_have_come() {
    let mut ann = Client::new(user(), limits(), Vec::new(), MEANS);
    let messages = vec![NewMessage { from: "ann".to_owned(), ..message(7, 1, "psst") }];
    let history = History { messages, ..history(1) };
    let Event::Receipt(read) = receipt("bob", 1, ReceiptStatus::Read) else { panic!("a receipt") };
    let room = with(7, "bob", 1, 0);
    let page = RoomPage::Open { room, at: None, history, members: nobody(1), receipts: vec![read] };
    ann.begin("@bob".to_owned(), page);
    assert_eq!(ticks(&ann), [Some(Tick::Read)]);
}

#[test]
fn what_is_received_is_told_once_and_no_oftener_than_once_a_second() {
    let mut ann = ann_with("bob");
    assert_eq!(tells(&mut ann, 0), [], "one's own is not received");
    ann.hear(&says("bob", 4), 0);
    assert_eq!(tells(&mut ann, 10), [(7, 4)]);
    assert_eq!(tells(&mut ann, 20), []);
    ann.hear(&says("bob", 5), 0);
    ann.hear(&says("bob", 6), 0);
    let work = ann.take_work(30);
    assert_eq!((work.commands.len(), work.wake_ms), (0, Some(980)));
    assert_eq!(tells(&mut ann, 1_010), [(7, 6)], "once for both");
    ann.link_lost(1006);
    assert_eq!(tells(&mut ann, 5_000), [], "without a connection nothing is told");
    let Event::Welcome(welcome) = welcome() else { panic!("a welcome") };
    let rooms = vec![with(7, "bob", 6, 3)];
    ann.hear(&Event::Welcome(Welcome { rooms, ..welcome }), 6_000);
    assert_eq!(tells(&mut ann, 6_000), [(7, 6)], "it may not have come through");
}

#[test]
fn what_is_read_needs_no_other_receipt() {
    let mut ann = ann_with("bob");
    ann.watched(true);
    ann.look(RoomId(7), true, None);
    ann.hear(&says("bob", 4), 0);
    let commands = ann.take_work(10).commands;
    assert!(matches!(&commands[..], [Command::Read(read)] if read.seq == Seq(4)), "{commands:?}");
    assert_eq!(tells(&mut ann, 2_000), []);
}

#[test]
fn who_comes_back_has_received_what_waited() {
    let mut ann = at_general();
    let Event::Welcome(mut welcome) = welcome() else { panic!("a welcome") };
    welcome.rooms.push(with(7, "bob", 9, 2));
    welcome.rooms.push(with(8, "cid", 4, 0));
    welcome.rooms.push(RoomSummary { unread: 3, head: Seq(3), ..room(9, "cake") });
    ann.hear(&Event::Welcome(welcome), 0);
    assert_eq!(tells(&mut ann, 0), [(7, 9)], "where nothing is unread nothing is told");
    assert_eq!(tells(&mut ann, 9_000), [], "and of rooms never");
}

#[test]
fn what_was_refused_without_an_id_is_told_again() {
    let mut ann = ann_with("bob");
    ann.hear(&says("bob", 4), 0);
    assert_eq!(tells(&mut ann, 0), [(7, 4)]);
    ann.hear(&refusal(None, false, Some(400)), 10);
    assert_eq!(tells(&mut ann, 100), [], "not while it is to wait");
    assert_eq!(tells(&mut ann, 1_000), [(7, 4)]);
}
