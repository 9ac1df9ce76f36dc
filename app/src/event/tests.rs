//! The wire, letter by letter: a JSON literal for each kind, read and written.

mod arbitrary;
mod changes;
mod people;
mod reading;

use super::{
    Ack, ByRoom, ChangeRoom, ClientId, Closing, Command, DecodeError, Epoch, ErrorCode, ErrorReply,
    Event, Gap, Heartbeat, Hello, LeaveRoom, Limits, Position, ReadChanged, Reset, RoomChanged,
    RoomId, RoomKind, RoomRemoved, RoomSummary, SendMessage, Seq, Synced, Timestamp, User, Welcome,
};

fn sent() -> Timestamp {
    Timestamp("2026-11-21T03:36:00.000Z".to_owned())
}

fn client_id() -> Option<ClientId> {
    ClientId::try_from("a-1".to_owned()).ok()
}

fn epoch() -> Epoch {
    Epoch("e1".to_owned())
}

fn general() -> RoomSummary {
    RoomSummary {
        room: RoomId(1),
        name: "general".to_owned(),
        kind: RoomKind::Room,
        topic: String::new(),
        head: Seq(41),
        read: Seq(40),
        unread: 1,
        mentions: 0,
        archived: false,
        temporary: false,
    }
}

#[track_caller]
fn event(literal: &str, event: &Event) {
    assert_eq!(event.encode(), literal);
    assert_eq!(Event::decode(literal).as_ref(), Ok(event));
}

#[track_caller]
fn command(literal: &str, command: &Command) {
    assert_eq!(command.encode(), literal);
    assert_eq!(Command::decode(literal).as_ref(), Ok(command));
}

#[test]
fn welcome() {
    event(
        r#"{"type":"welcome","payload":{"connection":"c9","user":{"name":"ann","admin":true},"epoch":"e1","limits":{"message_chars":4000,"frame_bytes":65536,"messages_per_second":10,"message_burst":30},"rooms":[{"room":"r1","name":"general","kind":"room","topic":"","head":41,"read":40,"unread":1,"mentions":0}]}}"#,
        &Event::Welcome(Welcome {
            connection: "c9".to_owned(),
            user: User { name: "ann".to_owned(), admin: true },
            epoch: epoch(),
            limits: Limits {
                message_chars: 4000,
                frame_bytes: 65536,
                messages_per_second: 10,
                message_burst: 30,
            },
            rooms: vec![general()],
        }),
    );
}

#[test]
fn room_changed_and_its_summary() {
    let changed = RoomChanged {
        room: RoomId(1),
        name: "general".to_owned(),
        kind: RoomKind::Room,
        topic: String::new(),
        epoch: epoch(),
        head: Seq(41),
        read: Seq(40),
        unread: 1,
        mentions: 0,
        members: 12,
        archived: false,
        temporary: false,
    };
    assert_eq!(changed.summary(), general());
    event(
        r#"{"type":"room_changed","payload":{"room":"r1","name":"general","kind":"room","topic":"","epoch":"e1","head":41,"read":40,"unread":1,"mentions":0,"members":12}}"#,
        &Event::RoomChanged(changed),
    );
}

#[test]
fn a_room_that_is_archived_or_temporary_says_so() {
    event(
        r#"{"type":"room_added","payload":{"room":"r1","name":"general","kind":"room","topic":"","head":41,"read":40,"unread":1,"mentions":0,"archived":true,"temporary":true}}"#,
        &Event::RoomAdded(RoomSummary { archived: true, temporary: true, ..general() }),
    );
}

#[test]
fn room_added_and_removed() {
    event(
        r#"{"type":"room_added","payload":{"room":"r1","name":"general","kind":"room","topic":"","head":41,"read":40,"unread":1,"mentions":0}}"#,
        &Event::RoomAdded(general()),
    );
    event(
        r#"{"type":"room_removed","payload":{"room":"r1","reason":"left"}}"#,
        &Event::RoomRemoved(RoomRemoved { room: RoomId(1), reason: "left".to_owned() }),
    );
}

#[test]
fn ack() {
    event(
        r#"{"type":"ack","payload":{"client_id":"a-1","room":"r1","seq":42,"sent":"2026-11-21T03:36:00.000Z","dup":false}}"#,
        &Event::Ack(Ack {
            client_id: client_id(),
            room: RoomId(1),
            seq: Seq(42),
            sent: sent(),
            dup: false,
            delivery: None,
        }),
    );
}

#[test]
fn error() {
    event(
        r#"{"type":"error","payload":{"code":"rate_limited","message":"Slow down.","client_id":"a-1","room":"r1","retry_after_ms":400,"final":false}}"#,
        &Event::Error(ErrorReply {
            code: ErrorCode::RateLimited,
            message: "Slow down.".to_owned(),
            client_id: client_id(),
            room: Some(RoomId(1)),
            retry_after_ms: Some(400),
            is_final: false,
        }),
    );
}

#[test]
fn synced_gap_and_reset() {
    event(
        r#"{"type":"synced","payload":{"room":"r1","head":48}}"#,
        &Event::Synced(Synced { room: RoomId(1), head: Seq(48) }),
    );
    event(
        r#"{"type":"gap","payload":{"room":"r1","have":41,"head":2048}}"#,
        &Event::Gap(Gap { room: RoomId(1), have: Seq(41), head: Seq(2048) }),
    );
    event(
        r#"{"type":"reset","payload":{"room":"r1","epoch":"e2"}}"#,
        &Event::Reset(Reset { room: RoomId(1), epoch: Epoch("e2".to_owned()) }),
    );
}

