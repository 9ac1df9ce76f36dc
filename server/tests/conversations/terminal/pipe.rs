//! `banter connect` between other programs.

use super::{ann_at, texts, url};
use crate::support::{App, Process, Relay, Terminal, connect};

/// Of a program's standard output, the events of one kind.
fn events(terminal: &Terminal, kind: &str) -> Vec<serde_json::Value> {
    let all = terminal.shown.raw();
    let events = all.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    events.filter(|event| event["type"] == kind).map(|event| event["payload"].clone()).collect()
}

#[tokio::test]
async fn original_rooms_hello_welcome_clean_close() {
    let mut relay = Relay::start().await;
    relay.app.sign_in("ann").await;
    let mut ann = Terminal::pipe(connect(&relay.url, "ann", &["--hello"]));
    assert_eq!(ann.ends().await, Some(0), "{}", ann.errors.all());
    assert!(ann.shown.all().starts_with("Hello World"), "{}", ann.shown.all());
    assert_eq!(relay.sees_close().await, Some(1000));
}

#[tokio::test]
async fn a_pipe_sends_each_line_once_in_order_as_it_is() {
    let app = App::with(&[("message_burst", "1000")]).await;
    let (mut bob, _) = (app.person("bob").await, app.sign_in("ann").await);
    bob.opens("builds").await;
    let mut ann = Terminal::pipe(connect(&url(&app), "ann", &["--room", "builds"]));
    let mut lines: Vec<_> = (0..60).map(|number| format!("line {number}")).collect();
    lines.push("/quit is no command here".to_owned());
    ann.enters(&lines.join("\n\n"));
    ann.types("without an end");
    lines.push("without an end".to_owned());
    ann.is_at_end();
    assert_eq!(ann.ends().await, Some(0), "{}", ann.errors.all());
    assert_eq!(texts(&app, &bob).await, lines);
    assert_eq!(ann.errors.all(), "");
}

#[tokio::test]
async fn a_pipe_ends_with_one_when_an_ack_is_missing() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    server.app.sign_in("ann").await;
    let mut ann = Terminal::pipe(connect(&url(&server.app), "ann", &["--wait", "1"]));
    ann.enters("first");
    ann.shows("*ann            first").await;
    server.kill();
    ann.errors.comes("no connection").await;
    ann.enters("second\nthird");
    ann.is_at_end();
    assert_eq!(ann.ends().await, Some(1));
    let errors = ann.errors.all();
    assert!(errors.contains("\nsecond\nthird\n"), "what was written is not lost: {errors}");
    assert!(errors.contains("2 of 3 lines were not sent"), "{errors}");
}

#[tokio::test]
async fn a_pipe_survives_kill_9_of_the_server_and_stands_once() {
    let data = tempfile::tempdir().unwrap();
    let fast = ["--message-burst", "1000"];
    let server = Process::start(data.path(), &fast);
    let address = server.app.address;
    let mut bob = server.app.person("bob").await;
    bob.opens("builds").await;
    server.app.sign_in("ann").await;
    let mut ann = Terminal::pipe(connect(&url(&server.app), "ann", &["--room", "builds"]));
    let lines: Vec<_> = (0..180).map(|number| format!("line {number}")).collect();
    ann.enters(&lines.join("\n"));
    for line in &lines[..40] {
        bob.sees_message(line).await;
    }
    server.kill();
    ann.errors.comes("no connection").await;
    let server = Process::start_at(data.path(), address, &fast);
    ann.errors.comes("connected again").await;
    ann.is_at_end();
    assert_eq!(ann.ends().await, Some(0), "{}", ann.errors.all());
    let mut bob = server.app.person("bob").await;
    bob.opens("builds").await;
    assert_eq!(texts(&server.app, &bob).await, lines);
    for line in &lines {
        let shown = ann.shown.count(&format!("*ann            {line}\n"));
        assert_eq!(shown, 1, "{line} is shown {shown} times");
    }
}

#[tokio::test]
async fn json_prints_events() {
    let app = App::start().await;
    let mut bob = app.person("bob").await;
    bob.opens("general").await;
    bob.says("there before").await;
    bob.sees_message("there before").await;
    app.sign_in("ann").await;
    let mut ann = Terminal::pipe(connect(&url(&app), "ann", &["--json", "--history", "1"]));
    ann.shows("there before").await;
    ann.enters("by a program");
    bob.sees_message("by a program").await;
    bob.says("an answer").await;
    ann.shows("an answer").await;
    ann.is_at_end();
    assert_eq!(ann.ends().await, Some(0), "{}", ann.errors.all());
    assert_eq!(events(&ann, "welcome")[0]["user"]["name"], "ann");
    assert_eq!(events(&ann, "ack").len(), 1);
    let messages = events(&ann, "new_message");
    let texts: Vec<_> = messages.iter().map(|message| &message["message"]).collect();
    assert_eq!(texts, ["there before", "by a program", "an answer"]);
}

