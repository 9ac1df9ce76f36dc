//! What is unread, and when it is read.

use super::{
    Client, MEANS, at_general, history, limits, message, nobody, refusal, room, synced, time, user,
    welcome,
};
use crate::event::{
    Command, Epoch, Event, Gap, Heartbeat, MessageDeleted, MessageEdited, NewMessage, Read,
    ReadChanged, Reset, RoomId, RoomSummary, Seq, Welcome,
};
use crate::first::RoomPage;
use crate::timeline::{Below, Spot};

const ASK: u64 = 0;

/// A page that shows general, followed, where everything is read.
fn ann() -> Client {
    let mut ann = at_general();
    synced(&mut ann, 5);
    ann.hear(&read_changed(1, 5, 5, 0), 0);
    ann
}

fn read_changed(room: u64, read: u64, head: u64, unread: u64) -> Event {
    let (room, read, head) = (RoomId(room), Seq(read), Seq(head));
    Event::ReadChanged(ReadChanged { room, read, head, unread, mentions: 0 })
}

fn says(seq: u64, from: &str, names: &[&str]) -> Event {
    let mentions = names.iter().map(|name| (*name).to_owned()).collect();
    Event::NewMessage(NewMessage { from: from.to_owned(), mentions, ..message(1, seq, "hi") })
}

fn edits(seq: u64, of: u64, names: &[&str]) -> MessageEdited {
    MessageEdited {
        room: RoomId(1),
        seq: Seq(seq),
        of: Seq(of),
        from: "bob".to_owned(),
        message: "better".to_owned(),
        html: "better".to_owned(),
        sent: time(),
        client_id: None,
        mentions: names.iter().map(|name| (*name).to_owned()).collect(),
        deleted: false,
    }
}

/// A page opened where two messages are new: what the welcome still counts was seen, and is not another beginning.
#[test]
fn what_is_new_begins_in_one_place_while_the_server_has_not_heard_that_it_was_seen() {
    let general = RoomSummary { head: Seq(5), read: Seq(3), unread: 2, ..room(1, "general") };
    let mut ann = Client::new(user(), limits(), vec![general.clone()], MEANS);
    let (history, members, receipts) = (history(5), nobody(5), Vec::new());
    let page = RoomPage::Open { room: general.clone(), at: None, history, members, receipts };
    ann.begin("general".to_owned(), page);
    assert_eq!(ann.new_after(), Some(Seq(3)));
    ann.watched(true);
    ann.look(RoomId(1), true, None);
    ann.take_work(0);
    let Event::Welcome(welcome) = welcome() else { unreachable!() };
    ann.hear(&Event::Welcome(Welcome { rooms: vec![general], ..welcome }), 0);
    ann.take_work(0);
    assert_eq!(ann.new_after(), Some(Seq(3)));
    synced(&mut ann, 5);
    ann.hear(&read_changed(1, 5, 5, 0), 0);
    ann.watched(false);
    ann.hear(&says(6, "bob", &[]), 0);
    ann.take_work(0);
    assert_eq!(ann.new_after(), Some(Seq(5)), "that is another");
}

fn deletes(seq: u64, of: u64) -> Event {
    let (room, seq, of) = (RoomId(1), Seq(seq), Seq(of));
    let (from, sent, client_id) = ("bob".to_owned(), time(), None);
    Event::MessageDeleted(MessageDeleted { room, seq, of, from, sent, client_id })
}

/// What is unread in general, and mentions.
fn unread(client: &Client) -> (u64, u64) {
    client.room().map(|room| (room.unread, room.mentions)).unwrap()
}

/// What the server is told at `now`: the room and the number.
fn tells(client: &mut Client, now: u64) -> Vec<(u64, u64)> {
    let told = |command| match command {
        Command::Read(Read { room, seq, .. }) => Some((room.0, seq.0)),
        _ => None,
    };
    client.take_work(now).commands.into_iter().filter_map(told).collect()
}

#[test]
fn messages_of_others_count_and_those_that_name_one_twice() {
    let mut ann = ann();
    ann.hear(&says(6, "bob", &[]), 0);
    ann.hear(&says(7, "ann", &["ann"]), 0);
    ann.hear(&says(8, "bob", &["cid", "ann"]), 0);
    assert_eq!(unread(&ann), (2, 1));
    ann.hear(&says(8, "bob", &["ann"]), 0);
    assert_eq!(unread(&ann), (2, 1), "a repeat does not");
}

