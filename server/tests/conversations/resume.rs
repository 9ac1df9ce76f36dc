//! Coming back: every room from where the client stands, with all that happened meanwhile.

use app::event::{
    Command, Epoch, ErrorCode, ErrorReply, Event, Gap, MessageDeleted, MessageEdited, NewMessage,
    ReactionChanged, Reset, Resume, RoomId, RoomPosition, Seq, Synced,
};

use crate::support::App;
use crate::support::Wish::{Delete, Edit, React};

#[tokio::test]
async fn everything_missed_comes_in_order_and_then_it_goes_on_live() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let lobby = ann.room.unwrap();
    let seen = bob.says("seen").await.seq;
    let gone = bob.says("gone").await.seq;
    bob.does(Edit("seen!"), seen).await;
    bob.does(React("👍", true), seen).await;
    let last = bob.does(Delete, gone).await.seq;

    let mut phone = app.device_of(&ann).await;
    phone.room = Some(lobby);
    phone.resumes(seen).await;
    assert_eq!(phone.sees::<Synced>().await, Synced { room: lobby, head: last });
    assert_eq!(phone.numbers_heard(lobby), (seen.0 + 1..=last.0).map(Seq).collect::<Vec<_>>());
    let replayed: NewMessage = phone.sees().await;
    assert!(replayed.deleted && replayed.message.is_empty());
    assert_eq!(phone.sees::<MessageEdited>().await.message, "seen!");
    assert_eq!(phone.sees::<ReactionChanged>().await.of, seen);
    assert_eq!(phone.sees::<MessageDeleted>().await.of, gone);
    bob.says("live").await;
    assert_eq!(phone.sees_message("live").await.seq, last.next());
    ann.says("live too").await;
    phone.sees_message("live too").await;
    phone.has_seen_nothing_else().await;
}

#[tokio::test]
async fn each_room_is_answered_by_itself() {
    let app = App::with(&[("message_burst", "2000")]).await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let lobby = ann.room.unwrap();
    let kitchen = ann.opens("kitchen").await.room;
    let cellar = bob.opens("cellar").await.room;
    bob.room = Some(lobby);
    let here = ann.says("here").await.seq;
    for number in 0..501 {
        bob.begins_to_say(&number.to_string()).await;
    }
    for _ in 0..501 {
        bob.sees::<app::event::Ack>().await;
    }
    let mut phone = app.device_of(&ann).await;
    let epoch = || ann.welcome.epoch.clone();
    let at = |room, seq| RoomPosition { room, epoch: epoch(), seq };
    let other = RoomPosition { epoch: Epoch("other".to_owned()), ..at(RoomId(1), Seq(1)) };
    let rooms = vec![at(lobby, Seq(2)), other, at(cellar, Seq(0)), at(kitchen, here)];
    phone.sends(&Command::Resume(Resume { rooms, client_id: None })).await;
    let gap: Gap = phone.sees().await;
    assert_eq!((gap.room, gap.have), (lobby, Seq(2)));
    assert_eq!(phone.sees::<Reset>().await, Reset { room: RoomId(1), epoch: epoch() });
    assert_eq!(phone.sees::<Synced>().await, Synced { room: kitchen, head: here });
    let stranger: ErrorReply = phone.sees().await;
    assert_eq!((stranger.code, stranger.room), (ErrorCode::NotMember, Some(cellar)));
    bob.says("not for the lost").await;
    bob.room = Some(cellar);
    bob.says("not for strangers").await;
    phone.has_seen_nothing_else().await;

    // From the future there is nothing to go on from.
    phone
        .sends(&Command::Resume(Resume { rooms: vec![at(lobby, Seq(9_999))], client_id: None }))
        .await;
    assert_eq!(phone.sees::<Reset>().await.room, lobby);
    phone.room = Some(lobby);
    phone.resumes(Seq(gap.head.0 - 10)).await;
    assert_eq!(phone.sees::<Synced>().await.head, gap.head.next());
}

/// A room that is named twice is followed once, and one that could not be followed is not lost to it.
#[tokio::test]
async fn a_room_named_twice_is_followed_once() {
    let app = App::start().await;
    let (ann, mut bob) = app.two_in("lobby").await;
    let lobby = ann.room.unwrap();
    let last = bob.says("seen").await.seq;
    let mut phone = app.device_of(&ann).await;
    let epoch = ann.welcome.epoch.clone();
    let wrong = RoomPosition { room: lobby, epoch: Epoch("other".to_owned()), seq: last };
    let right = RoomPosition { room: lobby, epoch, seq: last };
    let rooms = vec![wrong, right.clone()];
    phone.sends(&Command::Resume(Resume { rooms, client_id: None })).await;
    assert_eq!(phone.sees::<Synced>().await.head, last);
    bob.says("live").await;
    phone.sees_message("live").await;
    phone.has_seen_nothing_else().await;
    let rooms = vec![right; 1_001];
    phone.sends(&Command::Resume(Resume { rooms, client_id: None })).await;
    let error: ErrorReply = phone.sees().await;
    assert!(error.code == ErrorCode::BadPayload && error.message.contains("1000"), "{error:?}");
}

/// Resuming twice is asking again: from there on each event comes once.
#[tokio::test]
async fn resuming_again_goes_on_from_where_it_says() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let seen = bob.says("one").await.seq;
    bob.says("two").await;
    for _ in 0..2 {
        ann.resumes(seen).await;
        ann.sees::<Synced>().await;
    }
    bob.says("three").await;
    ann.sees_message("one").await;
    for _ in 0..3 {
        ann.sees_message("two").await;
    }
    ann.sees_message("three").await;
    ann.has_seen_nothing_else_but_joins().await;
}

/// One who is away while everything happens, and one who is there, end with the same.
#[tokio::test]
async fn the_log_over_http_is_what_the_socket_brought() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let (lobby, first) = (ann.room.unwrap(), ann.says("one @bob").await.seq);
    bob.does(React("👍", true), first).await;
    bob.does(React("👍", false), first).await;
    let last = ann.does(Edit("one, edited"), first).await.seq;
    bob.resumes(Seq::ZERO).await;
    bob.sees::<Synced>().await;
    let path = format!("/api/rooms/{lobby}/log?after=0&limit=200");
    let log = app.get(&path).bearer_auth(&bob.token).send().await.unwrap();
    let log: serde_json::Value = log.json().await.unwrap();
    let log = log["events"].as_array().unwrap().iter();
    let log: Vec<_> = log.map(|event| Event::decode(&event.to_string()).unwrap()).collect();
    assert_eq!(log.last().unwrap().log_position(), Some((lobby, last)));
    assert!(bob.log_events_heard(lobby).ends_with(&log), "{log:?}");
}
