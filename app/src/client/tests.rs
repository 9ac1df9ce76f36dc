//! The page's side of conversations with the server.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{Client, Place};
use crate::event::{
    Ack, ChangeRoom, ClientId, Command, Epoch, ErrorCode, ErrorReply, Event, Gap, Limits,
    NewMessage, Position, Reset, RoomChanged, RoomId, RoomKind, RoomSummary, SendMessage, Seq,
    Timestamp, User, Welcome,
};
use crate::first::RoomPage;
use crate::http::History;
use crate::timeline::{Content, Loaded, Older, RowState};

fn next_id() -> ClientId {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed);
    ClientId::try_from(format!("id-{number}")).unwrap()
}

fn time() -> Timestamp {
    Timestamp("2026-11-21T03:36:00.000Z".to_owned())
}

fn limits() -> Limits {
    Limits { message_chars: 40, frame_bytes: 65_536, messages_per_second: 10, message_burst: 30 }
}

fn user() -> User {
    User { name: "ann".to_owned(), admin: false }
}

fn room(id: u64, name: &str) -> RoomSummary {
    RoomSummary {
        room: RoomId(id),
        name: name.to_owned(),
        kind: RoomKind::Room,
        topic: String::new(),
        head: Seq(0),
        read: Seq(0),
        unread: 0,
        mentions: 0,
    }
}

fn message(room: u64, seq: u64, text: &str) -> NewMessage {
    NewMessage {
        room: RoomId(room),
        seq: Seq(seq),
        from: "bob".to_owned(),
        message: text.to_owned(),
        html: text.to_owned(),
        sent: time(),
        client_id: None,
        reply_to: None,
        mentions: Vec::new(),
        edited: None,
        deleted: false,
        reactions: Vec::new(),
    }
}

fn history(head: u64) -> History {
    History { messages: Vec::new(), head: Seq(head), epoch: Epoch("e1".to_owned()) }
}

fn welcome() -> Event {
    Event::Welcome(Welcome {
        connection: "c1".to_owned(),
        user: user(),
        epoch: Epoch("e1".to_owned()),
        limits: limits(),
        rooms: vec![room(1, "general"), room(2, "tea")],
    })
}

fn changed(id: u64, name: &str, head: u64) -> Event {
    Event::RoomChanged(RoomChanged {
        room: RoomId(id),
        name: name.to_owned(),
        kind: RoomKind::Room,
        topic: String::new(),
        epoch: Epoch("e1".to_owned()),
        head: Seq(head),
        read: Seq(0),
        unread: 0,
        mentions: 0,
        members: 2,
    })
}

/// A page that shows general, connected, standing at change 5.
fn at_general() -> Client {
    let mut ann = Client::new(user(), limits(), vec![room(1, "general")], next_id);
    let page = RoomPage::Open { room: room(1, "general"), history: history(5) };
    ann.begin("general".to_owned(), page);
    ann.hear(&welcome(), 0);
    ann
}

fn asks(client: &mut Client) -> Vec<(String, Option<u64>)> {
    let asked = |command| match command {
        Command::ChangeRoom(ChangeRoom { name, after, .. }) => {
            Some((name, after.map(|Position { seq, .. }| seq.0)))
        }
        _ => None,
    };
    client.take_work(0).commands.into_iter().filter_map(asked).collect()
}

fn sends(client: &mut Client, now: u64) -> Vec<SendMessage> {
    let sent = |command| match command {
        Command::SendMessage(sent) => Some(sent),
        _ => None,
    };
    client.take_work(now).commands.into_iter().filter_map(sent).collect()
}

fn texts(client: &Client) -> Vec<String> {
    let text = |content| match content {
        Content::Html(text) | Content::Plain(text) => text,
    };
    client.rows().0.into_iter().map(|row| text(row.content)).collect()
}

#[test]
fn goes_on_from_what_the_first_render_held() {
    let mut ann = at_general();
    assert_eq!(asks(&mut ann), [("general".to_owned(), Some(5))]);
    assert_eq!(asks(&mut ann), [], "once");
    ann.hear(&changed(1, "general", 6), 0);
    ann.hear(&Event::NewMessage(message(1, 6, "hi")), 0);
    assert_eq!(texts(&ann), ["hi"]);
    assert!(ann.take_work(0).loads.is_empty(), "the history was in the HTML");
}

#[test]
fn a_page_without_a_room_goes_to_general() {
    let mut ann = Client::new(user(), limits(), Vec::new(), next_id);
    ann.hear(&welcome(), 0);
    assert_eq!(ann.take_work(0).go_to.as_deref(), Some("general"));
    ann.show("general");
    assert_eq!(asks(&mut ann), [("general".to_owned(), None)]);
    ann.hear(&changed(1, "general", 3), 0);
    ann.hear(&Event::NewMessage(message(1, 4, "early")), 0);
    assert_eq!(ann.take_work(0).loads, [RoomId(1)]);
    ann.loaded(RoomId(1), Some(history(3)));
    assert_eq!(texts(&ann), ["early"]);
}

#[test]
fn a_room_opened_by_hand_is_gone_to_under_its_own_spelling() {
    let mut ann = at_general();
    asks(&mut ann);
    ann.hear(&changed(1, "general", 5), 0);
    ann.open("TEA");
    assert_eq!(asks(&mut ann), [("TEA".to_owned(), None)]);
    assert!(ann.is_opening());
    ann.hear(&changed(2, "tea", 1), 0);
    assert_eq!(ann.take_work(0).go_to.as_deref(), Some("tea"));
    ann.show("tea");
    assert_eq!((ann.place(), ann.is_opening()), (&Place::Room(RoomId(2)), false));
}

