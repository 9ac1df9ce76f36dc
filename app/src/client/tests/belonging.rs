//! Rooms that come and go, and whose page it is.

use super::{
    Client, MEANS, Place, at_general, limits, message, resumes, room, synced, time, typed, user,
    welcome,
};
use crate::event::{
    Command, ErrorCode, ErrorReply, Event, Heartbeat, RoomId, RoomRemoved, RoomRenamed,
    RoomSummary, Seq, User, Welcome,
};

#[test]
fn a_room_that_is_gone_is_left_alone() {
    let mut ann = at_general();
    let Command::Resume(resume) = ann.take_work(0).commands.remove(0) else { panic!("it resumes") };
    let not_member = ErrorReply {
        code: ErrorCode::NotMember,
        message: "No.".to_owned(),
        client_id: resume.client_id,
        room: Some(RoomId(2)),
        retry_after_ms: None,
        is_final: true,
    };
    ann.hear(&Event::Error(ErrorReply { room: None, ..not_member.clone() }), 0);
    assert_eq!(ann.rooms().len(), 2, "nobody knows which");
    let Event::Welcome(mut welcome) = welcome() else { panic!("a welcome") };
    ann.hear(&Event::Welcome(welcome.clone()), 0);
    let Command::Resume(resume) = ann.take_work(0).commands.remove(0) else { panic!("it resumes") };
    ann.hear(&Event::Error(ErrorReply { client_id: resume.client_id, ..not_member }), 0);
    assert_eq!(ann.rooms().len(), 1);
    welcome.rooms.truncate(1);
    ann.hear(&Event::Welcome(welcome), 0);
    assert_eq!(ann.rooms().len(), 1, "and it stays so");
    ann.hear(&Event::RoomRemoved(RoomRemoved { room: RoomId(1), reason: "left".to_owned() }), 0);
    assert_eq!((ann.rooms().len(), ann.place()), (0, &Place::Stranger("general".to_owned())));
}

#[test]
fn a_room_that_was_left_meanwhile_is_not_in_the_welcome() {
    let mut ann = at_general();
    ann.link_lost(1006);
    let Event::Welcome(mut welcome) = welcome() else { panic!("a welcome") };
    welcome.rooms.remove(0);
    ann.hear(&Event::Welcome(welcome), 0);
    let work = ann.take_work(0);
    assert_eq!((ann.rooms().len(), work.go_to.as_deref()), (1, Some("tea")));
    let Command::Resume(resume) = &work.commands[0] else { panic!("it resumes") };
    assert_eq!(resume.rooms.len(), 1);
}

#[test]
fn a_room_joined_elsewhere_is_counted_from_its_first_event() {
    let mut ann = at_general();
    synced(&mut ann, 5);
    let mut cake = room(3, "cake");
    cake.head = Seq(8);
    ann.hear(&Event::RoomAdded(cake), 0);
    for seq in [8, 9] {
        ann.hear(&Event::NewMessage(message(3, seq, "cake")), 0);
    }
    assert_eq!(resumes(&mut ann), [], "it is followed already");
    assert_eq!(ann.rooms()[0].unread, 1, "the one after the head it was counted at");
    let cake = RoomSummary { head: Seq(8), ..room(4, "more cake") };
    ann.hear(&Event::RoomAdded(cake), 0);
    ann.hear(
        &Event::Heartbeat(Heartbeat { heads: [(RoomId(4), Seq(8))].into_iter().collect() }),
        0,
    );
    assert_eq!(resumes(&mut ann), [(4, 7)], "the first event itself has not come");
}

#[test]
fn names_told_again_after_a_return_do_not_go_back() {
    let mut ann = Client::new(user(), limits(), Vec::new(), MEANS);
    let Event::Welcome(mut welcome) = welcome() else { panic!("a welcome") };
    welcome.rooms[0].head = Seq(9);
    ann.hear(&Event::Welcome(welcome), 0);
    let renamed = |seq, name: &str| RoomRenamed {
        room: RoomId(1),
        seq: Seq(seq),
        from: "bob".to_owned(),
        name: name.to_owned(),
        topic: String::new(),
        archived: seq == 10,
        sent: time(),
    };
    ann.hear(&Event::RoomRenamed(renamed(8, "before")), 0);
    assert_eq!(ann.rooms()[0].name, "general");
    ann.hear(&Event::RoomRenamed(renamed(10, "after")), 0);
    assert_eq!((&*ann.rooms()[0].name, ann.rooms()[0].archived), ("after", true));
}

#[test]
fn nothing_is_said_in_somebody_elses_name() {
    let mut ann = at_general();
    ann.link_lost(1006);
    ann.say("mine", typed()).unwrap();
    let Event::Welcome(welcome) = welcome() else { panic!("a welcome") };
    let bob = User { name: "bob".to_owned(), admin: false };
    ann.hear(&Event::Welcome(Welcome { user: bob, ..welcome }), 0);
    let work = ann.take_work(0);
    assert!(work.commands.is_empty() && work.reload);
    assert_eq!(ann.user().name, "ann");
}

fn asked_for(ann: &mut Client) -> Vec<String> {
    let commands = ann.take_work(0).commands.into_iter();
    let name = |command| match command {
        Command::ChangeRoom(asked) => Some(asked.name),
        _ => None,
    };
    commands.filter_map(name).collect()
}

#[test]
fn a_room_that_is_not_waited_for_any_longer_is_not_asked_for() {
    let mut ann = at_general();
    ann.link_lost(1006);
    ann.open("cellar");
    assert!(ann.is_opening());
    ann.cancel_open();
    assert!(!ann.is_opening());
    ann.hear(&welcome(), 0);
    assert_eq!(asked_for(&mut ann), [""; 0]);
}

#[test]
fn a_room_whose_answer_is_not_waited_for_is_not_asked_for_twice_unless_the_person_does() {
    let mut ann = at_general();
    ann.open("cellar");
    assert_eq!(asked_for(&mut ann), ["cellar"]);
    ann.cancel_open();
    ann.link_lost(1006);
    ann.hear(&welcome(), 0);
    assert_eq!(asked_for(&mut ann), [""; 0]);

    ann.open("cellar");
    assert_eq!(asked_for(&mut ann), ["cellar"]);
    ann.cancel_open();
    ann.open("cellar");
    ann.link_lost(1006);
    ann.hear(&welcome(), 0);
    assert_eq!(asked_for(&mut ann), ["cellar"]);
}
