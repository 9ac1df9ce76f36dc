//! The page's side of conversations with the server.

mod aloud;
mod announcements;
mod belonging;
mod counted;
mod device;
mod direct;
mod following;
mod keeping;
mod model;
mod presence;
mod reading;
mod tabs;
mod trouble;
mod typing;
mod whole;

use std::sync::atomic::{AtomicU64, Ordering};

use super::{Client, Means, Place};
use crate::event::{
    Ack, ChangeRoom, ClientId, Command, Epoch, ErrorCode, ErrorReply, Event, Limits, NewMessage,
    Position, RoomChanged, RoomId, RoomKind, RoomPosition, RoomSummary, SendMessage, Seq, Synced,
    Timestamp, User, Welcome,
};
use crate::first::RoomPage;
use crate::http::{History, Members};
use crate::timeline::{Content, Moment};

/// This process's, as if it were a browser.
const MEANS: Means = Means { new_id: next_id, same_name };

fn next_id() -> ClientId {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed);
    ClientId::try_from(format!("id-{number:012}")).unwrap()
}

fn same_name(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn time() -> Timestamp {
    Timestamp("2026-11-21T03:36:00.000Z".to_owned())
}

fn typed() -> Moment {
    Moment { ms: 0, at: time() }
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
        archived: false,
        temporary: false,
    }
}

fn message(room: u64, seq: u64, text: &str) -> NewMessage {
    let said = NewMessage::plain(RoomId(room), Seq(seq), "bob".to_owned(), text.to_owned(), time());
    NewMessage { html: text.to_owned(), ..said }
}

/// The page does not look at them yet.
fn nobody(head: u64) -> Members {
    Members { members: Vec::new(), count: 0, head: Seq(head) }
}

fn history(head: u64) -> History {
    History { messages: Vec::new(), head: Seq(head), epoch: Epoch("e1".to_owned()), newer: false }
}

fn welcome() -> Event {
    Event::Welcome(Welcome {
        connection: "c1".to_owned(),
        user: user(),
        epoch: Epoch("e1".to_owned()),
        limits: limits(),
        rooms: vec![RoomSummary { head: Seq(5), ..room(1, "general") }, room(2, "tea")],
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
        archived: false,
        temporary: false,
    })
}

/// A page that shows general, connected, standing at change 5.
fn at_general() -> Client {
    let mut ann = Client::new(user(), limits(), vec![room(1, "general")], MEANS);
    let (history, members) = (history(5), nobody(5));
    let page = RoomPage::Open {
        room: room(1, "general"),
        at: None,
        history,
        members,
        receipts: Vec::new(),
    };
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

/// The rooms that are to be resumed, and after which number.
fn resumes(client: &mut Client) -> Vec<(u64, u64)> {
    let resumed = |command| match command {
        Command::Resume(resume) => resume.rooms,
        _ => Vec::new(),
    };
    let rooms = client.take_work(0).commands.into_iter().flat_map(resumed);
    rooms.map(|RoomPosition { room, seq, .. }| (room.0, seq.0)).collect()
}

/// The server is done with what was resumed: general stands at `head`, tea at 0.
fn synced(client: &mut Client, head: u64) {
    client.take_work(0);
    client.hear(&Event::Synced(Synced { room: RoomId(1), head: Seq(head) }), 0);
    client.hear(&Event::Synced(Synced { room: RoomId(2), head: Seq(0) }), 0);
}

fn sends(client: &mut Client, now: u64) -> Vec<SendMessage> {
    let sent = |command| match command {
        Command::SendMessage(sent) => Some(sent),
        _ => None,
    };
    client.take_work(now).commands.into_iter().filter_map(sent).collect()
}

fn ack(sent: &Command, seq: u64) -> Event {
    let (client_id, room) = (sent.client_id().cloned(), sent.room().unwrap());
    Event::Ack(Ack { client_id, room, seq: Seq(seq), sent: time(), dup: false, delivery: None })
}

fn texts(client: &Client) -> Vec<String> {
    let text = |content| match content {
        Content::Html(text) | Content::Plain(text) => text,
        Content::Deleted => "(deleted)".to_owned(),
    };
    client.rows().0.into_iter().map(|row| text(row.content)).collect()
}

#[test]
fn goes_on_from_what_the_first_render_held() {
    let mut ann = at_general();
    assert_eq!(resumes(&mut ann), [(1, 5), (2, 0)], "one resume for all rooms");
    assert_eq!(resumes(&mut ann), [], "once");
    ann.hear(&Event::NewMessage(message(1, 6, "hi")), 0);
    synced(&mut ann, 6);
    assert_eq!(texts(&ann), ["hi"]);
    assert!(ann.take_work(0).loads.is_empty(), "the history was in the HTML");
}

#[test]
fn a_page_without_a_room_goes_to_general() {
    let mut ann = Client::new(user(), limits(), Vec::new(), MEANS);
    ann.hear(&welcome(), 0);
    assert_eq!(ann.take_work(0).go_to.as_deref(), Some("general"));
    ann.show("general");
    assert_eq!(ann.take_work(0).loads, [RoomId(1)]);
    ann.hear(&Event::NewMessage(message(1, 6, "first")), 0);
    ann.hear(&Event::NewMessage(message(1, 7, "early")), 0);
    ann.loaded(RoomId(1), Some(history(6)));
    assert_eq!(texts(&ann), ["early"]);
}

#[test]
fn a_room_opened_by_hand_is_gone_to_under_its_own_spelling() {
    let mut ann = at_general();
    synced(&mut ann, 5);
    ann.open("CAKE");
    assert_eq!(asks(&mut ann), [("CAKE".to_owned(), None)]);
    assert!(ann.is_opening());
    ann.hear(&changed(3, "cake", 1), 0);
    assert_eq!(ann.take_work(0).go_to.as_deref(), Some("cake"));
    ann.show("cake");
    assert_eq!((ann.place(), ann.is_opening()), (&Place::Room(RoomId(3)), false));
    assert_eq!(ann.take_work(0).loads, [RoomId(3)]);
    ann.open("TEA");
    assert_eq!(ann.take_work(0).go_to.as_deref(), Some("tea"), "one's own needs no asking");
}

#[test]
fn a_refused_name_is_said_where_it_was_asked_for() {
    let mut ann = at_general();
    ann.open("a b");
    let Command::ChangeRoom(asked) = ann.take_work(0).commands.remove(0) else { panic!("it asks") };
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
