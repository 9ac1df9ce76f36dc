//! What the page does to have each room's log whole.

use super::{
    at_general, history, message, refusal, resumes, sends, synced, texts, time, typed, welcome,
};
use crate::event::{
    Ack, Command, Epoch, Event, Gap, Heartbeat, Read, Reset, RoomId, Seq, Synced, Welcome,
};
use crate::http::{History, LogPage};
use crate::timeline::{Loaded, Older};

fn gap(id: u64, have: u64, head: u64) -> Event {
    Event::Gap(Gap { room: RoomId(id), have: Seq(have), head: Seq(head) })
}

fn log(from: u64, to: u64, head: u64) -> LogPage {
    let event = |seq| Event::NewMessage(message(1, seq, &seq.to_string()));
    LogPage { events: (from..=to).map(event).collect(), head: Seq(head), epoch: epoch("e1") }
}

fn epoch(name: &str) -> Epoch {
    Epoch(name.to_owned())
}

#[test]
fn what_does_not_follow_is_asked_for_from_where_the_page_stands() {
    let mut ann = at_general();
    synced(&mut ann, 5);
    ann.hear(&Event::NewMessage(message(1, 7, "late")), 0);
    ann.hear(&Event::NewMessage(message(1, 8, "later")), 0);
    assert_eq!(resumes(&mut ann), [(1, 5)], "once");
    ann.hear(&Event::NewMessage(message(1, 9, "latest")), 0);
    assert_eq!(resumes(&mut ann), [], "not again while one is under way");
    assert_eq!(texts(&ann), Vec::<String>::new());
}

#[test]
fn too_far_behind_it_loads_afresh_and_keeps_what_waits() {
    let mut ann = at_general();
    ann.say("mine", typed()).unwrap();
    ann.take_work(0);
    ann.hear(&Event::Gap(Gap { room: RoomId(1), have: Seq(5), head: Seq(9_000) }), 0);
    let work = ann.take_work(0);
    assert_eq!((work.loads, work.logs), (vec![RoomId(1)], Vec::new()));
    let Some(Command::Resume(resume)) = work.commands.first() else { panic!("it resumes") };
    assert_eq!(resume.rooms[0].seq, Seq(9_000));
    ann.loaded(RoomId(1), Some(history(9_000)));
    assert_eq!(ann.rows().1, Loaded::Ready(Older::NoneLeft));
    assert_eq!(texts(&ann), ["mine"]);
}

#[test]
fn another_history_gets_what_the_last_one_acknowledged() {
    let mut ann = at_general();
    ann.say("mine", typed()).unwrap();
    let sent = sends(&mut ann, 0).remove(0);
    let ack = Ack {
        client_id: sent.client_id.clone(),
        room: RoomId(1),
        seq: Seq(6),
        sent: time(),
        dup: false,
        delivery: None,
    };
    ann.hear(&Event::Ack(ack), 0);
    assert!(sends(&mut ann, 0).is_empty());
    ann.hear(&Event::Reset(Reset { room: RoomId(1), epoch: Epoch("e2".to_owned()) }), 0);
    assert_eq!(sends(&mut ann, 0), [sent]);
    ann.loaded(RoomId(1), Some(history(5)));
    assert_eq!(ann.rows().1, Loaded::Opening, "a page of the old history is not shown");
    ann.loaded(RoomId(1), Some(History { epoch: epoch("e2"), ..history(4) }));
    assert_eq!(resumes(&mut ann), [(1, 4)], "followed from where the new one stands");
}

#[test]
fn a_gap_is_filled_page_by_page_and_then_resumed() {
    let mut ann = at_general();
    ann.take_work(0);
    ann.hear(&gap(1, 5, 900), 0);
    assert_eq!(ann.take_work(0).logs, [(RoomId(1), Seq(5))]);
    ann.logged(RoomId(1), Seq(5), Some(log(6, 7, 900)));
    let work = ann.take_work(0);
    assert_eq!((work.logs, work.commands), (vec![(RoomId(1), Seq(7))], Vec::new()));
    ann.logged(RoomId(1), Seq(5), Some(log(6, 7, 900)));
    assert_eq!(ann.take_work(0).logs, [], "an answer counts once");
    ann.logged(RoomId(1), Seq(7), Some(log(8, 9, 9)));
    assert_eq!(resumes(&mut ann), [(1, 9)]);
    assert_eq!(texts(&ann), ["6", "7", "8", "9"]);
}

#[test]
fn a_gap_that_cannot_be_filled_loads_afresh() {
    for page in [None, Some(LogPage { epoch: epoch("e2"), ..log(6, 7, 9) }), Some(log(8, 9, 9))] {
        let mut ann = at_general();
        ann.take_work(0);
        ann.hear(&gap(1, 5, 900), 0);
        ann.take_work(0);
        ann.logged(RoomId(1), Seq(5), page);
        assert_eq!(ann.take_work(0).loads, [RoomId(1)]);
        ann.loaded(RoomId(1), Some(history(901)));
        assert_eq!(ann.rows().1, Loaded::Ready(Older::NoneLeft));
    }
}

#[test]
fn a_gap_that_was_being_filled_when_the_link_was_lost_is_resumed() {
    let mut ann = at_general();
    ann.take_work(0);
    ann.hear(&gap(1, 5, 900), 0);
    assert_eq!(ann.take_work(0).logs.len(), 1);
    ann.link_lost(1006);
    ann.logged(RoomId(1), Seq(5), Some(log(6, 7, 900)));
    assert_eq!(ann.take_work(0).logs, [], "nobody goes on with it");
    ann.hear(&welcome(), 0);
    assert_eq!(resumes(&mut ann), [(1, 5), (2, 0)]);
}

