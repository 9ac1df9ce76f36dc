//! Frames that are not as they should be: what ends a connection and what does not.

use app::event::{ErrorCode, ErrorReply, RoomId};
use futures_util::SinkExt;
use tokio::io::AsyncWriteExt;
use tokio_tungstenite::MaybeTlsStream;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{App, Person};

#[tokio::test]
async fn original_manager_an_unknown_event_is_told_so_and_the_connection_goes_on() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    for _ in 0..10 {
        ann.sends_text(r#"{"type":"dance","payload":{"client_id":"x"}}"#).await;
        let error: ErrorReply = ann.sees().await;
        assert_eq!((error.code, error.is_final), (ErrorCode::UnknownEvent, true));
        assert_eq!(error.message, "There is no such event type.");
    }
    ann.opens("lobby").await;
}

#[tokio::test]
async fn a_bad_payload_is_told_what_is_wrong_and_whose_it_was() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    ann.sends_text(r#"{"type":"send_message","payload":{"client_id":"mine"}}"#).await;
    let error: ErrorReply = ann.sees().await;
    assert_eq!(error.code, ErrorCode::BadPayload);
    assert!(error.message.contains("message"), "{}", error.message);
    assert_eq!(error.client_id.unwrap().as_str(), "mine");
    ann.opens("lobby").await;
}

#[tokio::test]
async fn original_manager_bad_json_ends_it_at_the_fourth() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    for bad in ["{", "nonsense", &"[".repeat(500)] {
        ann.sends_text(bad).await;
        assert_eq!(ann.sees::<ErrorReply>().await.code, ErrorCode::BadJson);
    }
    ann.opens("lobby").await;
    ann.sends_text("").await;
    assert_eq!(ann.is_closed().await, 1008);
}

#[tokio::test]
async fn original_rooms_binary_is_not_spoken() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    ann.socket.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    assert_eq!(ann.is_closed().await, 1003);
}

#[tokio::test]
async fn original_manager_a_frame_over_the_limit_is_too_big_and_one_at_it_is_not() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let frame = |bytes: usize| {
        let empty = r#"{"type":"send_message","payload":{"message":""}}"#;
        empty.replace(r#""""#, &format!("\"{}\"", "x".repeat(bytes - empty.len())))
    };
    ann.sends_text(&frame(65_536)).await;
    ann.sees::<ErrorReply>().await;
    ann.sends_text(&frame(65_537)).await;
    assert_eq!(ann.is_closed().await, 1009);
}

/// A client frame of 4 bytes, masked with zeros.
async fn sends_raw(person: &mut Person, first_byte: u8, payload: [u8; 4]) {
    let MaybeTlsStream::Plain(stream) = person.socket.get_mut() else { panic!("no TLS here") };
    let mut frame = vec![first_byte, 0x84, 0, 0, 0, 0];
    frame.extend(payload);
    stream.write_all(&frame).await.unwrap();
}

#[tokio::test]
async fn text_that_is_not_utf8_and_frames_that_are_not_websocket() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    sends_raw(&mut ann, 0x81, [0xff, 0xfe, 0xff, 0xfe]).await;
    assert_eq!(ann.is_closed().await, 1007);
    let mut bob = app.person("bob").await;
    sends_raw(&mut bob, 0x83, *b"what").await;
    assert_eq!(bob.is_closed().await, 1002);
}

#[tokio::test]
async fn the_longest_message_fits_a_frame_however_it_is_escaped() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let escaped = "\\ud83d\\ude00".repeat(4_000);
    let frame = format!(r#"{{"type":"send_message","payload":{{"message":"{escaped}"}}}}"#);
    ann.sends_text(&frame).await;
    bob.sees_message(&"😀".repeat(4_000)).await;
}

/// axum hides fragments, so a flood of them shows only in the bytes without a message.
#[tokio::test]
async fn fragments_without_end_are_cut() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let MaybeTlsStream::Plain(stream) = ann.socket.get_mut() else { panic!("no TLS here") };
    // Text that is begun, and then continued with nothing, for ever.
    stream.write_all(&[0x01, 0x80, 0, 0, 0, 0]).await.unwrap();
    let flood = [0x00, 0x80, 0, 0, 0, 0].repeat(10_000);
    let cut = crate::support::within("the cut", async {
        while stream.write_all(&flood).await.is_ok() {}
    });
    cut.await;
}

#[tokio::test]
async fn original_rooms_a_clients_close_is_answered() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let code = tungstenite::protocol::frame::coding::CloseCode::Normal;
    let close = tungstenite::protocol::CloseFrame { code, reason: "".into() };
    ann.socket.send(Message::Close(Some(close))).await.unwrap();
    assert_eq!(ann.is_closed().await, 1000);
}

#[tokio::test]
async fn numbers_beyond_what_json_keeps_are_refused() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let big = u64::MAX;
    for payload in [
        format!(r#"{{"message":"hi","room":"r1","reply_to":{big}}}"#),
        format!(r#"{{"message":"hi","room":"r{big}"}}"#),
    ] {
        ann.sends_text(&format!(r#"{{"type":"send_message","payload":{payload}}}"#)).await;
        let error: ErrorReply = ann.sees().await;
        assert_eq!((error.code, error.is_final), (ErrorCode::BadPayload, true));
    }
    let path = format!("/api/rooms/r1/log?after={big}");
    assert_eq!(app.get(&path).bearer_auth(&ann.token).send().await.unwrap().status(), 400);
}

/// A ping costs the server as much as a message, so it counts as one.
#[tokio::test]
async fn pings_and_empty_frames_count_against_the_rate() {
    let app = App::with(&[("messages_per_second", "1"), ("message_burst", "4")]).await;
    let mut ann = app.person("ann").await;
    // Nothing here waits for a commit, so that no time passes in which there would be one more.
    ann.room = Some(RoomId(1));
    for _ in 0..3 {
        ann.socket.send(Message::Ping(vec![].into())).await.unwrap();
    }
    ann.sends_text("").await;
    ann.begins_to_say("one too many").await;
    assert_eq!(ann.sees::<ErrorReply>().await.code, ErrorCode::BadJson);
    assert_eq!(ann.sees::<ErrorReply>().await.code, ErrorCode::RateLimited);
}

#[tokio::test]
async fn a_flood_of_pings_ends_the_connection() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    for _ in 0..40 {
        // The last ones may find the connection closed.
        let _ = ann.socket.send(Message::Ping(vec![].into())).await;
    }
    assert_eq!(ann.is_closed().await, 1008);
    app.person("bob").await.opens("lobby").await;
}

/// A newer client says things that this server does not know; too fast, it is told so like anybody.
#[tokio::test]
async fn unknown_events_too_fast_are_told_to_wait() {
    let app = App::with(&[("messages_per_second", "1"), ("message_burst", "2")]).await;
    let mut ann = app.person("ann").await;
    for _ in 0..10 {
        ann.sends_text(r#"{"type":"dance","payload":{"client_id":"x"}}"#).await;
    }
    for code in [ErrorCode::UnknownEvent; 2].into_iter().chain([ErrorCode::RateLimited; 8]) {
        assert_eq!(ann.sees::<ErrorReply>().await.code, code);
    }
}
