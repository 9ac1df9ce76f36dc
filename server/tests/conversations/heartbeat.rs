//! What time does to a connection, on a clock that this test moves.
//!
//! Each connection is set up on the real clock, since the store's thread works while tokio would
//! think that nothing does; then the clock is stopped and jumps from one timer to the next.

use std::time::Duration;

use app::event::{Event, Seq, Synced};
use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::time::{Instant, advance, pause, resume, timeout};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{App, pipe, socket_over_pipe};

/// When each came, in whole seconds, of a client that reads but never answers.
async fn hears_and_stays_silent(settings: &[(&'static str, &str)]) -> Vec<(u64, String)> {
    let app = App::with(settings).await;
    let mut socket = socket_over_pipe(&app, "ann", 4_096).await;
    pause();
    let started = Instant::now();
    let mut heard = Vec::new();
    // Below tungstenite, which would answer pings by itself.
    // Long after all that is expected: a server that never gives up shows by what is missing.
    let long = Duration::from_secs(100);
    while let Ok(Some((opcode, payload))) = timeout(long, next_frame(socket.get_mut())).await {
        if started.elapsed() > long {
            break;
        }
        let what = match opcode {
            0x9 => "ping".to_owned(),
            0x8 => format!("close {}", u16::from_be_bytes([payload[0], payload[1]])),
            _ => match Event::decode(&String::from_utf8(payload).unwrap()).unwrap() {
                Event::Heartbeat(_) => "heartbeat".to_owned(),
                other => format!("{other:?}"),
            },
        };
        heard.push((started.elapsed().as_secs_f64().round() as u64, what));
    }
    heard
}

async fn next_frame(stream: &mut DuplexStream) -> Option<(u8, Vec<u8>)> {
    let mut head = [0; 2];
    stream.read_exact(&mut head).await.ok()?;
    assert!(head[1] < 126, "these frames are short");
    let mut payload = vec![0; head[1].into()];
    stream.read_exact(&mut payload).await.ok()?;
    Some((head[0] & 0xf, payload))
}

fn expected(list: &[(u64, &str)]) -> Vec<(u64, String)> {
    list.iter().map(|(second, what)| (*second, (*what).to_owned())).collect()
}

#[tokio::test]
async fn silence_is_pinged_and_then_given_up() {
    let heard = hears_and_stays_silent(&[]).await;
    let wanted = [(20, "ping"), (25, "heartbeat"), (40, "ping"), (45, "close 3008")];
    assert_eq!(heard, expected(&wanted));
}

#[tokio::test]
async fn original_manager_pings_after_nine_seconds_and_waits_for_ten() {
    let settings = [("ping_interval", "9s"), ("ping_timeout", "10s")];
    let heard = hears_and_stays_silent(&settings).await;
    assert_eq!(heard, expected(&[(9, "ping"), (10, "close 3008")]));
}

#[tokio::test]
async fn who_answers_pings_stays() {
    for (interval, timeout) in [("20s", "45s"), ("9s", "10s")] {
        let settings = [("ping_interval", interval), ("ping_timeout", timeout)];
        let app = App::with(&settings).await;
        let mut socket = socket_over_pipe(&app, "ann", 4_096).await;
        pause();
        let started = Instant::now();
        let mut heartbeats = 0;
        while heartbeats < 12 {
            match socket.next().await {
                Some(Ok(Message::Ping(_))) => {}
                Some(Ok(Message::Text(text))) => {
                    assert!(matches!(Event::decode(&text), Ok(Event::Heartbeat(_))));
                    heartbeats += 1;
                }
                other => panic!("{other:?} after {:?}", started.elapsed()),
            }
        }
        assert_eq!(started.elapsed().as_secs_f64().round() as u64, 12 * 25);
        resume();
    }
}

/// How many seconds until the server ends a connection on which `first` was sent.
async fn ends_after(first: &str) -> (u64, String) {
    let app = App::start().await;
    let mut stream = pipe(app.banter.as_ref().unwrap(), 4_096);
    pause();
    let started = Instant::now();
    stream.write_all(first.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let after = started.elapsed();
    resume();
    (after.as_secs_f64().round() as u64, answer)
}

#[tokio::test]
async fn silent_and_half_said_requests_are_cut() {
    assert_eq!(ends_after("").await.0, 5, "a silent connection");
    assert_eq!(ends_after("GET / HTTP/1.1\r\nhost: a").await.0, 5, "half a header");
    let asked = "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n";
    let (after, answer) = ends_after(asked).await;
    assert!(after == 5 && answer.starts_with("HTTP/1.1 200"), "idle after {answer}");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_cut() {
    let app = App::start().await;
    let host = app.address;
    let head = format!("POST /login HTTP/1.1\r\nhost: {host}\r\ncontent-length: 100\r\n\r\n");
    let mut stream = pipe(app.banter.as_ref().unwrap(), 4_096);
    pause();
    let started = Instant::now();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(b"{\"user").await.unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
    assert_eq!(started.elapsed().as_secs(), 15);
}

/// What is left of a reader who takes `bytes` a second, for a minute, of a long backlog.
async fn reads_for_a_minute(bytes: usize) -> (App, Option<u64>) {
    let app = App::with(&[("message_burst", "1000")]).await;
    let mut ann = app.person("ann").await;
    let mut socket = socket_over_pipe(&app, "bob", 1_024).await;
    let open = r#"{"type":"change_room","payload":{"name":"general"}}"#;
    futures_util::SinkExt::send(&mut socket, Message::text(open)).await.unwrap();
    ann.opens("general").await;
    for _ in 0..60 {
        ann.says(&"x".repeat(4_000)).await;
    }
    let banter = app.banter.as_ref().unwrap();
    // Hers will be given up too: nobody answers its pings while the clock jumps.
    let hers = banter.tokens.session(&ann.token).unwrap();
    let connected = || banter.hub.sessions().iter().any(|session| *session != hers);
    assert!(connected(), "the premise");
    pause();
    for second in 1..=60 {
        advance(Duration::from_secs(1)).await;
        let mut some = vec![0; bytes];
        if bytes > 0 {
            socket.get_mut().read_exact(&mut some).await.unwrap();
        }
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        if !connected() {
            resume();
            return (app, Some(second));
        }
    }
    (app, None)
}

#[tokio::test]
async fn who_takes_no_byte_for_thirty_seconds_is_ended_and_comes_back_whole() {
    let (app, ended) = reads_for_a_minute(0).await;
    let ended = ended.expect("it is ended");
    assert!((29..=32).contains(&ended), "ended after {ended} s");
    let mut bob = app.person("bob").await;
    bob.room = Some(bob.welcome.rooms[0].room);
    // Where he stood when he opened the room: both had joined it.
    bob.resumes(Seq(2)).await;
    let synced: Synced = bob.sees().await;
    assert_eq!(synced.head, Seq(62));
    assert!(bob.numbers_heard(synced.room).into_iter().eq((3..=62).map(Seq)));
}

#[tokio::test]
async fn who_takes_a_kilobyte_a_second_is_not() {
    assert_eq!(reads_for_a_minute(1_024).await.1, None);
}
