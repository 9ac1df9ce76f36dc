//! What people send each other, letter by letter.

use super::super::{
    Ack, BadField, Command, DecodeError, Delivery, DirectMessage, Event, Receipt, ReceiptStatus,
    Received, RoomId, RoomKind, RoomSummary, Seq,
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
