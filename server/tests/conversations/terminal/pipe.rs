//! `banter connect` between other programs.

use super::{WAITING, ann_at, texts, url};
use crate::support::{App, Process, Relay, Terminal, Wish, banter, bot, connect};

/// Of a program's standard output, the events of one kind.
pub(super) fn events(terminal: &Terminal, kind: &str) -> Vec<serde_json::Value> {
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
    // What it would do nothing for is not taken in silence.
    for further in [&["--json"][..], &["--room", "tea"], &["--wait", "5"]] {
        let mut ann = Terminal::pipe(connect(&relay.url, "ann", &[&["--hello"], further].concat()));
        assert_eq!(ann.ends().await, Some(2));
        assert!(ann.errors.all().contains(further[0]), "{}", ann.errors.all());
    }
}

#[tokio::test]
async fn a_pipe_sends_each_line_once_in_order_as_it_is() {
    let app = App::with(&[("message_burst", "1000")]).await;
    let (mut bob, _) = (app.person("bob").await, app.sign_in("ann").await);
    bob.opens("builds").await;
    let mut ann = Terminal::pipe(connect(&url(&app), "ann", &["--room", "builds"]));
    let mut lines: Vec<_> = (0..60).map(|number| format!("line {number}")).collect();
    lines.push("indented --> there".to_owned());
    lines.push("/quit is no command here".to_owned());
    ann.enters(&lines.join("\n \n").replace("indented", "   indented"));
    ann.types("without an end");
    lines.push("without an end".to_owned());
    ann.is_at_end();
    assert_eq!(ann.ends().await, Some(0), "{}", ann.errors.all());
    assert_eq!(texts(&app, &bob).await, lines);
    // A busy server may let it wait for the end.
    let errors = ann.errors.all();
    assert!(errors.lines().all(|line| line.ends_with(WAITING)), "{errors}");
}

/// A build server has no password, and no person's name.
#[tokio::test]
async fn a_bots_token_opens_it_and_outlives_it() {
    let app = App::start().await;
    let mut bob = app.person("bob").await;
    bob.opens("builds").await;
    let token = bot(&app, "ci").await;
    let as_bot = |token: &str, arguments: &[&str]| {
        let mut command = banter();
        command.args(["connect", &url(&app), "--room", "builds"]).args(arguments);
        command.env("BANTER_TOKEN", token).env_remove("BANTER_PASSWORD");
        command
    };
    for line in ["green", "and again"] {
        let mut ci = Terminal::pipe(as_bot(&token, &["--no-echo"]));
        ci.enters(line);
        ci.is_at_end();
        assert_eq!(ci.ends().await, Some(0), "{}", ci.errors.all());
        assert_eq!(ci.shown.all(), "");
        let said = bob.sees_message(line).await;
        assert_eq!((&*said.from, said.bot), ("ci", true));
    }
    // Whose line it is to be is not guessed.
    let mut both = Terminal::pipe(as_bot(&token, &["--user", "ann"]));
    assert_eq!(both.ends().await, Some(2));
    assert!(both.errors.all().contains("--user ann and BANTER_TOKEN do not go together"));
    let revoked = server::auth::BotToken::make().unwrap();
    for (token, code, why) in
        [(revoked.reveal(), 3, "banter bot token"), ("hunter2", 2, "bnt_"), ("", 2, "--user NAME")]
    {
        let mut ci = Terminal::pipe(as_bot(token, &[]));
        ci.is_at_end();
        assert_eq!(ci.ends().await, Some(code), "{why}");
        let errors = ci.errors.all();
        assert!(errors.contains(why) && !errors.contains("hunter"), "{errors}");
    }
}

