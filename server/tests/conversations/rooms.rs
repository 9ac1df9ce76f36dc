//! Rooms: making, opening, leaving them, on one device and on several, and coming back.

use app::event::{
    Ack, Epoch, ErrorCode, ErrorReply, Event, Gap, Position, Reset, RoomRemoved, RoomSummary, Seq,
    Synced, Welcome, read,
};
use app::http::{History, Rooms};
use reqwest::StatusCode;
use serde_json::Value;

use crate::support::App;

#[tokio::test]
async fn original_manager_everybody_begins_in_general_once() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let rooms = &ann.welcome.rooms;
    assert_eq!((rooms.len(), &*rooms[0].name, rooms[0].head), (1, "general", Seq(1)));
    let general = rooms[0].room;
    ann.leaves(general).await;
    ann.sees::<Ack>().await;
    let again = app.device_of(&ann).await;
    assert!(again.welcome.rooms.is_empty(), "who left stays away");
}

#[tokio::test]
async fn hello_is_answered_with_the_welcome() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    ann.sends_text(r#"{"type":"hello","payload":{}}"#).await;
    let welcome: Welcome = ann.sees().await;
    assert_eq!(welcome, ann.welcome);
}

#[tokio::test]
async fn anybody_makes_a_room_and_others_find_it_in_any_case() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let made = ann.opens("Küche").await;
    assert_eq!((&*made.name, made.head, made.members), ("Küche", Seq(1), 1));
    let found = bob.opens("kÜCHE").await;
    assert_eq!((found.room, &*found.name), (made.room, "Küche"));
    assert_eq!((found.head, found.members), (Seq(2), 2));
    for bad in ["", "a b", "..", "😀", &"x".repeat(51)] {
        let name = serde_json::to_string(bad).unwrap();
        let frame = format!(r#"{{"type":"change_room","payload":{{"name":{name}}}}}"#);
        ann.sends_text(&frame).await;
        let error: ErrorReply = ann.sees().await;
        assert_eq!((error.code, error.is_final), (ErrorCode::BadName, true), "{bad}");
    }
    ann.opens("Küche").await;
}

#[tokio::test]
async fn original_manager_opening_the_room_one_is_in_changes_nothing() {
    let app = App::start().await;
    let (mut ann, _bob) = app.two_in("lobby").await;
    let first = ann.opens("lobby").await;
    assert_eq!(ann.opens("LOBBY").await, first);
    assert_eq!(ann.says("still here").await.seq, first.head.next(), "nothing came in between");
}

#[tokio::test]
async fn opening_another_keeps_the_first() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let lobby = ann.room;
    ann.opens("kitchen").await;
    bob.says("in the lobby").await;
    assert_eq!(Some(ann.sees_message("in the lobby").await.room), lobby);
    ann.opens("lobby").await;
    bob.says("once").await;
    ann.sees_message("once").await;
    ann.has_seen_nothing_else_but_joins().await;
}

#[tokio::test]
async fn my_other_devices_come_along() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let mut phone = app.device_of(&ann).await;
    let mut bob = app.person("bob").await;
    bob.opens("lobby").await;
    bob.says("before").await;
    let lobby = ann.opens("lobby").await.room;
    let added: RoomSummary = phone.sees().await;
    assert_eq!((added.room, &*added.name), (lobby, "lobby"));
    bob.says("after").await;
    phone.sees_message("after").await;
    let numbers = phone.numbers_heard(lobby);
    assert_eq!(numbers, [added.head], "from its own member_joined on, nothing from before");

    ann.leaves(lobby).await;
    let removed: RoomRemoved = phone.sees().await;
    assert_eq!((removed.room, &*removed.reason), (lobby, "left"));
    ann.sees::<RoomRemoved>().await;
    bob.says("behind your back").await;
    bob.sees_message("before").await;
    bob.sees_message("after").await;
    bob.sees_message("behind your back").await;
    assert_eq!(phone.numbers_heard(lobby).len(), 2, "the last is its own member_left");
    phone.has_not_heard("behind your back").await;
    ann.has_not_heard("behind your back").await;
}

#[tokio::test]
async fn who_left_can_neither_say_nor_read() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let lobby = ann.room.unwrap();
    bob.says("secret").await;
    let read = async |token: &str, path: &str| {
        let path = format!("/api/rooms/{lobby}/{path}");
        app.get(&path).bearer_auth(token).send().await.unwrap().status()
    };
    assert_eq!(read(&ann.token, "messages").await, StatusCode::OK);
    ann.leaves(lobby).await;
    ann.sees::<Ack>().await;
    for path in ["messages", "log", "members"] {
        assert_eq!(read(&ann.token, path).await, StatusCode::NOT_FOUND);
        assert_eq!(read("", path).await, StatusCode::UNAUTHORIZED);
    }
    ann.room = Some(lobby);
    ann.begins_to_say("let me in").await;
    assert_eq!(ann.sees::<ErrorReply>().await.code, ErrorCode::NotMember);
    ann.leaves(lobby).await;
    assert_eq!(ann.sees::<ErrorReply>().await.code, ErrorCode::NotMember);
}

