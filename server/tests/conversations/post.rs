//! Saying things: who hears them, in which order, how often.

use app::event::{Ack, Command, ErrorCode, ErrorReply, NewMessage, RoomId, SendMessage, Seq};

use crate::support::{App, new_client_id};

#[tokio::test]
async fn original_manager_a_message_reaches_everybody_in_the_room() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let ack = ann.says("hello <b>").await;
    for person in [&mut ann, &mut bob] {
        let message = person.sees_message("hello <b>").await;
        assert_eq!((message.seq, &*message.from), (ack.seq, "ann"));
        assert_eq!(message.html, "<p dir=\"auto\">hello &lt;b&gt;</p>");
        assert_eq!((message.sent, message.client_id), (ack.sent.clone(), ack.client_id.clone()));
    }
    bob.says("hi").await;
    bob.sees_message("hi").await;
    ann.sees_message("hi").await;
}

#[tokio::test]
async fn original_manager_other_rooms_do_not_hear_it() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let mut cid = app.person("cid").await;
    cid.opens("kitchen").await;
    ann.says("for the lobby").await;
    bob.sees_message("for the lobby").await;
    cid.says("for the kitchen").await;
    cid.sees_message("for the kitchen").await;
    bob.has_seen_nothing_else_but_joins().await;
    cid.has_seen_nothing_else().await;
}

#[tokio::test]
async fn original_manager_the_seeds_frame_still_talks() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    ann.sends_text(r#"{"type":"send_message","payload":{"message":"hi","from":"mallory"}}"#).await;
    assert_eq!(bob.sees_message("hi").await.from, "ann", "the sender is who logged in");
    let ack: Ack = ann.sees().await;
    assert_eq!(ack.client_id, None);
}

#[tokio::test]
async fn what_is_sent_at_once_keeps_its_order() {
    let app = App::with(&[("message_burst", "1000")]).await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let texts: Vec<_> = (0..300).map(|number| format!("number {number}")).collect();
    for text in &texts {
        ann.begins_to_say(text).await;
    }
    let mut last = Seq::ZERO;
    for text in &texts {
        let message = bob.sees_message(text).await;
        assert!(last == Seq::ZERO || message.seq == last.next(), "{last} then {}", message.seq);
        last = message.seq;
    }
    for _ in &texts {
        ann.sees::<Ack>().await;
    }
}

#[tokio::test]
async fn a_retry_is_answered_as_the_first_time_and_stands_once() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let send = |message: &str, room| {
        Command::SendMessage(SendMessage {
            message: message.to_owned(),
            client_id: "once".to_owned().try_into().ok(),
            room,
            reply_to: None,
            echo: true,
        })
    };
    let (lobby, general) = (ann.room, Some(RoomId(1)));
    ann.sends(&send("pay", lobby)).await;
    let first: Ack = ann.sees().await;
    assert!(!first.dup);
    for _ in 0..3 {
        ann.sends(&send("pay", lobby)).await;
        let again: Ack = ann.sees().await;
        assert_eq!(again, Ack { dup: true, ..first.clone() });
    }
    for other in [send("pay more", lobby), send("pay", general)] {
        ann.sends(&other).await;
        let error: ErrorReply = ann.sees().await;
        assert_eq!((error.code, error.is_final), (ErrorCode::Conflict, true));
    }
    bob.sends(&send("mine", lobby)).await;
    assert!(!bob.sees::<Ack>().await.dup, "client ids are each author's own");
    bob.sees_message("pay").await;
    bob.sees_message("mine").await;
    bob.has_seen_nothing_else_but_joins().await;
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_with_a_sentence_and_life_goes_on() {
    let app = App::start().await;
    let (mut ann, _bob) = app.two_in("lobby").await;
    let refused = async |ann: &mut crate::support::Person, message: String, room, reply_to| {
        let client_id = Some(new_client_id());
        let echo = true;
        let send = SendMessage { message, client_id: client_id.clone(), room, reply_to, echo };
        ann.sends(&Command::SendMessage(send)).await;
        let error: ErrorReply = ann.sees().await;
        assert_eq!(error.client_id, client_id);
        assert!(error.is_final);
        error
    };
    let lobby = ann.room;
    let long = refused(&mut ann, "x".repeat(4_001), lobby, None).await;
    assert_eq!(long.code, ErrorCode::TooLong);
    assert!(long.message.contains("4000"), "{}", long.message);
    assert_eq!(refused(&mut ann, " \n ".to_owned(), lobby, None).await.code, ErrorCode::Empty);
    let stranger = refused(&mut ann, "hi".to_owned(), Some(RoomId(99)), None).await;
    assert_eq!(stranger.code, ErrorCode::NotMember);
    let answer = refused(&mut ann, "hi".to_owned(), lobby, Some(Seq(999))).await;
    assert_eq!(answer.code, ErrorCode::NotFound);
    ann.says("still here").await;
}

#[tokio::test]
async fn without_a_room_it_goes_where_this_connection_last_opened() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    ann.sends_text(r#"{"type":"send_message","payload":{"message":"where?"}}"#).await;
    assert_eq!(ann.sees::<ErrorReply>().await.code, ErrorCode::BadPayload);
    let lobby = ann.opens("lobby").await.room;
    let kitchen = ann.opens("kitchen").await.room;
    ann.sends_text(r#"{"type":"send_message","payload":{"message":"here"}}"#).await;
    assert_eq!(ann.sees::<Ack>().await.room, kitchen);
    assert_ne!(lobby, kitchen);
}

#[tokio::test]
async fn original_rooms_publish_no_self() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let mut phone = app.device_of(&ann).await;
    phone.opens("lobby").await;
    let say = |message: &str, echo| {
        let (message, client_id) = (message.to_owned(), Some(new_client_id()));
        let room = None;
        Command::SendMessage(SendMessage { message, client_id, room, reply_to: None, echo })
    };
    ann.sends(&say("quiet", false)).await;
    let quiet: Ack = ann.sees().await;
    ann.sends(&say("loud", true)).await;
    let loud: NewMessage = ann.sees().await;
    assert_eq!((&*loud.message, loud.seq), ("loud", quiet.seq.next()));
    for other in [&mut bob, &mut phone] {
        other.sees_message("quiet").await;
        other.sees_message("loud").await;
    }
}

#[tokio::test]
async fn an_answer_names_what_it_answers() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let question = ann.says("tea?").await;
    let (message, reply_to) = ("yes".to_owned(), Some(question.seq));
    let send = SendMessage { message, client_id: None, room: None, reply_to, echo: true };
    bob.sends(&Command::SendMessage(send)).await;
    ann.sees_message("tea?").await;
    assert_eq!(ann.sees_message("yes").await.reply_to, Some(question.seq));
}

#[tokio::test]
async fn too_fast_is_told_when_to_go_on_and_order_holds() {
    let app = App::with(&[("messages_per_second", "1"), ("message_burst", "2")]).await;
    let mut ann = app.person("ann").await;
    // In everybody's room: to open another is a commit, and with the time it takes comes one more.
    ann.room = Some(RoomId(1));
    for text in ["one", "two", "three", "four"] {
        ann.begins_to_say(text).await;
    }
    assert_eq!((ann.sees::<Ack>().await.dup, ann.sees::<Ack>().await.dup), (false, false));
    for _ in 0..2 {
        let error: ErrorReply = ann.sees().await;
        assert_eq!((error.code, error.is_final), (ErrorCode::RateLimited, false));
        assert!((1..=1_000).contains(&error.retry_after_ms.unwrap()));
    }
}