#[test]
fn edits_and_deletions_of_what_is_unread_count_exactly() {
    let mut ann = ann();
    for seq in [6, 7] {
        ann.hear(&says(seq, "bob", &[]), 0);
    }
    ann.hear(&Event::MessageEdited(edits(8, 6, &["ann"])), 0);
    assert_eq!(unread(&ann), (2, 1), "now it names her");
    ann.hear(&deletes(9, 6), 0);
    assert_eq!(unread(&ann), (1, 0));
    ann.hear(
        &Event::MessageEdited(MessageEdited { from: "ann".to_owned(), ..edits(10, 3, &[]) }),
        0,
    );
    ann.hear(&deletes(11, 4), 0);
    assert_eq!(unread(&ann), (1, 0), "what is read or her own weighs nothing");
    ann.hear(&says(12, "bob", &[]), 0);
    ann.hear(&read_changed(1, 7, 12, 1), 0);
    ann.hear(&deletes(13, 7), 0);
    assert_eq!(unread(&ann), (1, 0), "nor does what is read by now");
    assert_eq!(tells(&mut ann, 0), [], "nobody had to be asked");
}

#[test]
fn what_cannot_be_counted_is_asked_for_once() {
    let mut ann = ann();
    ann.hear(&read_changed(1, 2, 6, 3), 0);
    assert_eq!(tells(&mut ann, 0), [(1, ASK)], "a marker never goes back");
    assert_eq!(ann.room().unwrap().read, Seq(5));
    // Of a message that was unread when the page was loaded, and stands above it.
    let mut above = at_general();
    synced(&mut above, 5);
    above.hear(&read_changed(1, 0, 5, 4), 0);
    let own = MessageEdited { from: "ann".to_owned(), ..edits(6, 3, &[]) };
    above.hear(&Event::MessageEdited(own), 0);
    assert_eq!(tells(&mut above, 0), [], "her own does not count in any case");
    above.hear(&deletes(7, 2), 0);
    assert_eq!(tells(&mut above, 0), [(1, ASK)]);
    above.hear(&Event::MessageEdited(edits(8, 3, &["ann"])), 0);
    assert_eq!(tells(&mut above, 5_000), [], "not again while one is unanswered");
    above.hear(&read_changed(1, 0, 7, 3), 5_000);
    assert_eq!(tells(&mut above, 5_000), [(1, ASK)], "the answer was from before the edit");
    above.hear(&read_changed(1, 0, 8, 3), 5_000);
    assert_eq!((unread(&above), tells(&mut above, 60_000)), ((3, 0), Vec::new()));
}

#[test]
fn what_is_told_again_with_its_deletion_is_asked_about() {
    let gone = NewMessage { deleted: true, ..message(1, 6, "") };
    let mut ann = ann();
    ann.hear(&Event::NewMessage(gone), 0);
    assert_eq!((unread(&ann), tells(&mut ann, 0)), ((0, 0), vec![(1, ASK)]));
    let mut ann = self::ann();
    ann.hear(&says(6, "bob", &[]), 0);
    ann.hear(&Event::MessageEdited(MessageEdited { deleted: true, ..edits(7, 6, &[]) }), 0);
    assert_eq!(tells(&mut ann, 0), [(1, ASK)]);
}

#[test]
fn an_event_that_came_with_a_page_only_is_asked_about() {
    let mut ann = at_general();
    ann.show("tea");
    synced(&mut ann, 5);
    ann.loaded(RoomId(2), Some(history(1)));
    ann.hear(&Event::NewMessage(message(2, 2, "hi")), 0);
    assert_eq!(tells(&mut ann, 0), [(2, ASK)], "nobody has counted the first");
}

#[test]
fn a_question_without_an_answer_is_asked_again() {
    let mut ann = ann();
    ann.hear(&read_changed(1, 2, 6, 3), 0);
    assert_eq!(tells(&mut ann, 100), [(1, ASK)]);
    assert_eq!(tells(&mut ann, 10_099), []);
    assert_eq!(ann.take_work(10_099).wake_ms, Some(1));
    assert_eq!(tells(&mut ann, 10_100), [(1, ASK)]);
}

