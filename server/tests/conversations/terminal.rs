//! `banter connect`: the binary itself, at a terminal, against a real server.

use app::event::MessageEdited;

use crate::support::{App, Person, Process, Relay, Terminal, Wish, connect};

mod pipe;
mod tls;

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
    let lines: Vec<_> = (0..10).map(|number| format!("line {number}.")).collect();
    ann.enters(&format!("{}\n/quit", lines.join("\n")));
    for line in &lines {
        ann.shows(&format!("*ann            {line}")).await;
    }
    assert_eq!(ann.ends().await, Some(0));
    assert_eq!(texts(&app, &bob).await, lines);
}

#[tokio::test]
async fn original_rooms_an_unknown_command_is_told() {
    let app = App::start().await;
    let (mut cid, _) = (app.person("cid").await, app.sign_in("ann").await);
    cid.opens("general").await;
    let mut ann = ann_at(&app, &[]).await;
    ann.enters("/helloworld");
    ann.shows("unknown command: /helloworld").await;
    ann.enters("/help");
    ann.shows("/room NAME").await;
    ann.enters("//etc is said");
    cid.sees_message("/etc is said").await;
    ann.enters("/msg cid psst");
    ann.shows("nothing was sent: open the conversation with /room @cid").await;
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
    ann.shows("── cid ──").await;
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
    // What could not be done stands in the line again.
    ann.types("\u{15}");
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
    assert!(errors.contains("1 of 3 lines were not sent"), "{errors}");
    bob.sees_message("before").await;
    bob.sees_message("after").await;
}

#[tokio::test]
async fn a_terminal_comes_back_with_what_it_missed_and_what_it_kept() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let address = server.app.address;
    let _ = (server.app.sign_in("bob").await, server.app.sign_in("ann").await);
    let mut ann = ann_at(&server.app, &[]).await;
    ann.enters("before");
    ann.shows("*ann            before").await;
    server.kill();
    ann.shows("no connection").await;
    ann.enters("typed meanwhile");
    let server = Process::start_at(data.path(), address, &[]);
    let mut bob = server.app.person("bob").await;
    bob.opens("general").await;
    ann.shows("connected again").await;
    ann.shows("*ann            typed meanwhile").await;
    bob.says("welcome back").await;
    ann.shows(" bob            welcome back").await;
    assert_eq!(texts(&server.app, &bob).await, ["before", "typed meanwhile", "welcome back"]);
    ann.enters("/quit");
    assert_eq!(ann.ends().await, Some(0));
    assert_eq!(ann.shown.count("no connection"), 1, "trouble is told in one line");
}