/// A bot was never signed in, so nobody has signed it out.
#[tokio::test]
async fn a_token_that_is_revoked_meanwhile_is_said_to_be() {
    let app = App::start().await;
    let token = bot(&app, "ci").await;
    let mut command = banter();
    command.args(["connect", &url(&app), "--json"]);
    command.env("BANTER_TOKEN", &token).env_remove("BANTER_PASSWORD");
    let mut ci = Terminal::pipe(command);
    ci.shows("room_changed").await;
    let ended = app.post("/logout").bearer_auth(&token).send().await.unwrap();
    assert!(ended.status().is_success());
    assert_eq!(ci.ends().await, Some(3));
    let errors = ci.errors.all();
    assert!(errors.contains("the bot's token was revoked"), "{errors}");
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
    let doubt = "2 lines were not sent, of 3. What was on its way may have arrived.";
    assert!(errors.contains(doubt), "{errors}");
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

/// The page of what was there and the events of what comes are on two ways, and either can be the faster one.
#[tokio::test]
async fn history_and_events_hide_nothing_of_each_other() {
    let relay = Relay::start().await;
    let mut bob = relay.app.person("bob").await;
    bob.opens("general").await;
    let before = bob.says("there before").await.seq;
    bob.does(Wish::React("👍", true), before).await;
    relay.app.sign_in("ann").await;
    for is_page_first in [true, false] {
        relay.holds_pages.send_replace(true);
        let mut ann = Terminal::pipe(connect(&relay.url, "ann", &["--json", "--history", "50"]));
        ann.shows("synced").await;
        relay.holds_events.send_replace(is_page_first);
        bob.does(Wish::React("🎉", is_page_first), before).await;
        bob.says(&format!("said meanwhile: {is_page_first}")).await;
        if is_page_first {
            relay.holds_pages.send_replace(false);
            ann.shows("there before").await;
            relay.holds_events.send_replace(false);
            ann.shows("said meanwhile: true").await;
        } else {
            ann.shows("said meanwhile: false").await;
            relay.holds_pages.send_replace(false);
            ann.shows("there before").await;
            ann.shows("said meanwhile: true").await;
        }
        ann.is_at_end();
        assert_eq!(ann.ends().await, Some(0), "{}", ann.errors.all());
        assert_eq!(events(&ann, "reaction_changed").len(), 1, "{}", ann.shown.raw());
        let messages = events(&ann, "new_message");
        let seqs: Vec<_> = messages.iter().map(|message| message["seq"].as_u64()).collect();
        let mut once = seqs.clone();
        once.sort_unstable();
        once.dedup();
        let all = if is_page_first { 2 } else { 3 };
        assert_eq!((seqs.len(), once.len()), (all, all), "{}", ann.shown.raw());
    }
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

/// The connection ends between the commit and the ack, and the return brings the message itself.
#[tokio::test]
async fn without_an_echo_nothing_of_ones_own_is_printed_over_a_lost_connection_either() {
    let relay = Relay::start().await;
    let mut bob = relay.app.person("bob").await;
    bob.opens("general").await;
    relay.app.sign_in("ann").await;
    let mut ann = Terminal::pipe(connect(&relay.url, "ann", &["--json", "--no-echo"]));
    ann.enters("the first");
    ann.shows("\"type\":\"ack\"").await;
    relay.holds_events.send_replace(true);
    ann.enters("the second");
    bob.sees_message("the first").await;
    bob.sees_message("the second").await;
    relay.cuts();
    relay.holds_events.send_replace(false);
    ann.shows("\"dup\":true").await;
    bob.says("heard").await;
    ann.shows("heard").await;
    ann.is_at_end();
    assert_eq!(ann.ends().await, Some(0), "{}", ann.errors.all());
    let messages = events(&ann, "new_message");
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(ann.errors.all().contains("connected again"), "the premise: {}", ann.errors.all());
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
        (connect(&url(&app).replace("http:", "https:"), "ann", &[]), "http://"),
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

/// A build that begins while the server is being restarted loses nothing.
#[tokio::test]
async fn a_pipe_waits_for_a_server_that_is_not_there_yet() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let address = server.app.address;
    server.app.sign_in("ann").await;
    server.kill();
    let url = format!("http://{address}");
    let mut lost = Terminal::pipe(connect(&url, "ann", &["--wait", "1"]));
    lost.enters("one\ntwo");
    lost.is_at_end();
    assert_eq!(lost.ends().await, Some(3));
    let errors = lost.errors.all();
    assert!(errors.contains("\none\ntwo\n"), "what was written is not lost: {errors}");
    assert!(errors.contains("2 lines were not sent, of 2. "), "{errors}");

    let mut interrupted = Terminal::pipe(connect(&url, "ann", &[]));
    // More than a pipe holds: when all is written, some was read.
    let lines: Vec<_> = (0..100).map(|number| format!("{number:>1000}")).collect();
    interrupted.enters(&lines.join("\n"));
    interrupted.errors.comes("Trying again for ").await;
    interrupted.signal("-INT");
    assert_eq!(interrupted.ends().await, Some(130));
    let errors = interrupted.errors.all();
    assert!(errors.contains(&format!("\n{}\n", lines[0])), "{errors}");
    let given_back = errors.lines().filter(|line| line.len() == 1000).count();
    assert!(errors.contains(&format!("{given_back} lines were not sent")), "{errors}");

    let mut ann = Terminal::pipe(connect(&url, "ann", &[]));
    ann.enters("four");
    ann.is_at_end();
    ann.errors.comes("Trying again for ").await;
    let server = Process::start_at(data.path(), address, &[]);
    assert_eq!(ann.ends().await, Some(0), "{}", ann.errors.all());
    let mut bob = server.app.person("bob").await;
    bob.opens("general").await;
    assert_eq!(texts(&server.app, &bob).await, ["four"]);
}
