//! What everybody is told, at a terminal.

use crate::support::{App, Terminal, connect};

#[tokio::test]
async fn a_terminal_shows_it_once_and_a_program_gets_the_event() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    app.sign_in("bob").await;
    let url = format!("http://{}", app.address);
    let mut shown = Terminal::open(connect(&url, "bob", &[]));
    shown.shows("── general ──").await;
    let mut json = Terminal::pipe(connect(&url, "bob", &["--json"]));
    json.shows("welcome").await;
    ann.announces("Back\u{1b}[31mup\nat 18:00").await;
    shown.shows("── to everybody, from ann, ").await;
    shown.shows("up\nat 18:00").await;
    json.shows(r#""type":"announcement""#).await;
    assert!(!shown.shown.raw().contains("\u{1b}[31m"), "it steers no terminal");
    shown.enters("/quit");
    assert_eq!(shown.ends().await, Some(0));
}

/// A pipe and a hello have nobody to show it to, and use nothing up.
#[tokio::test]
async fn what_nobody_was_shown_is_still_told_to_who_looks() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    ann.opens("general").await;
    app.sign_in("bob").await;
    ann.announces("before").await;
    let url = format!("http://{}", app.address);
    let mut hello = Terminal::pipe(connect(&url, "bob", &["--hello"]));
    assert_eq!(hello.ends().await, Some(0), "{}", hello.errors.all());
    for (arguments, meanwhile) in [(&[][..], "meanwhile"), (&["--no-echo"], "and now")] {
        let mut pipe = Terminal::pipe(connect(&url, "bob", arguments));
        pipe.enters("it is in");
        ann.sees_message("it is in").await;
        ann.announces(meanwhile).await;
        // What comes after its own ack comes after all that was sent to it before.
        for line in ["it goes on", "to its end"] {
            pipe.enters(line);
            ann.sees_message(line).await;
        }
        pipe.is_at_end();
        assert_eq!(pipe.ends().await, Some(0), "{}", pipe.errors.all());
        assert!(!pipe.shown.all().contains(meanwhile), "{}", pipe.shown.all());
    }
    let mut bob = app.person("bob").await;
    for text in ["before", "meanwhile", "and now"] {
        bob.sees_announcement(text).await;
    }
    bob.is_told_nothing().await;
    app.device_of(&bob).await.is_told_nothing().await;
}

/// Who has events printed has been told.
#[tokio::test]
async fn a_program_that_takes_events_is_told_for_its_user() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    ann.opens("general").await;
    app.sign_in("bob").await;
    ann.announces("to all").await;
    let url = format!("http://{}", app.address);
    let mut json = Terminal::pipe(connect(&url, "bob", &["--json"]));
    json.shows(r#""message":"to all""#).await;
    for line in ["one", "two"] {
        json.enters(line);
        ann.sees_message(line).await;
    }
    json.is_at_end();
    assert_eq!(json.ends().await, Some(0), "{}", json.errors.all());
    app.person("bob").await.is_told_nothing().await;
}