#[test]
fn a_refused_name_is_said_where_it_was_asked_for() {
    let mut ann = at_general();
    ann.open("a b");
    let Some(Command::ChangeRoom(asked)) = ann.take_work(0).commands.pop() else {
        panic!("it asks")
    };
    ann.hear(&refusal(asked.client_id, true, None), 0);
    assert_eq!(ann.refused_name(), Some("No."));
    assert_eq!(ann.place(), &Place::Room(RoomId(1)));
}

fn refusal(client_id: Option<ClientId>, is_final: bool, retry_after_ms: Option<u64>) -> Event {
    Event::Error(ErrorReply {
        code: ErrorCode::RateLimited,
        message: "No.".to_owned(),
        client_id,
        room: None,
        retry_after_ms,
        is_final,
    })
}

#[test]
fn slows_down_by_itself_when_told_to() {
    let mut ann = at_general();
    ann.say("hi", time()).unwrap();
    let first = sends(&mut ann, 0).remove(0);
    ann.hear(&refusal(first.client_id.clone(), false, Some(400)), 1_000);
    assert_eq!(ann.take_work(1_000).wake_ms, Some(400));
    assert!(sends(&mut ann, 1_399).is_empty());
    assert_eq!(sends(&mut ann, 1_400), [first], "the same row under the same id");
    assert!(matches!(ann.rows().0[0].state, RowState::Waiting(_)), "nobody is bothered");
}

#[test]
fn a_row_refused_for_good_says_why_and_tries_again_under_a_new_id() {
    let mut ann = at_general();
    ann.say("hi", time()).unwrap();
    let first = sends(&mut ann, 0).remove(0);
    ann.hear(&refusal(first.client_id.clone(), true, None), 0);
    let RowState::Refused(id, reason) = ann.rows().0.remove(0).state else { panic!("refused") };
    assert_eq!(reason, "No.");
    ann.retry(&id);
    let second = sends(&mut ann, 0).remove(0);
    assert!(second.client_id != first.client_id && second.message == "hi");
}

#[test]
fn rows_of_every_room_go_out_after_a_reconnect() {
    let mut ann = at_general();
    asks(&mut ann);
    ann.hear(&changed(1, "general", 5), 0);
    ann.say("one", time()).unwrap();
    ann.show("tea");
    ann.say("two", time()).unwrap();
    let before = sends(&mut ann, 0);
    assert_eq!(before.len(), 2);
    ann.link_lost(1006);
    assert_eq!(ann.take_work(0).commands, []);
    ann.hear(&welcome(), 0);
    assert_eq!(sends(&mut ann, 0), before);
    assert_eq!(ann.unanswered_since(), Some(0));
}

#[test]
fn what_does_not_follow_is_asked_for_from_where_the_page_stands() {
    let mut ann = at_general();
    asks(&mut ann);
    ann.hear(&changed(1, "general", 5), 0);
    ann.hear(&Event::NewMessage(message(1, 7, "late")), 0);
    ann.hear(&Event::NewMessage(message(1, 8, "later")), 0);
    assert_eq!(asks(&mut ann), [("general".to_owned(), Some(5))], "once");
    assert_eq!(texts(&ann), Vec::<String>::new());
}

#[test]
fn too_far_behind_it_loads_afresh_and_keeps_what_waits() {
    let mut ann = at_general();
    ann.say("mine", time()).unwrap();
    asks(&mut ann);
    ann.hear(&changed(1, "general", 900), 0);
    ann.hear(&Event::Gap(Gap { room: RoomId(1), have: Seq(5), head: Seq(900) }), 0);
    assert_eq!(asks(&mut ann), [("general".to_owned(), None)]);
    ann.hear(&changed(1, "general", 900), 0);
    assert_eq!(ann.take_work(0).loads, [RoomId(1)]);
    ann.loaded(RoomId(1), Some(history(900)));
    assert_eq!(ann.rows().1, Loaded::Ready(Older::NoneLeft));
    assert_eq!(texts(&ann), ["mine"]);
}

#[test]
fn another_history_gets_what_the_last_one_acknowledged() {
    let mut ann = at_general();
    ann.say("mine", time()).unwrap();
    let sent = sends(&mut ann, 0).remove(0);
    let ack = Ack {
        client_id: sent.client_id.clone(),
        room: RoomId(1),
        seq: Seq(6),
        sent: time(),
        dup: false,
    };
    ann.hear(&Event::Ack(ack), 0);
    assert!(sends(&mut ann, 0).is_empty());
    ann.hear(&Event::Reset(Reset { room: RoomId(1), epoch: Epoch("e2".to_owned()) }), 0);
    assert_eq!(sends(&mut ann, 0), [sent]);
    ann.loaded(RoomId(1), Some(history(5)));
    assert_eq!(ann.rows().1, Loaded::Opening, "a page of the old history is not shown");
}

#[test]
fn what_is_wrong_with_a_text_is_said_before_it_is_sent() {
    let mut ann = at_general();
    assert!(ann.say(" ", time()).is_err() && ann.say(&"x".repeat(41), time()).is_err());
    assert!(ann.rows().0.is_empty());
}