#[test]
fn what_another_device_has_read_is_read() {
    let mut ann = ann();
    for seq in 6..=8 {
        ann.hear(&says(seq, "bob", &["ann"]), 0);
    }
    ann.hear(&read_changed(1, 7, 8, 1), 0);
    assert_eq!((unread(&ann), tells(&mut ann, 0)), ((1, 0), Vec::new()));
    ann.hear(&says(9, "bob", &[]), 0);
    ann.hear(&read_changed(1, 8, 8, 0), 0);
    assert_eq!(tells(&mut ann, 0), [(1, ASK)], "it was counted before the last message");
    ann.hear(&read_changed(1, 8, 9, 1), 0);
    assert_eq!((unread(&ann), ann.room().unwrap().read), ((1, 0), Seq(8)));
    ann.hear(&read_changed(1, 8, 8, 0), 0);
    assert_eq!((unread(&ann), tells(&mut ann, 0)), ((1, 0), Vec::new()), "nothing new in that");
}

#[test]
fn a_count_that_is_ahead_of_the_events_holds() {
    let mut ann = ann();
    ann.hear(&read_changed(1, 5, 7, 2), 0);
    for seq in 6..=8 {
        ann.hear(&says(seq, "bob", &[]), 0);
    }
    assert_eq!(unread(&ann), (3, 0));
}

#[test]
fn what_is_in_view_is_read_and_shown_so_at_once() {
    let mut ann = ann();
    ann.hear(&says(6, "bob", &["ann"]), 0);
    ann.watched(true);
    assert_eq!((tells(&mut ann, 0), unread(&ann)), (Vec::new(), (1, 1)), "its end is not in view");
    ann.watched(false);
    assert!(ann.look(RoomId(1), true, None) && !ann.look(RoomId(1), true, None), "news once");
    assert_eq!(tells(&mut ann, 0), [], "nobody looks");
    ann.watched(true);
    assert_eq!((tells(&mut ann, 0), unread(&ann)), (vec![(1, 6)], (0, 0)));
    ann.hear(&says(7, "bob", &[]), 0);
    assert_eq!(tells(&mut ann, 500), [], "one at a time");
    ann.hear(&read_changed(1, 6, 7, 1), 600);
    assert_eq!(tells(&mut ann, 999), [], "and one a second");
    assert_eq!(unread(&ann), (0, 0));
    assert_eq!(tells(&mut ann, 1_000), [(1, 7)]);
    ann.hear(&read_changed(1, 7, 7, 0), 1_100);
    assert_eq!((tells(&mut ann, 9_000), unread(&ann)), (Vec::new(), (0, 0)));
}

#[test]
fn what_came_while_nobody_looked_is_unread_though_a_read_is_under_way() {
    let mut ann = ann();
    ann.hear(&says(6, "bob", &[]), 0);
    ann.watched(true);
    ann.look(RoomId(1), true, None);
    assert_eq!(tells(&mut ann, 0), [(1, 6)]);
    ann.watched(false);
    ann.hear(&says(7, "bob", &["ann"]), 0);
    assert_eq!(unread(&ann), (1, 1));
    ann.hear(&deletes(8, 7), 0);
    assert_eq!(unread(&ann), (0, 0));
}

#[test]
fn what_was_seen_offline_is_told_after_the_return() {
    let mut ann = ann();
    ann.hear(&says(6, "bob", &[]), 0);
    ann.link_lost(1006);
    ann.watched(true);
    ann.look(RoomId(1), true, None);
    assert_eq!((tells(&mut ann, 0), unread(&ann)), (Vec::new(), (0, 0)));
    ann.watched(false);
    let Event::Welcome(mut welcome) = welcome() else { panic!("a welcome") };
    (welcome.rooms[0].head, welcome.rooms[0].unread) = (Seq(9), 4);
    ann.hear(&Event::Welcome(welcome), 0);
    assert_eq!((tells(&mut ann, 0), unread(&ann)), (vec![(1, 6)], (4, 0)), "three are new");
}

#[test]
fn what_is_still_to_come_is_not_read() {
    let mut ann = ann();
    ann.hear(&says(6, "bob", &[]), 0);
    ann.hear(&read_changed(1, 5, 9, 4), 0);
    ann.watched(true);
    ann.look(RoomId(1), true, None);
    assert_eq!((tells(&mut ann, 0), unread(&ann)), (vec![(1, 6)], (4, 0)));
}

#[test]
fn what_was_seen_of_another_history_is_not_told() {
    let mut ann = ann();
    ann.hear(&says(6, "bob", &[]), 0);
    ann.link_lost(1006);
    ann.watched(true);
    ann.look(RoomId(1), true, None);
    ann.take_work(0);
    let Event::Welcome(mut welcome) = welcome() else { panic!("a welcome") };
    welcome.epoch.0 = "e2".to_owned();
    (welcome.rooms[0].read, welcome.rooms[0].unread) = (Seq(3), 1);
    ann.hear(&Event::Welcome(welcome), 0);
    assert_eq!((tells(&mut ann, 0), unread(&ann)), (Vec::new(), (1, 0)));
    assert_eq!(ann.room().unwrap().read, Seq(3), "there it had not been read so far");
}

