//! Whatever is written is read as it was, and what does not fit is named.

use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use serde_json::{Value, json};

use super::super::{Command, DecodeError, Event, Json, RoomId, RoomKind, RoomSummary, Seq, read};
use super::{arbitrary, client_id};

/// What a bad payload is told.
#[track_caller]
fn reason<T>(decoded: Result<T, DecodeError>) -> String {
    let Err(DecodeError::BadPayload { reason, .. }) = decoded else {
        panic!("a bad payload is expected")
    };
    reason
}

/// The names of the payload's fields, and the frame as a value.
fn fields(frame: &str) -> (Vec<String>, Value) {
    let frame: Value = serde_json::from_str(frame).unwrap();
    (frame["payload"].as_object().unwrap().keys().cloned().collect(), frame)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn an_event_is_read_as_it_was_written(event in arbitrary::event()) {
        prop_assert_eq!(Event::decode(&event.encode()), Ok(event));
    }

    #[test]
    fn a_command_is_read_as_it_was_written(command in arbitrary::command()) {
        prop_assert_eq!(Command::decode(&command.encode()), Ok(command));
    }

    #[test]
    fn a_field_that_does_not_fit_is_named(event in arbitrary::event(), command in arbitrary::command()) {
        let nothing_fits = json!({"x": []});
        let (names, frame) = fields(&event.encode());
        for name in names {
            let mut frame = frame.clone();
            frame["payload"][&name] = nothing_fits.clone();
            let reason = reason(Event::decode(&frame.to_string()));
            prop_assert!(reason.contains(&format!("`{name}`")), "{frame}: {reason}");
        }
        let (names, frame) = fields(&command.encode());
        for name in names {
            let mut frame = frame.clone();
            frame["payload"][&name] = nothing_fits.clone();
            let reason = reason(Command::decode(&frame.to_string()));
            prop_assert!(reason.contains(&format!("`{name}`")), "{frame}: {reason}");
        }
    }

    #[test]
    fn a_field_may_be_missing_where_it_is_not_written_when_empty(event in arbitrary::event()) {
        let (names, frame) = fields(&event.encode());
        for name in names {
            let mut frame = frame.clone();
            frame["payload"].as_object_mut().unwrap().remove(&name);
            match Event::decode(&frame.to_string()) {
                Ok(event) => prop_assert_eq!(&fields(&event.encode()).1, &frame),
                bad => prop_assert!(reason(bad).contains(&format!("`{name}`")), "{frame}"),
            }
        }
    }

    #[test]
    fn anything_at_all_is_answered(text in ".*", kind in "[a-z_]{1,12}") {
        let _ = (Event::decode(&text), Command::decode(&text));
        let frame = format!(r#"{{"type":"{kind}","payload":{text}}}"#);
        let _ = (Event::decode(&frame), Command::decode(&frame));
    }
}

#[test]
fn a_bad_payload_names_its_field_and_whose_it_was() {
    let told = |payload: &str| {
        let frame = format!(r#"{{"type":"react","payload":{payload}}}"#);
        match Command::decode(&frame) {
            Err(DecodeError::BadPayload { reason, client_id }) => (reason, client_id),
            other => panic!("{frame}: {other:?}"),
        }
    };
    let bad = |field: &str| format!("`{field}` is missing or not what it should be");
    assert_eq!(told(r#"{"room":"r1","seq":1,"client_id":"a-1"}"#), (bad("emoji"), client_id()));
    for seq in ["-1", "1.0", "1e3", "9007199254740992", "18446744073709551616", "\"1\"", "null"] {
        let payload = format!(r#"{{"room":"r1","seq":{seq},"emoji":"+","client_id":"a-1"}}"#);
        assert_eq!(told(&payload), (bad("seq"), client_id()), "{seq}");
    }
    for room in ["1", "\"1\"", "\"r\"", "\"r-1\"", "\"r9007199254740992\"", "null", "[]"] {
        let payload = format!(r#"{{"room":{room},"seq":1,"emoji":"+","client_id":"a-1"}}"#);
        assert_eq!(told(&payload), (bad("room"), client_id()), "{room}");
    }
    let null = r#"{"room":"r1","seq":1,"emoji":"+","on":null,"client_id":"a-1"}"#;
    assert_eq!(told(null), (bad("on"), client_id()));
    let bad_id = r#"{"room":"r1","seq":1,"emoji":"+","client_id":"a b"}"#;
    assert_eq!(told(bad_id), (bad("client_id"), None));
    assert_eq!(told("[]"), (bad("payload"), None));
}

#[test]
fn what_may_be_missing_may_be_null_where_it_has_no_other_empty_value() {
    let null = r#"{"type":"send_message","payload":{"message":"m","client_id":null,"room":null,"reply_to":null}}"#;
    let missing = r#"{"type":"send_message","payload":{"message":"m"}}"#;
    assert_eq!(Command::decode(null), Command::decode(missing));
    assert!(Command::decode(null).is_ok());
    assert!(Command::decode(r#"{"type":"hello","payload":null}"#).is_ok());
}

#[test]
fn a_kind_of_room_is_one_we_know_and_a_code_may_be_any() {
    let room = |kind| {
        let numbers = r#""topic":"","head":1,"read":0,"unread":0,"mentions":0"#;
        read::<RoomSummary>(&format!(r#"{{"room":"r1","name":"n","kind":"{kind}",{numbers}}}"#))
    };
    assert_eq!(room("group").map(|room| room.kind), Some(RoomKind::Group));
    assert_eq!(room("stadium"), None);
    let newer = r#"{"type":"error","payload":{"code":"tired","message":"","final":true}}"#;
    assert!(Event::decode(newer).is_ok());
}

#[test]
fn of_two_fields_with_one_name_the_later_counts() {
    let twice = r#"{"type":"synced","payload":{"room":"r1","head":1,"head":2}}"#;
    let Ok(Event::Synced(synced)) = Event::decode(twice) else { panic!("it is read") };
    assert_eq!((synced.room, synced.head), (RoomId(1), Seq(2)));
}

#[test]
fn what_is_nested_too_deep_is_no_json() {
    let deep = |depth| "[".repeat(depth) + &"]".repeat(depth);
    assert!(Json::parse(&deep(127)).is_some());
    assert_eq!(Json::parse(&deep(128)), None);
    assert_eq!(Json::parse(&deep(1_000_000)), None);
}
