//! What time does to a connection, on a clock that this test moves.
//!
//! Each connection is set up on the real clock, since the store's thread works while tokio would
//! think that nothing does; then the clock is stopped and jumps from one timer to the next. The timers
//! run since a moment in between: what is expected after some time comes after that and at most what the
//! setup took.

use std::time::Duration;

use app::event::{Event, Seq, Synced};
use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::time::{Instant, advance, pause, resume, timeout};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{App, pipe, socket_over_pipe};

/// Hears `expected`, each after so many seconds and nothing else, with a client that reads but never answers.
async fn hears_and_stays_silent(settings: &[(&'static str, &str)], expected: &[(u64, &str)]) {
    let app = App::with(settings).await;
    // What its first welcome commits takes its time before, and not now.
    app.person("ann").await;
    let began = Instant::now();
    let mut socket = socket_over_pipe(&app, "ann", 4_096).await;
    pause();
    let setup = began.elapsed();
    let mut heard = Vec::new();
    // Below tungstenite, which would answer pings by itself.
    // Long after all that is expected: a server that never gives up shows by what is missing.
    let long = Duration::from_secs(100);
    while let Ok(Some((opcode, payload))) = timeout(long, next_frame(socket.get_mut())).await {
        if began.elapsed() > setup + long {
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
        heard.push((began.elapsed(), what));
    }
    assert!(
        heard.iter().map(|(_, what)| what).eq(expected.iter().map(|(_, what)| what)),
        "{heard:?}"
    );
    for ((after, what), (seconds, _)) in heard.iter().zip(expected) {
        assert!(is_on_time(*after, *seconds, setup), "{what} after {after:?}, set up in {setup:?}");
    }
}

/// Whether something came so many seconds after a moment of the setup, which took `setup` of `after`.
fn is_on_time(after: Duration, seconds: u64, setup: Duration) -> bool {
    // A timer is up to a millisecond late; of a few, each begins with the end of the one before.
    let (least, late) = (Duration::from_secs(seconds), Duration::from_millis(20));
    (least..=least + setup + late).contains(&after)
}

async fn next_frame(stream: &mut DuplexStream) -> Option<(u8, Vec<u8>)> {
    let mut head = [0; 2];
    stream.read_exact(&mut head).await.ok()?;
    assert!(head[1] < 126, "these frames are short");
    let mut payload = vec![0; head[1].into()];
    stream.read_exact(&mut payload).await.ok()?;
    Some((head[0] & 0xf, payload))
}

#[tokio::test]
async fn silence_is_pinged_and_then_given_up() {
    let expected = [(20, "ping"), (25, "heartbeat"), (40, "ping"), (45, "close 3008")];
    hears_and_stays_silent(&[], &expected).await;
}

#[tokio::test]
async fn original_manager_pings_after_nine_seconds_and_waits_for_ten() {
    let settings = [("ping_interval", "9s"), ("ping_timeout", "10s")];
    hears_and_stays_silent(&settings, &[(9, "ping"), (10, "close 3008")]).await;
}

#[tokio::test]
async fn who_answers_pings_stays() {
    for (interval, timeout) in [("20s", "45s"), ("9s", "10s")] {
        let settings = [("ping_interval", interval), ("ping_timeout", timeout)];
        let app = App::with(&settings).await;
        app.person("ann").await;
        let began = Instant::now();
        let mut socket = socket_over_pipe(&app, "ann", 4_096).await;
        pause();
        let setup = began.elapsed();
        let mut heartbeats = 0;
        while heartbeats < 12 {
            match socket.next().await {
                Some(Ok(Message::Ping(_))) => {}
                Some(Ok(Message::Text(text))) => {
                    assert!(matches!(Event::decode(&text), Ok(Event::Heartbeat(_))));
                    heartbeats += 1;
                }
                other => panic!("{other:?} after {:?}", began.elapsed()),
            }
        }
        let after = began.elapsed();
        assert!(is_on_time(after, 12 * 25, setup), "{after:?}, set up in {setup:?}");
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

/// When a reader was ended who takes `bytes` a second of a long backlog, for a minute: how long after the setup
/// began, and what of it was the setup.
async fn reads_for_a_minute(bytes: usize) -> (App, Option<(Duration, Duration)>) {
    let app = App::with(&[("message_burst", "1000")]).await;
    let mut ann = app.person("ann").await;
    let began = Instant::now();
    let mut socket = socket_over_pipe(&app, "bob", 1_024).await;
    let open = r#"{"type":"change_room","payload":{"name":"general"}}"#;
    futures_util::SinkExt::send(&mut socket, Message::text(open)).await.unwrap();
    ann.opens("general").await;
    ann.says_all(&vec!["x".repeat(4_000); 60]).await;
    let banter = app.banter.as_ref().unwrap();
    // Hers will be given up too: nobody answers its pings while the clock jumps.
    let hers = banter.tokens.session(&ann.token).unwrap();
    let connected = || banter.hub.sessions().iter().any(|session| *session != hers);
    assert!(connected(), "the premise");
    pause();
    let setup = began.elapsed();
    for _ in 1..=60 {
        advance(Duration::from_secs(1)).await;
        let mut some = vec![0; bytes];
        if bytes > 0 {
            socket.get_mut().read_exact(&mut some).await.unwrap();
        }
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        if !connected() {
            let after = began.elapsed();
            resume();
            return (app, Some((after, setup)));
        }
    }
    (app, None)
}

#[tokio::test]
async fn original_hub_a_write_has_a_deadline_and_who_misses_it_comes_back_whole() {
    let (app, ended) = reads_for_a_minute(0).await;
    let (after, setup) = ended.expect("it is ended");
    // It is looked at once a second.
    let look = Duration::from_secs(2);
    assert!(is_on_time(after, 30, setup + look), "ended after {after:?}, set up in {setup:?}");
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
