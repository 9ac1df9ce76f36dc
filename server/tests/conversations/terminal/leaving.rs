//! `banter connect`: whoever leaves is told what they wait for, and what was not sent.

use tokio::time::{Duration, Instant};

use super::{WAITING, WAITS_FOR};
use crate::support::{Relay, Terminal, connect};

/// A line is on its way, and its ack does not come.
#[tokio::test]
async fn who_leaves_twice_is_told_what_was_not_sent() {
    let relay = Relay::start().await;
    let mut bob = relay.app.person("bob").await;
    bob.opens("general").await;
    relay.app.sign_in("ann").await;
    // As the signal that a shell sends; as the key after `/quit`, while the editor still has the terminal; between programs.
    for way in ["-INT", "/quit", "pipe"] {
        let command = connect(&relay.url, "ann", &["--history", "0"]);
        let mut ann = if way == "pipe" { Terminal::pipe(command) } else { Terminal::open(command) };
        let line = format!("not acknowledged: {way}");
        ann.enters("here");
        ann.shows("*ann            here").await;
        bob.sees_message("here").await;
        relay.holds_events.send_replace(true);
        ann.enters(&line);
        let began = Instant::now();
        match way {
            "/quit" => ann.enters("/quit"),
            "-INT" => {
                ann.shows("> ").await;
                ann.enters("/help");
                ann.shows("//TEXT").await;
                ann.signal("-INT");
            }
            _ => {
                bob.sees_message(&line).await;
                ann.signal("-INT");
            }
        }
        let told = if way == "pipe" { &mut ann.errors } else { &mut ann.shown };
        told.comes(WAITING).await;
        if way == "/quit" {
            ann.types("\u{3}");
        } else {
            ann.is_signalled("-INT");
        }
        let is_in_time = began.elapsed() < WAITS_FOR;
        let code = ann.ends().await;
        assert!(code == Some(130) || (!is_in_time && code == Some(1)), "{way}: {code:?}");
        let told = ann.shown.all() + &ann.errors.all();
        let last = format!("{line}\nbanter: 1 line was not sent, of 2.");
        assert!(told.contains(&last), "{way}: {told}");
        relay.holds_events.send_replace(false);
        if way != "pipe" {
            bob.sees_message(&line).await;
        }
    }
}

/// Its own is sent, and the server's is waited for.
#[tokio::test]
async fn who_leaves_waits_for_the_servers_close_a_second_at_most() {
    let mut relay = Relay::start().await;
    relay.app.sign_in("ann").await;
    let mut ann = Terminal::open(connect(&relay.url, "ann", &["--history", "0"]));
    ann.enters("here");
    ann.shows("*ann            here\n> ").await;
    relay.holds_events.send_replace(true);
    let began = Instant::now();
    ann.signal("-INT");
    assert_eq!(ann.ends().await, Some(0), "{}", ann.shown.all());
    assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());
    relay.holds_events.send_replace(false);
    assert_eq!(relay.sees_close().await, Some(1000));
}
