//! `banter connect`, while a room that was asked for is being opened.

use app::event::MessageEdited;

use super::{ann_at, texts};
use crate::support::{Person, Process, Relay, Terminal, connect};

/// Bob, and ann at a terminal behind a relay that can hold events.
async fn both_in_general() -> (Relay, Person, Terminal) {
    let relay = Relay::start().await;
    let mut bob = relay.app.person("bob").await;
    bob.opens("general").await;
    relay.app.sign_in("ann").await;
    let mut ann = Terminal::open(connect(&relay.url, "ann", &[]));
    ann.shows("── general ──").await;
    (relay, bob, ann)
}

#[tokio::test]
async fn what_is_typed_for_a_room_waits_until_that_is_open_and_goes_to_no_other() {
    let (relay, mut bob, mut ann) = both_in_general().await;
    let mut gus = relay.app.person("gus").await;
    ann.enters("to all");
    ann.shows("*ann            to all").await;
    relay.holds_events.send_replace(true);
    ann.enters("/room @gus\nto gus alone\n/who\n/help");
    // What is for no room is done at once.
    ann.shows("//TEXT").await;
    relay.holds_events.send_replace(false);
    ann.shows("gus ──").await;
    assert_eq!(gus.sees_message("to gus alone").await.from, "ann");
    ann.shows("gus: ann, gus").await;
    ann.enters("/room tea\nin tea\n/room general\nto all again");
    bob.sees_message("to all").await;
    bob.sees_message("to all again").await;
    gus.opens("@ann").await;
    assert_eq!(texts(&relay.app, &gus).await, ["to gus alone"]);
    assert_eq!(texts(&relay.app, &bob).await, ["to all", "to all again"]);
    bob.opens("tea").await;
    assert_eq!(texts(&relay.app, &bob).await, ["in tea"]);
}

#[tokio::test]
async fn what_is_typed_for_a_room_that_cannot_be_is_given_back() {
    let (relay, bob, mut ann) = both_in_general().await;
    relay.holds_events.send_replace(true);
    ann.enters("/room no/room\none\n//two\n/who\n/room tea\nthree\n/help");
    ann.shows("//TEXT").await;
    relay.holds_events.send_replace(false);
    ann.shows("letters").await;
    ann.shows("not sent, since no/room is not open:").await;
    ann.shows("one\n").await;
    ann.shows("/two\n").await;
    ann.shows("── tea ──").await;
    ann.shows("*ann            three").await;
    assert!(texts(&relay.app, &bob).await.is_empty());
}

#[tokio::test]
async fn what_is_to_be_changed_in_a_room_is_waited_for() {
    let relay = Relay::start().await;
    let mut ann = relay.app.person("ann").await;
    ann.opens("tea").await;
    ann.says("helo").await;
    let mut terminal = Terminal::open(connect(&relay.url, "ann", &[]));
    terminal.shows("── general ──").await;
    relay.holds_pages.send_replace(true);
    terminal.enters("/room tea\n/edit hello\n/help");
    terminal.shows("//TEXT").await;
    relay.holds_pages.send_replace(false);
    let edited: MessageEdited = ann.sees().await;
    assert_eq!(edited.message, "hello");
}

/// The link is down for as long as the server is away, and that may be long.
#[tokio::test]
async fn a_room_that_is_asked_for_while_away_keeps_what_is_typed_for_it() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let address = server.app.address;
    let mut bob = server.app.person("bob").await;
    bob.opens("general").await;
    server.app.sign_in("ann").await;
    let mut ann = ann_at(&server.app, &[]).await;
    let mut leaver = ann_at(&server.app, &[]).await;
    server.kill();
    for terminal in [&mut ann, &mut leaver] {
        terminal.shows("no connection").await;
        terminal.enters("/room @bob");
        terminal.shows("@bob is opened when the connection is back").await;
        terminal.enters("to bob alone\n/room");
        terminal.shows("· general, here").await;
    }
    leaver.enters("/quit");
    assert_eq!(leaver.ends().await, Some(1));
    let shown = leaver.shown.all();
    assert!(shown.contains("to bob alone\nbanter: 1 line was not sent, of 1."), "{shown}");

    let server = Process::start_at(data.path(), address, &[]);
    ann.shows("*ann            to bob alone").await;
    let mut bob = server.app.person("bob").await;
    bob.opens("general").await;
    assert!(texts(&server.app, &bob).await.is_empty());
    bob.opens("@ann").await;
    assert_eq!(texts(&server.app, &bob).await, ["to bob alone"]);
}

/// A second room that is asked for takes the first one's place.
#[tokio::test]
async fn a_room_that_is_given_up_is_not_shown_later() {
    let (relay, bob, mut ann) = both_in_general().await;
    relay.holds_events.send_replace(true);
    ann.enters("/room tea\n/room general\nto all");
    ann.enters("/room");
    ann.shows("· general, here").await;
    relay.holds_events.send_replace(false);
    ann.shows("*ann            to all").await;
    ann.enters("/who");
    ann.shows("in general: ").await;
    assert_eq!(ann.shown.count("── tea ──"), 0);
    assert_eq!(texts(&relay.app, &bob).await, ["to all"]);
}