#[test]
fn heartbeat_and_closing() {
    event(
        r#"{"type":"heartbeat","payload":{"heads":{"r1":48}}}"#,
        &Event::Heartbeat(Heartbeat { heads: ByRoom::from_iter([(RoomId(1), Seq(48))]) }),
    );
    event(
        r#"{"type":"closing","payload":{"reason":"restart","retry_ms":1200}}"#,
        &Event::Closing(Closing { reason: "restart".to_owned(), retry_ms: 1200 }),
    );
}

#[test]
fn read_changed() {
    event(
        r#"{"type":"read_changed","payload":{"room":"r1","read":48,"unread":2,"mentions":1,"head":51}}"#,
        &Event::ReadChanged(ReadChanged {
            room: RoomId(1),
            read: Seq(48),
            unread: 2,
            mentions: 1,
            head: Seq(51),
        }),
    );
}

#[test]
fn send_message() {
    command(
        r#"{"type":"send_message","payload":{"message":"hello","client_id":"a-1","room":"r1","reply_to":17,"echo":false}}"#,
        &Command::SendMessage(SendMessage {
            message: "hello".to_owned(),
            client_id: client_id(),
            room: Some(RoomId(1)),
            reply_to: Some(Seq(17)),
            echo: false,
        }),
    );
}

#[test]
fn original_manager_send_message_needs_nothing_but_its_text() {
    let frame = r#"{"type":"send_message","payload":{"message":"hello","from":"percy"}}"#;
    let Ok(Command::SendMessage(sent)) = Command::decode(frame) else {
        panic!("the original's frame is understood")
    };
    assert_eq!((sent.message.as_str(), sent.room, sent.echo), ("hello", None, true));
}

#[test]
fn change_room() {
    command(
        r#"{"type":"change_room","payload":{"name":"general","after":{"epoch":"e1","seq":41}}}"#,
        &Command::ChangeRoom(ChangeRoom {
            name: "general".to_owned(),
            after: Some(Position { epoch: epoch(), seq: Seq(41) }),
            client_id: None,
            temporary: false,
        }),
    );
    command(
        r#"{"type":"change_room","payload":{"name":"stand-up","temporary":true}}"#,
        &Command::ChangeRoom(ChangeRoom {
            name: "stand-up".to_owned(),
            after: None,
            client_id: None,
            temporary: true,
        }),
    );
}

#[test]
fn leave_room_and_hello() {
    command(
        r#"{"type":"leave_room","payload":{"room":"r1","client_id":"a-1"}}"#,
        &Command::LeaveRoom(LeaveRoom { room: RoomId(1), client_id: client_id() }),
    );
    command(r#"{"type":"hello","payload":{}}"#, &Command::Hello(Hello::default()));
    assert_eq!(Command::decode(r#"{"type":"hello"}"#), Ok(Command::Hello(Hello::default())));
}

#[test]
fn tells_bad_frames_unknown_kinds_and_bad_payloads_apart() {
    for bad in ["", "{", "[]", "3", r#"{"payload":{}}"#, r#"{"type":3}"#] {
        assert_eq!(Command::decode(bad), Err(DecodeError::BadJson), "{bad}");
    }
    let unknown = r#"{"type":"dance","payload":{"deep":[1]}}"#;
    assert_eq!(Command::decode(unknown), Err(DecodeError::UnknownKind));
    assert_eq!(Event::decode(unknown), Err(DecodeError::UnknownKind));

    let bad = r#"{"type":"send_message","payload":{"message":3,"client_id":"a-1"}}"#;
    let Err(DecodeError::BadPayload { client_id: echoed, .. }) = Command::decode(bad) else {
        panic!("a number is no message")
    };
    assert_eq!(echoed, client_id());
}

#[test]
fn a_payload_is_an_object() {
    for bad in [r#"["r1",48]"#, "3", "null", r#""r1""#] {
        let frame = format!(r#"{{"type":"synced","payload":{bad}}}"#);
        assert!(matches!(Event::decode(&frame), Err(DecodeError::BadPayload { .. })), "{bad}");
    }
}

#[test]
fn ignores_fields_it_does_not_know() {
    let newer = r#"{"type":"synced","payload":{"room":"r1","head":48,"mood":"fine"}}"#;
    assert!(Event::decode(newer).is_ok());
}

#[test]
fn a_client_id_is_visible_ascii() {
    for bad in ["", "a b", "é", "a\n", &"x".repeat(65)] {
        assert!(ClientId::try_from(bad.to_owned()).is_err(), "{bad:?}");
    }
    assert!(ClientId::try_from("x".repeat(64)).is_ok());
}

/// The page, the server, bots and load tools all read these types: they must not drag a framework in.
#[test]
fn this_module_could_be_a_crate() {
    let files = [
        include_str!("../event.rs"),
        include_str!("body.rs"),
        include_str!("change.rs"),
        include_str!("code.rs"),
        include_str!("command.rs"),
        include_str!("ids.rs"),
        include_str!("json.rs"),
        include_str!("payload.rs"),
        include_str!("people.rs"),
    ];
    for line in files.iter().flat_map(|file| file.lines()) {
        let line = line.trim_start();
        assert!(!line.contains("leptos"), "{line}");
        assert!(!line.starts_with("#[cfg(feature"), "{line}");
        if let Some(path) = line.strip_prefix("use ") {
            let ours = ["std::", "serde::", "serde_json::", "super::", "self::"];
            assert!(ours.iter().any(|root| path.starts_with(root)), "{line}");
        }
    }
}
