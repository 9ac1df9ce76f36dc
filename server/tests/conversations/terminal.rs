//! `banter connect`: the binary itself, at a terminal, against a real server.

use app::event::MessageEdited;
use tokio::time::Duration;

use crate::support::{App, Person, Process, Relay, Terminal, Wish, connect};

mod announced;
mod awaited;
mod coming_back;
mod commands;
mod cut_off;
mod hostile;
mod leaving;
mod password;
mod pipe;
mod rooms;
mod stalled;
mod tls;

/// What is told of an end that takes more than a second.
const WAITING: &str = "waiting for the server; Ctrl-C again leaves now";
/// How long it waits for acks, and for a reader: a signal that a busy machine brings later finds it at its end.
const WAITS_FOR: Duration = Duration::from_secs(3);

fn url(app: &App) -> String {
    format!("http://{}", app.address)
}

/// ann at a terminal, who sees the room and can type.
async fn ann_at(app: &App, arguments: &[&str]) -> Terminal {
    let mut ann = Terminal::open(connect(&url(app), "ann", arguments));
    ann.shows("/help lists the commands").await;
    ann.shows("──").await;
    ann
}

/// The messages of the room last opened by `person`, as text.
async fn texts(app: &App, person: &Person) -> Vec<String> {
    let path = format!("/api/rooms/{}/messages?limit=200", person.room.unwrap());
    let page = app.get(&path).bearer_auth(&person.token).send().await.unwrap();
    let page: serde_json::Value = page.json().await.unwrap();
    let messages = page["messages"].as_array().unwrap().iter();
    messages.map(|message| message["message"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn original_rooms_ctrl_c_closes_cleanly() {
    let mut relay = Relay::start().await;
    relay.app.sign_in("ann").await;
    // As the key, and as the signal that a shell sends.
    for by_key in [true, false] {
        let mut ann = Terminal::open(connect(&relay.url, "ann", &[]));
        ann.shows("── general ──").await;
        ann.enters(&format!("by key: {by_key}"));
        // The prompt below it takes keys.
        ann.shows(&format!("*ann            by key: {by_key}\n> ")).await;
        if by_key {
            ann.types("half a line\u{3}");
        } else {
            ann.signal("-INT");
        }
        assert_eq!(ann.ends().await, Some(0), "{}", ann.shown.all());
        assert_eq!(relay.sees_close().await, Some(1000));
    }
}

#[tokio::test]
async fn sigterm_quit_and_ctrl_d_close_as_cleanly() {
    let mut relay = Relay::start().await;
    relay.app.sign_in("ann").await;
    for way in ["-TERM", "/quit\n", "\u{4}"] {
        let mut ann = Terminal::open(connect(&relay.url, "ann", &["--history", "0"]));
        ann.shows("── general ──").await;
        ann.enters("here");
        ann.shows("*ann            here\n> ").await;
        if way == "-TERM" {
            ann.signal(way)
        } else {
            ann.types(way)
        }
        assert_eq!(ann.ends().await, Some(0), "{way:?}: {}", ann.shown.all());
        assert_eq!(relay.sees_close().await, Some(1000), "{way:?}");
    }
}

#[tokio::test]
async fn what_is_typed_ahead_is_said_and_shown_in_order() {
    let app = App::start().await;
    let (mut bob, _) = (app.person("bob").await, app.sign_in("ann").await);
    bob.opens("general").await;
    let mut ann = ann_at(&app, &[]).await;
    let lines: Vec<_> = (0..12).map(|number| format!("line {number}.")).collect();
    // Who leaves waits for acks, but not for long: only of the last two.
    let (first, last) = lines.split_at(10);
    ann.enters(&first.join("\n"));
    for line in first {
        ann.shows(&format!("*ann            {line}")).await;
    }
    ann.enters(&format!("{}\n/quit", last.join("\n")));
    for line in last {
        ann.shows(&format!("*ann            {line}")).await;
    }
    assert_eq!(ann.ends().await, Some(0));
    assert_eq!(texts(&app, &bob).await, lines);
}

#[tokio::test]
async fn original_hub_send_says_whether_they_were_there() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let address = server.app.address;
    let mut cid = server.app.person("cid").await;
    server.app.sign_in("dan").await;
    server.app.sign_in("ann").await;
    let mut ann = ann_at(&server.app, &[]).await;
    ann.enters("/msg cid psst");
    ann.shows("to cid (delivered): psst").await;
    assert_eq!(cid.sees_message("psst").await.from, "ann");
    ann.enters("/msg @dan,cid when you come");
    ann.shows("to dan, cid (kept for who is not online): when you come").await;
    ann.enters("/msg nobody psst");
    ann.shows("not sent: ").await;
    ann.shows("psst\n").await;
    // The room is the one it was.
    ann.enters("to all");
    ann.shows("*ann            to all").await;

    // What is said while the server is away is kept here, and said once.
    server.kill();
    ann.shows("no connection").await;
    ann.enters("/msg cid after all");
    let server = Process::start_at(data.path(), address, &[]);
    ann.shows("): after all").await;
    let (mut cid, mut dan) = (server.app.person("cid").await, server.app.person("dan").await);
    cid.opens("@ann").await;
    assert_eq!(texts(&server.app, &cid).await, ["psst", "after all"]);
    dan.opens("@ann,cid").await;
    assert_eq!(texts(&server.app, &dan).await, ["when you come"]);
    ann.enters("/quit");
    assert_eq!(ann.ends().await, Some(0), "{}", ann.shown.all());
}

#[tokio::test]
async fn what_somebody_says_to_one_is_shown_in_any_room() {
    let app = App::start().await;
    let mut bob = app.person("bob").await;
    app.sign_in("ann").await;
    let mut ann = ann_at(&app, &[]).await;
    bob.opens("@ann").await;
    bob.says("psst").await;
    ann.shows("bob to you: psst").await;
}

#[tokio::test]
async fn what_waits_elsewhere_is_told_below_the_history() {
    let app = App::start().await;
    let mut bob = app.person("bob").await;
    let mut ann = app.person("ann").await;
    bob.opens("@ann").await;
    bob.says("psst").await;
    bob.says("you there?").await;
    for room in 0..9 {
        let name = format!("room{room}");
        ann.opens(&name).await;
        bob.opens(&name).await;
        bob.says(&format!("in {name}")).await;
    }
    bob.opens("general").await;
    bob.says("to all").await;
    let mut ann = ann_at(&app, &[]).await;
    ann.shows(" bob            to all").await;
    ann.shows("· @bob: 2 new messages").await;
    ann.shows("· room0: a new message").await;
    ann.shows("· something new in 2 more; /room lists them").await;
    assert_eq!(ann.shown.count("general: "), 0, "it is in view");
    // From now on each is told of.
    bob.opens("room8").await;
    bob.says("and this").await;
    ann.shows("· room8: bob: and this").await;
}

#[tokio::test]
async fn a_long_sentence_is_told_whole() {
    let app = App::start().await;
    app.sign_in("ann").await;
    let mut ann = ann_at(&app, &[]).await;
    let no_room = "x".repeat(60);
    ann.enters(&format!("/room {no_room}"));
    ann.shows("A name has 1 to 50").await;
    // Past the edge of the terminal, which has 80 columns.
    ann.shows("and no spaces.").await;
}

#[tokio::test]
async fn a_conversation_is_opened_like_a_room_and_only_its_people_read_it() {
    let app = App::start().await;
    let (mut cid, mut bob) = (app.person("cid").await, app.person("bob").await);
    app.sign_in("ann").await;
    for person in [&mut cid, &mut bob] {
        person.opens("general").await;
    }
    let mut ann = ann_at(&app, &[]).await;
    ann.enters("/room @cid");
    ann.shows("── @cid ──").await;
    ann.enters("psst");
    cid.sees_message("psst").await;
    ann.enters("/room general");
    ann.shows("── general ──").await;
    ann.enters("to all");
    bob.sees_message("to all").await;
}

#[tokio::test]
async fn history_comes_first_then_what_is_said_as_it_is_said() {
    let app = App::start().await;
    let mut bob = app.person("bob").await;
    bob.opens("general").await;
    for text in ["one", "two", "three\nwith 漢字 below"] {
        bob.says(text).await;
        bob.sees_message(text).await;
    }
    app.sign_in("ann").await;
    let mut ann = ann_at(&app, &["--history", "2"]).await;
    ann.shows(" bob            two\n").await;
    ann.shows(" bob            three\n                      with 漢字 below\n").await;
    assert_eq!(ann.shown.count("one"), 0);
    bob.says("four").await;
    bob.sees_message("four").await;
    ann.shows(" bob            four").await;
    ann.enters("five");
    ann.shows("*ann            five").await;
    assert_eq!(bob.sees_message("five").await.from, "ann");
    let raw = ann.shown.raw();
    assert!(raw.contains("\u{1b}[1m") && raw.contains("\u{1b}[2m"), "a terminal has colours");
}

#[tokio::test]
async fn no_color_has_no_colours_and_no_terminal_nothing_else_either() {
    let app = App::start().await;
    let mut bob = app.person("bob").await;
    bob.opens("general").await;
    app.sign_in("ann").await;
    let mut command = connect(&url(&app), "ann", &[]);
    command.env("NO_COLOR", "1");
    let mut ann = Terminal::open(command);
    ann.shows("── general ──").await;
    bob.says("plain").await;
    ann.shows(" bob            plain").await;
    let raw = ann.shown.raw();
    let colours = raw.split("\u{1b}[").skip(1).filter(|rest| {
        rest.trim_start_matches(|char: char| char.is_ascii_digit() || char == ';').starts_with('m')
    });
    assert_eq!(colours.count(), 0, "{raw:?}");

    let mut piped = Terminal::pipe(connect(&url(&app), "ann", &["--history", "5"]));
    piped.shows(" bob            plain\n").await;
    piped.is_at_end();
    assert_eq!(piped.ends().await, Some(0));
    assert!(!piped.shown.raw().contains('\u{1b}'));
}

#[tokio::test]
async fn nothing_that_is_said_steers_the_terminal() {
    let app = App::start().await;
    let mut bob = app.person("bob").await;
    bob.opens("general").await;
    bob.says("\u{1b}]0;owned\u{7} \u{1b}[2J \u{9b}5m \u{202e}evil").await;
    app.sign_in("ann").await;
    let mut ann = ann_at(&app, &[]).await;
    ann.shows("␛]0;owned␇ ␛[2J \u{fffd}5m \u{fffd}evil").await;
    let raw = ann.shown.raw();
    for control in ["\u{1b}]0", "\u{7}", "\u{1b}[2J", "\u{9b}", "\u{202e}"] {
        assert!(!raw.contains(control), "{control:?} in {raw:?}");
    }

    let mut json = Terminal::pipe(connect(&url(&app), "ann", &["--json", "--history", "5"]));
    json.shows("evil").await;
    json.is_at_end();
    assert_eq!(json.ends().await, Some(0));
    let raw = json.shown.raw();
    assert!(!raw.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{raw:?}");
    let line = raw.lines().find(|line| line.contains("evil")).unwrap();
    let event: serde_json::Value = serde_json::from_str(line).unwrap();
    let text = event["payload"]["message"].as_str().unwrap();
    assert_eq!(text, "\u{1b}]0;owned\u{7} \u{1b}[2J \u{9b}5m \u{202e}evil");
}

#[tokio::test]
async fn rooms_are_opened_listed_and_told_of() {
    let app = App::start().await;
    let (mut bob, _) = (app.person("bob").await, app.sign_in("ann").await);
    let mut ann = ann_at(&app, &[]).await;
    bob.opens("tea").await;
    bob.says("a cup of tea").await;
    ann.enters("/room tea");
    ann.shows("── tea ──").await;
    ann.shows(" bob            a cup of tea").await;
    ann.enters("/who");
    ann.shows("in tea: ann, bob").await;
    bob.opens("general").await;
    bob.says("psst").await;
    ann.shows("· general: bob: psst").await;
    ann.enters("/room");
    ann.shows("· general, 1 new").await;
    ann.shows("· tea, here").await;
    ann.enters("/room no/room");
    ann.shows("letters").await;
    ann.enters("/room general");
    ann.shows("── general ──").await;
    ann.shows(" bob            psst").await;
    ann.enters("/room");
    ann.shows("· general, here\n").await;
}

#[tokio::test]
async fn the_newest_message_is_edited_and_changes_are_told() {
    let app = App::start().await;
    let mut bob = app.person("bob").await;
    bob.opens("general").await;
    app.sign_in("ann").await;
    let mut ann = ann_at(&app, &[]).await;
    ann.enters("/edit nothing");
    ann.shows("there is no message of yours here").await;
    ann.enters("helo");
    ann.shows("*ann            helo").await;
    ann.enters("/edit hello");
    let edited: MessageEdited = bob.sees().await;
    assert_eq!(edited.message, "hello");
    ann.shows("ann, now: hello").await;
    let seq = bob.says("soon gone").await.seq;
    ann.shows(" bob            soon gone").await;
    bob.does(Wish::React("👍", true), edited.of).await;
    ann.shows("ann, 👍 bob").await;
    bob.does(Wish::Delete, seq).await;
    ann.shows("bob, deleted").await;
}

#[tokio::test]
async fn a_line_over_the_limit_comes_back_to_be_changed() {
    let app = App::with(&[("message_chars", "20")]).await;
    let mut bob = app.person("bob").await;
    bob.opens("general").await;
    app.sign_in("ann").await;
    let mut ann = ann_at(&app, &[]).await;
    ann.enters("this is far too long to be sent");
    ann.shows("31 characters; at most 20").await;
    ann.shows("> this is far too long to be sent").await;
    ann.types(&"\u{7f}".repeat(11));
    ann.types("\n");
    bob.sees_message("this is far too long").await;

    let mut pipe = Terminal::pipe(connect(&url(&app), "ann", &[]));
    pipe.enters("before\nthis too is far too long to be sent\nafter");
    pipe.is_at_end();
    assert_eq!(pipe.ends().await, Some(1));
    let errors = pipe.errors.all();
    assert!(errors.contains("at most 20"), "{errors}");
    assert!(errors.contains("this too is far too long to be sent\n"), "{errors}");
    assert!(errors.contains("1 line was not sent, of 3"), "{errors}");
    bob.sees_message("before").await;
    bob.sees_message("after").await;
}