#[test]
fn a_room_that_is_only_counted_goes_on_from_the_head_and_asks_what_is_unread() {
    let mut ann = at_general();
    ann.take_work(0);
    ann.hear(&gap(2, 0, 9_000), 0);
    let work = ann.take_work(0);
    let Some(Command::Resume(resume)) = work.commands.first() else { panic!("it resumes") };
    assert_eq!((resume.rooms[0].room, resume.rooms[0].seq), (RoomId(2), Seq(9_000)));
    let question = Read { room: RoomId(2), seq: Seq(0), client_id: None };
    assert_eq!(work.commands[1..], [Command::Read(question)]);
    assert!(work.loads.is_empty() && work.logs.is_empty());
}

#[test]
fn a_counted_room_is_resumed_from_where_it_was_counted_to() {
    let mut ann = at_general();
    synced(&mut ann, 5);
    ann.hear(&Event::NewMessage(message(2, 1, "one")), 0);
    ann.hear(&Event::NewMessage(message(2, 3, "three")), 0);
    assert_eq!(resumes(&mut ann), [(2, 1)]);
    ann.show("tea");
    assert_eq!(ann.take_work(0).loads, [RoomId(2)]);
    ann.hear(&Event::NewMessage(message(2, 2, "two")), 0);
    ann.loaded(RoomId(2), Some(history(1)));
    assert_eq!(texts(&ann), ["two"], "what came before the page is kept");
}

#[test]
fn what_is_missing_is_asked_for_while_the_first_page_is_under_way() {
    let mut ann = at_general();
    synced(&mut ann, 5);
    ann.show("tea");
    ann.hear(&Event::NewMessage(message(2, 1, "one")), 0);
    ann.hear(&Event::NewMessage(message(2, 3, "three")), 0);
    assert_eq!(resumes(&mut ann), [(2, 1)]);
}

#[test]
fn a_page_that_is_behind_what_was_heard_is_caught_up_with() {
    let mut ann = at_general();
    synced(&mut ann, 5);
    for seq in 1..=3 {
        ann.hear(&Event::NewMessage(message(2, seq, "tea")), 0);
    }
    ann.show("tea");
    ann.loaded(RoomId(2), Some(history(1)));
    assert_eq!(resumes(&mut ann), [(2, 1)]);
}

#[test]
fn a_page_that_could_not_be_had_is_fetched_after_the_return() {
    let mut ann = at_general();
    ann.show("tea");
    assert_eq!(ann.take_work(0).loads, [RoomId(2)]);
    ann.link_lost(1006);
    ann.loaded(RoomId(2), None);
    assert_eq!(ann.rows().1, Loaded::Failed);
    ann.hear(&welcome(), 0);
    assert_eq!((ann.take_work(0).loads, ann.rows().1), (vec![RoomId(2)], Loaded::Opening));
}

#[test]
fn a_heartbeat_tells_of_what_never_came() {
    let mut ann = at_general();
    synced(&mut ann, 5);
    let heads = [(RoomId(1), Seq(7)), (RoomId(2), Seq(0)), (RoomId(9), Seq(4))];
    ann.hear(&Event::Heartbeat(Heartbeat { heads: heads.into_iter().collect() }), 0);
    assert_eq!(resumes(&mut ann), [(1, 5)]);
}

#[test]
fn what_cannot_be_applied_is_not_asked_for_for_ever() {
    let mut ann = at_general();
    synced(&mut ann, 5);
    // A newer server's kind of event has number 6: the page does not hear it.
    ann.hear(&Event::NewMessage(message(1, 7, "seven")), 0);
    assert_eq!(resumes(&mut ann), [(1, 5)]);
    ann.hear(&Event::NewMessage(message(1, 7, "seven")), 0);
    ann.hear(&Event::Synced(Synced { room: RoomId(1), head: Seq(7) }), 0);
    assert_eq!(ann.take_work(0).loads, [RoomId(1)], "the newest page says what it knows");
    ann.hear(&Event::Synced(Synced { room: RoomId(1), head: Seq(7) }), 0);
    ann.loaded(RoomId(1), Some(history(7)));
    assert_eq!(resumes(&mut ann), []);
}

#[test]
fn a_resume_that_came_too_fast_is_sent_again() {
    let mut ann = at_general();
    let Command::Resume(resume) = ann.take_work(0).commands.remove(0) else { panic!("it resumes") };
    ann.hear(&refusal(resume.client_id, false, Some(400)), 0);
    assert_eq!(ann.take_work(399).commands, []);
    let Command::Resume(again) = ann.take_work(400).commands.remove(0) else { panic!("again") };
    assert_eq!(again.rooms, resume.rooms);
}

#[test]
fn a_restored_server_is_another_history() {
    let mut ann = at_general();
    ann.hear(&Event::NewMessage(message(1, 6, "hi")), 0);
    ann.link_lost(1006);
    let Event::Welcome(welcome) = welcome() else { panic!("a welcome") };
    ann.hear(&Event::Welcome(Welcome { epoch: epoch("e2"), ..welcome }), 0);
    let work = ann.take_work(0);
    let Command::Resume(resume) = &work.commands[0] else { panic!("it resumes") };
    let stands: Vec<_> = resume.rooms.iter().map(|room| (&room.epoch, room.seq)).collect();
    assert_eq!(stands, [(&epoch("e2"), Seq(5)), (&epoch("e2"), Seq(0))]);
    assert_eq!((work.loads, texts(&ann)), (vec![RoomId(1)], Vec::<String>::new()));
}