#[test]
fn a_history_that_is_reset_is_counted_anew() {
    let mut ann = ann();
    ann.hear(&Event::Reset(Reset { room: RoomId(1), epoch: Epoch("e2".to_owned()) }), 0);
    assert_eq!(tells(&mut ann, 0), [(1, ASK)]);
    ann.hear(&read_changed(1, 2, 3, 1), 0);
    assert_eq!((unread(&ann), ann.room().unwrap().read), ((1, 0), Seq(2)));
}

#[test]
fn a_read_that_came_too_fast_is_sent_again() {
    let mut ann = ann();
    ann.hear(&says(6, "bob", &[]), 0);
    ann.watched(true);
    ann.look(RoomId(1), true, None);
    assert_eq!(tells(&mut ann, 0), [(1, 6)]);
    ann.hear(&refusal(None, false, Some(1_500)), 0);
    assert_eq!((tells(&mut ann, 1_499), tells(&mut ann, 1_500)), (Vec::new(), vec![(1, 6)]));
}

#[test]
fn a_heartbeat_mends_a_count_that_missed_an_event() {
    let mut ann = at_general();
    ann.show("tea");
    synced(&mut ann, 5);
    // The message came with the page, its event never did.
    ann.loaded(RoomId(2), Some(history(1)));
    assert_eq!(tells(&mut ann, 0), []);
    ann.hear(
        &Event::Heartbeat(Heartbeat { heads: [(RoomId(2), Seq(1))].into_iter().collect() }),
        0,
    );
    assert_eq!(tells(&mut ann, 0), [(2, ASK)]);
}

#[test]
fn a_page_that_is_ahead_of_its_events_asks_for_what_it_skipped() {
    let mut ann = ann();
    ann.hear(&Event::Gap(Gap { room: RoomId(2), have: Seq(0), head: Seq(600) }), 0);
    assert_eq!(tells(&mut ann, 0), [(2, ASK)]);
    ann.show("tea");
    ann.loaded(RoomId(2), Some(history(700)));
    ann.hear(&read_changed(2, 0, 600, 90), 0);
    ann.link_lost(1006);
    ann.hear(&welcome(), 0);
    assert_eq!(tells(&mut ann, 1_000), [(2, ASK)], "resumed from 700, counted at 0");
}

#[test]
fn the_end_of_the_rows_shown_is_not_the_end_of_the_room() {
    let mut ann = ann();
    ann.watched(true);
    ann.look(RoomId(1), true, None);
    ann.hear(&says(6, "bob", &[]), 0);
    let spot = Spot { key: "6".to_owned(), top: 20.0 };
    assert_eq!(tells(&mut ann, 0), [(1, 6)]);
    assert!(ann.look(RoomId(1), false, Some(spot.clone())), "news");
    for seq in 7..=300 {
        ann.hear(&says(seq, "bob", &[]), 0);
    }
    assert!(!ann.look(RoomId(1), true, Some(spot.clone())), "no news: more is below");
    assert_eq!(
        (unread(&ann), ann.below()),
        ((294, 0), Below { more: true, new: 294, failed: false })
    );
    assert_eq!(ann.spot(RoomId(1)), Some(spot));
    ann.go_to_end();
    assert!(ann.look(RoomId(1), true, None));
    ann.take_work(0);
    assert_eq!((unread(&ann), ann.below()), ((0, 0), Below::default()));
}

#[test]
fn another_room_is_not_looked_at_and_each_keeps_its_place() {
    let mut ann = ann();
    ann.watched(true);
    ann.look(RoomId(1), false, Some(Spot { key: "5".to_owned(), top: 20.0 }));
    ann.show("tea");
    assert!(!ann.look(RoomId(1), true, None), "what the page tells is of the room it leaves");
    ann.take_work(0);
    ann.loaded(RoomId(2), Some(history(0)));
    assert!(ann.look(RoomId(2), true, None));
    ann.hear(&says(6, "bob", &[]), 0);
    ann.show("general");
    assert_eq!(tells(&mut ann, 10_000), [], "it was left further up");
    assert!(ann.spot(RoomId(1)).is_some() && ann.spot(RoomId(2)).is_none());
    assert_eq!(unread(&ann), (1, 0));
}
