//! A conversation that was opened, and in which nothing was said: there for who opened it alone.

use app::event::{
    Command, ErrorCode, ErrorReply, Event, LeaveRoom, Read, RoomId, Seq, Synced, Typing,
};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::Wish::{Delete, Edit, React};
use crate::support::{App, Person, is_told_of};

/// Every question over HTTP that a member may ask of `room`, and how each is answered.
async fn answers_of(app: &App, person: &Person, room: RoomId) -> Vec<StatusCode> {
    let place = format!("/api/rooms/{room}");
    let messages = format!("{place}/messages");
    let mut answers = Vec::new();
    for (method, path, body) in [
        (Method::GET, format!("{place}/members"), None),
        (Method::GET, format!("{place}/log"), None),
        (Method::GET, messages.clone(), None),
        (Method::GET, format!("{messages}?after=0"), None),
        (Method::POST, messages, Some(json!({"message": "psst"}))),
        (Method::PATCH, place.clone(), Some(json!({"topic": "ours"}))),
        (Method::DELETE, place, None),
    ] {
        let asked = app.http.request(method, format!("http://{}{path}", app.address));
        let asked = asked.bearer_auth(&person.token);
        let asked = body.iter().fold(asked, |asked, body| asked.json(body));
        answers.push(asked.send().await.unwrap().status());
    }
    answers
}

/// Everything that can be asked of a room over a socket.
fn commands(room: RoomId) -> Vec<Command> {
    let read = |seq| Command::Read(Read { room, seq, client_id: None });
    let wishes = [Edit("mine"), Delete, React("👍", true)];
    let wishes = wishes.map(|wish| wish.command(room, Seq(1), None));
    let left = Command::LeaveRoom(LeaveRoom { room, client_id: None });
    let typing = Command::Typing(Typing { room, client_id: None });
    [read(Seq::ZERO), read(Seq(1)), typing, left].into_iter().chain(wishes).collect()
}

#[tokio::test]
async fn who_is_never_written_to_does_not_learn_of_it() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let room = ann.opens("@bob").await.room;
    bob.knows_nothing_of(room).await;
    assert!(app.device_of(&bob).await.welcome.rooms.iter().all(|listed| listed.room != room));
    let rooms = app.get("/api/rooms").bearer_auth(&bob.token).send().await.unwrap();
    assert!(!is_told_of(room, &rooms.text().await.unwrap()));
    let again = app.device_of(&ann).await;
    assert!(again.welcome.rooms.iter().any(|listed| listed.room == room), "who opened it has it");
    assert_eq!(bob.opens("@ann").await.room, room, "who opens it too shares it");
}

/// Rooms have running numbers, which anybody can try.
#[tokio::test]
async fn what_is_asked_of_it_is_answered_as_if_there_were_none() {
    let app = App::with(&[("message_burst", "100")]).await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let room = ann.opens("@bob").await.room;
    let nowhere = RoomId(room.0 + 1);
    let strange = answers_of(&app, &bob, nowhere).await;
    assert!(strange.iter().all(|status| *status == StatusCode::NOT_FOUND), "the premise");
    assert_eq!(answers_of(&app, &bob, room).await, strange);
    for asked in [nowhere, room] {
        bob.room = Some(asked);
        bob.resumes(Seq::ZERO).await;
        assert_eq!(bob.sees::<ErrorReply>().await.code, ErrorCode::NotMember, "{asked}");
        bob.receives(Seq(1)).await;
        assert_eq!(bob.sees::<ErrorReply>().await.code, ErrorCode::NotMember, "{asked}");
        bob.begins_to_say("psst").await;
        assert_eq!(bob.sees::<ErrorReply>().await.code, ErrorCode::NotMember, "{asked}");
        for command in commands(asked) {
            bob.sends(&command).await;
            let refused: ErrorReply = bob.sees().await;
            assert_eq!(refused.code, ErrorCode::NotMember, "{}", command.encode());
        }
    }
    bob.knows_nothing_of(room).await;
    ann.resumes(Seq::ZERO).await;
    assert_eq!(ann.sees::<Synced>().await.head, Seq::ZERO, "who opened it may ask");
    let [members, log, page, after, ..] = answers_of(&app, &ann, room).await[..] else { panic!() };
    assert_eq!([members, log, page, after], [StatusCode::OK; 4]);
    // She has said something by the last of them, and he is in it by that.
    assert_eq!(bob.is_written_to().await.room, room);
    assert_eq!(bob.sees_message("psst").await.seq, Seq(1));
    assert_eq!(answers_of(&app, &bob, room).await[..4], [StatusCode::OK; 4]);
}

/// Who writes to somebody who has opened the conversation, and said nothing in it, comes into the same one.
#[tokio::test]
async fn who_is_not_told_of_it_begins_it_by_writing() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let room = ann.opens("@bob").await.room;
    let ack = bob.writes(&["ann"], "hello?").await;
    assert_eq!((ack.room, ack.seq), (room, Seq(1)));
    assert_eq!(bob.is_written_to().await.head, Seq(1));
    assert_eq!(bob.sees_message("hello?").await.seq, Seq(1));
    assert_eq!(ann.sees_message("hello?").await.seq, Seq(1));
    let added = |event: &Event| matches!(event, Event::RoomAdded(_));
    assert_eq!(ann.heard(added), None, "she has it");
}
