//! What people send each other, letter by letter.

use super::super::{
    Ack, Activity, Announce, Announcement, BadField, Command, DecodeError, Delivery, DirectMessage,
    Event, Presence, PresenceState, Receipt, ReceiptStatus, Received, RoomId, RoomKind,
    RoomSummary, Seq, Typing, Typist, UserPresence,
};
use super::{client_id, command, event, general, sent};

#[test]
fn direct_message_to_one_or_to_several() {
    let to = |names: &[&str]| {
        Command::DirectMessage(DirectMessage {
            to: names.iter().map(|name| (*name).to_owned()).collect(),
            message: "psst".to_owned(),
            client_id: client_id(),
            echo: true,
        })
    };
    command(
        r#"{"type":"direct_message","payload":{"to":"bob","message":"psst","client_id":"a-1"}}"#,
        &to(&["bob"]),
    );
    command(
        r#"{"type":"direct_message","payload":{"to":["bob","cid"],"message":"psst","client_id":"a-1"}}"#,
        &to(&["bob", "cid"]),
    );
    let listed =
        r#"{"type":"direct_message","payload":{"to":["bob"],"message":"psst","client_id":"a-1"}}"#;
    assert_eq!(Command::decode(listed), Ok(to(&["bob"])));
}

#[test]
fn a_direct_message_is_to_somebody() {
    for to in ["[]", "3", "null", r#"["bob",3]"#] {
        let frame = format!(r#"{{"type":"direct_message","payload":{{"to":{to},"message":"x"}}}}"#);
        let Err(DecodeError::BadPayload { reason, .. }) = Command::decode(&frame) else {
            panic!("{to} is nobody")
        };
        assert_eq!(reason, BadField("to").to_string());
    }
}

#[test]
fn received_and_receipt() {
    command(
        r#"{"type":"received","payload":{"room":"r2","seq":7}}"#,
        &Command::Received(Received { room: RoomId(2), seq: Seq(7), client_id: None }),
    );
    for (word, status) in [("delivered", ReceiptStatus::Delivered), ("read", ReceiptStatus::Read)] {
        event(
            &format!(
                r#"{{"type":"receipt","payload":{{"room":"r2","from":"bob","seq":7,"status":"{word}"}}}}"#
            ),
            &Event::Receipt(Receipt {
                room: RoomId(2),
                from: "bob".to_owned(),
                seq: Seq(7),
                status,
            }),
        );
    }
}

#[test]
fn an_ack_says_whether_they_were_there() {
    for (word, delivery) in
        [("delivered", Delivery::Delivered), ("not_online", Delivery::NotOnline)]
    {
        event(
            &format!(
                r#"{{"type":"ack","payload":{{"client_id":"a-1","room":"r2","seq":1,"sent":"2026-11-21T03:36:00.000Z","dup":false,"delivery":"{word}"}}}}"#
            ),
            &Event::Ack(Ack {
                client_id: client_id(),
                room: RoomId(2),
                seq: Seq(1),
                sent: sent(),
                dup: false,
                delivery: Some(delivery),
            }),
        );
    }
}

#[test]
fn a_room_of_people_is_asked_for_by_their_names() {
    let called = |kind, name: &str| RoomSummary { kind, name: name.to_owned(), ..general() };
    assert_eq!(called(RoomKind::Room, "bob").handle(), "bob");
    assert_eq!(called(RoomKind::Direct, "bob").handle(), "@bob");
    assert_eq!(called(RoomKind::Group, "bob, cid, 王").handle(), "@bob,cid,王");
}

#[test]
fn presence_of_whom_and_of_a_whole_room() {
    let state = |state, seen| UserPresence { name: "bob".to_owned(), state, seen };
    for (word, is) in [("online", PresenceState::Online), ("away", PresenceState::Away)] {
        event(
            &format!(
                r#"{{"type":"presence","payload":{{"users":[{{"name":"bob","state":"{word}"}}]}}}}"#
            ),
            &Event::Presence(Presence { users: vec![state(is, None)], room: None }),
        );
    }
    event(
        r#"{"type":"presence","payload":{"users":[{"name":"bob","state":"offline","seen":"2026-11-21T03:36:00.000Z"}]}}"#,
        &Event::Presence(Presence {
            users: vec![state(PresenceState::Offline, Some(sent()))],
            room: None,
        }),
    );
    event(
        r#"{"type":"presence","payload":{"users":[],"room":"r2"}}"#,
        &Event::Presence(Presence { users: Vec::new(), room: Some(RoomId(2)) }),
    );
}

#[test]
fn typing_and_activity() {
    command(
        r#"{"type":"typing","payload":{"room":"r1"}}"#,
        &Command::Typing(Typing { room: RoomId(1), client_id: None }),
    );
    event(
        r#"{"type":"typing","payload":{"room":"r1","from":"bob"}}"#,
        &Event::Typing(Typist { room: RoomId(1), from: "bob".to_owned() }),
    );
    for (word, active) in [("true", true), ("false", false)] {
        command(
            &format!(r#"{{"type":"activity","payload":{{"active":{word}}}}}"#),
            &Command::Activity(Activity { active, client_id: None }),
        );
    }
    let bare = Command::decode(r#"{"type":"activity"}"#);
    assert!(matches!(bare, Err(DecodeError::BadPayload { .. })), "{bare:?}");
}

#[test]
fn announcements() {
    command(
        r#"{"type":"announcement","payload":{"message":"to all","minutes":60,"client_id":"a-1"}}"#,
        &Command::Announcement(Announce {
            message: "to all".to_owned(),
            minutes: 60,
            client_id: client_id(),
        }),
    );
    event(
        r#"{"type":"announcement","payload":{"id":"a1","message":"to all","html":"<p>to all</p>","from":"ann","sent":"2026-11-21T03:36:00.000Z","expires":"2026-11-21T03:36:00.000Z"}}"#,
        &Event::Announcement(Announcement {
            id: "a1".to_owned(),
            message: "to all".to_owned(),
            html: "<p>to all</p>".to_owned(),
            from: "ann".to_owned(),
            sent: sent(),
            expires: sent(),
        }),
    );
    let bare = Command::decode(r#"{"type":"announcement","payload":{"message":"to all"}}"#);
    let an_hour = Announce { message: "to all".to_owned(), minutes: 60, client_id: None };
    assert_eq!(bare, Ok(Command::Announcement(an_hour)));
    for minutes in ["-1", "1.5", "\"60\""] {
        let odd = format!(
            r#"{{"type":"announcement","payload":{{"message":"to all","minutes":{minutes}}}}}"#
        );
        let odd = Command::decode(&odd);
        assert!(matches!(odd, Err(DecodeError::BadPayload { .. })), "{minutes}: {odd:?}");
    }
}