#[tokio::test]
async fn coming_back_brings_what_was_missed_and_then_goes_on_live() {
    let app = App::with(&[("message_burst", "1000")]).await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let seen = ann.says("seen").await;
    for number in 0..250 {
        bob.says(&format!("missed {number}")).await;
    }
    let mut again = app.device_of(&ann).await;
    let after = Position { epoch: again.welcome.epoch.clone(), seq: seen.seq };
    let changed = again.opens_after("lobby", Some(after)).await;
    let synced: Synced = again.sees().await;
    assert_eq!((synced.room, synced.head), (changed.room, changed.head));
    bob.says("live").await;
    for number in 0..250 {
        let message = again.sees_message(&format!("missed {number}")).await;
        assert_eq!(message.seq.0, seen.seq.0 + 1 + number);
    }
    assert_eq!(again.sees_message("live").await.seq, synced.head.next());
}

#[tokio::test]
async fn too_far_behind_is_a_gap_and_another_history_a_reset() {
    let app = App::with(&[("message_burst", "2000")]).await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let seen = ann.says("seen").await;
    for number in 0..501 {
        bob.begins_to_say(&format!("missed {number}")).await;
    }
    for _ in 0..501 {
        bob.sees::<Ack>().await;
    }
    let epoch = ann.welcome.epoch.clone();
    let mut again = app.device_of(&ann).await;
    let after = Position { epoch: epoch.clone(), seq: seen.seq };
    again.opens_after("lobby", Some(after)).await;
    let gap: Gap = again.sees().await;
    assert_eq!((gap.have, gap.head.0), (seen.seq, seen.seq.0 + 501));
    bob.says("not for who is lost").await;
    again.has_seen_nothing_else().await;

    let future = Position { epoch, seq: Seq(9_999) };
    let elsewhere = Position { epoch: Epoch("other".to_owned()), seq: Seq(1) };
    for after in [future, elsewhere] {
        let changed = again.opens_after("lobby", Some(after)).await;
        assert_eq!(again.sees::<Reset>().await.room, changed.room);
    }
    again.opens("lobby").await;
    bob.says("found again").await;
    again.sees_message("found again").await;
}

#[tokio::test]
async fn who_left_and_came_back_reads_on_over_the_gap() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let lobby = ann.room.unwrap();
    let seen = ann.says("seen").await;
    ann.leaves(lobby).await;
    ann.sees::<RoomRemoved>().await;
    bob.says("meanwhile").await;
    let after = Position { epoch: ann.welcome.epoch.clone(), seq: seen.seq };
    let changed = ann.opens_after("lobby", Some(after)).await;
    assert_eq!(ann.sees::<Synced>().await.head, changed.head, "an earlier leave ends nothing");
    bob.says("welcome back").await;
    ann.sees_message("seen").await;
    ann.sees_message("meanwhile").await;
    ann.sees_message("welcome back").await;
}

#[tokio::test]
async fn history_comes_in_pages_with_the_head_they_were_read_at() {
    let app = App::with(&[("message_burst", "1000")]).await;
    let mut ann = app.person("ann").await;
    let lobby = ann.opens("lobby").await.room;
    for number in 1..=120 {
        ann.says(&format!("message {number}")).await;
    }
    let page = async |query: &str| {
        let path = format!("/api/rooms/{lobby}/messages{query}");
        let response = app.get(&path).bearer_auth(&ann.token).send().await.unwrap();
        read::<History>(&response.text().await.unwrap()).unwrap()
    };
    let newest = page("").await;
    assert_eq!((newest.messages.len(), newest.head), (50, Seq(121)));
    assert_eq!(newest.messages[49].message, "message 120");
    let older = page(&format!("?before={}", newest.messages[0].seq)).await;
    assert_eq!(older.messages[49].seq.next(), newest.messages[0].seq);
    let oldest = page(&format!("?before={}", older.messages[0].seq)).await;
    assert_eq!((oldest.messages.len(), &*oldest.messages[0].message), (20, "message 1"));
    assert_eq!(page("?limit=100000").await.messages.len(), 120, "clamped at 200");
    assert_eq!(page("?limit=0").await.messages.len(), 1);

    let path = format!("/api/rooms/{lobby}/log?after=100&limit=200");
    let log = app.get(&path).bearer_auth(&ann.token).send().await.unwrap();
    let log: Value = log.json().await.unwrap();
    assert_eq!((log["events"].as_array().unwrap().len(), &log["head"]), (21, &Value::from(121)));
    let first = Event::decode(&log["events"][0].to_string()).unwrap();
    assert_eq!(first.log_position(), Some((lobby, Seq(101))));

    let rooms = app.get("/api/rooms").bearer_auth(&ann.token).send().await.unwrap();
    let rooms: Rooms = read(&rooms.text().await.unwrap()).unwrap();
    let names: Vec<_> = rooms.rooms.iter().map(|room| &*room.name).collect();
    assert_eq!(names, ["general", "lobby"]);
}