#[tokio::test]
async fn original_rooms_publish_no_self_from_the_terminal() {
    let app = App::start().await;
    let mut bob = app.person("bob").await;
    bob.opens("general").await;
    app.sign_in("ann").await;
    let mut ann = Terminal::pipe(connect(&url(&app), "ann", &["--json", "--no-echo"]));
    ann.enters("to the others\nand this");
    bob.sees_message("to the others").await;
    bob.sees_message("and this").await;
    bob.says("heard").await;
    bob.sees_message("heard").await;
    ann.shows("heard").await;
    // Its ack comes after the answer to whatever was asked for because of what was heard.
    ann.enters("the last one");
    bob.sees_message("the last one").await;
    ann.is_at_end();
    assert_eq!(ann.ends().await, Some(0));
    let messages = events(&ann, "new_message");
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert_eq!(events(&ann, "ack").len(), 3);
    // Nothing was missing, so nothing had to be asked for again.
    assert_eq!(events(&ann, "synced").len(), 1, "{}", ann.shown.raw());

    let mut ann = ann_at(&app, &["--no-echo", "--history", "0"]).await;
    ann.enters("once more");
    bob.sees_message("once more").await;
    bob.says("the end").await;
    ann.shows(" bob            the end").await;
    assert_eq!(ann.shown.count("*ann            once more"), 0);
}

#[tokio::test]
async fn a_wrong_password_an_unknown_account_and_a_bad_address_are_told() {
    let app = App::start().await;
    app.sign_in("ann").await;
    let mut command = connect(&url(&app), "ann", &[]);
    command.env("BANTER_PASSWORD", "wrong horse");
    let silent = { tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap() };
    let nobody = format!("http://{}", silent.local_addr().unwrap());
    drop(silent);
    for (command, why) in [
        (command, "password"),
        (connect(&url(&app), "zoe", &[]), "password"),
        (connect(&nobody, "ann", &["--wait", "0"]), "cannot be reached"),
        (connect("localhost:3000", "ann", &[]), "https://"),
        (connect("http://ann:secret@localhost:3000", "ann", &[]), "neither name nor password"),
    ] {
        let mut ann = Terminal::pipe(command);
        ann.is_at_end();
        assert_eq!(ann.ends().await, Some(3), "{why}");
        let errors = ann.errors.all();
        assert!(errors.contains(why) && !errors.contains("horse"), "{why}: {errors}");
        assert!(!errors.contains("secret"), "{errors}");
    }
}

#[tokio::test]
async fn a_room_name_that_cannot_be_ends_it_and_a_new_one_is_made() {
    let app = App::start().await;
    app.sign_in("ann").await;
    let mut ann = Terminal::pipe(connect(&url(&app), "ann", &["--room", "no/room"]));
    ann.types("lost?\n");
    assert_eq!(ann.ends().await, Some(3), "{}", ann.errors.all());
    assert!(ann.errors.all().contains("no/room"), "{}", ann.errors.all());

    let mut ann = Terminal::pipe(connect(&url(&app), "ann", &["--room", "茶館"]));
    ann.enters("first");
    ann.is_at_end();
    assert_eq!(ann.ends().await, Some(0), "{}", ann.errors.all());
    let mut bob = app.person("bob").await;
    bob.opens("茶館").await;
    assert_eq!(texts(&app, &bob).await, ["first"]);
}

#[tokio::test]
async fn it_leaves_no_session_behind() {
    let data = tempfile::tempdir().unwrap();
    let app = App::on(data.path(), &[]).await;
    let (token, _) = app.sign_in("ann").await;
    let mut ann = Terminal::pipe(connect(&url(&app), "ann", &[]));
    ann.is_at_end();
    assert_eq!(ann.ends().await, Some(0), "{}", ann.errors.all());
    let database = rusqlite::Connection::open(data.path().join("banter.db")).unwrap();
    let count = database.query_row("SELECT count(*) FROM session", [], |row| row.get::<_, u64>(0));
    assert_eq!(count.unwrap(), 1, "the one that was there before");
    assert!(!app.otp(&token).await.is_empty(), "which goes on");
}
