//! What is kept, by the binary itself: over kill -9, beside other processes, after SIGTERM.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use app::event::{Ack, ClientId, Closing, Command, ErrorCode, ErrorReply, SendMessage, Seq, read};
use app::http::History;
use reqwest::StatusCode;
use serde_json::json;

use crate::support::{App, PASSWORD, Person, Process, banter};

async fn history(app: &App, person: &Person, room: &str) -> History {
    let room = person.welcome.rooms.iter().find(|summary| summary.name == room).unwrap();
    let path = format!("/api/rooms/{}/messages?limit=200", room.room);
    let page = app.get(&path).bearer_auth(&person.token).send().await.unwrap();
    read(&page.text().await.unwrap()).unwrap()
}

#[tokio::test]
async fn kill_9_loses_nothing_that_was_acked_and_doubles_nothing() {
    let data = tempfile::tempdir().unwrap();
    let (mut acked, mut unknown) = (Vec::<Ack>::new(), HashSet::<ClientId>::new());
    for round in 0..3 {
        let server = Process::start(data.path(), &["--message-burst", "1000"]);
        let (mut ann, mut bob) = server.app.two_in("lobby").await;
        for number in 0..10 {
            acked.push(ann.says(&format!("{round}.{number}")).await);
        }
        for number in 0..30 {
            unknown.insert(bob.begins_to_say(&format!("{round}: {number} at once")).await);
        }
        // In the middle of these thirty.
        acked.push(bob.sees().await);
        server.kill();
    }

    let server = Process::start(data.path(), &[]);
    let mut ann = server.app.person("ann").await;
    let page = history(&server.app, &ann, "lobby").await;
    for ack in &acked {
        let found: Vec<_> =
            page.messages.iter().filter(|message| message.client_id == ack.client_id).collect();
        assert_eq!(found.len(), 1, "an acked message stands once");
        assert_eq!((found[0].seq, &found[0].sent), (ack.seq, &ack.sent));
    }
    let mut ids = HashSet::new();
    assert!(page.messages.iter().all(|message| ids.insert(message.client_id.clone())));
    let said = |message: &&app::event::NewMessage| message.from == "bob";
    assert!(
        page.messages
            .iter()
            .filter(said)
            .all(|message| { unknown.contains(message.client_id.as_ref().unwrap()) })
    );

    let path = format!("/api/rooms/{}/log?limit=200", page.messages[0].room);
    let log = server.app.get(&path).bearer_auth(&ann.token).send().await.unwrap();
    let log: serde_json::Value = log.json().await.unwrap();
    let numbers = log["events"].as_array().unwrap().iter();
    let numbers: Vec<_> = numbers.map(|event| event["payload"]["seq"].as_u64().unwrap()).collect();
    assert!(numbers.iter().copied().eq(1..=numbers.len() as u64), "{numbers:?}");

    // The very first message, sent again by a client that never heard of its ack.
    ann.opens("lobby").await;
    ann.sends(&Command::SendMessage(SendMessage {
        message: "0.0".to_owned(),
        client_id: acked[0].client_id.clone(),
        room: ann.room,
        reply_to: None,
        echo: true,
    }))
    .await;
    assert_eq!(ann.sees::<Ack>().await, Ack { dup: true, ..acked[0].clone() });
}

/// Another process holds the database's write lock: nothing can be committed, so nothing is acked.
#[tokio::test]
async fn an_ack_and_an_event_wait_for_the_commit() {
    let data = tempfile::tempdir().unwrap();
    let app = App::on(data.path(), &[]).await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let other = rusqlite::Connection::open(data.path().join("banter.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let client_id = ann.begins_to_say("not yet").await;
    // Her next question is answered, by reading, while the message still waits.
    ann.has_not_heard("not yet").await;
    bob.has_not_heard("not yet").await;
    assert!(ann.acks_heard().is_empty());
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(ann.sees::<Ack>().await.client_id, Some(client_id));
    bob.sees_message("not yet").await;
}

/// Going down, the server waits for what was handed to its writer, and answers it.
#[tokio::test]
async fn what_waits_for_its_commit_is_answered_before_the_end() {
    let data = tempfile::tempdir().unwrap();
    let app = App::on(data.path(), &[]).await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let other = rusqlite::Connection::open(data.path().join("banter.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let client_id = ann.begins_to_say("the last word").await;
    // Her next question is answered, so the one before it has reached the writer.
    ann.has_not_heard("the last word").await;
    app.begin_to_stop();
    ann.sees::<Closing>().await;
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(ann.is_closed().await, 1012);
    assert_eq!(ann.acks_heard(), [client_id]);
    bob.sees_message("the last word").await;
    assert_eq!(bob.is_closed().await, 1012);
}

/// The lock is held for longer than a commit waits: refused, kept nowhere, and right afterwards.
#[tokio::test]
async fn what_cannot_be_committed_is_refused_and_can_be_sent_again() {
    let data = tempfile::tempdir().unwrap();
    let app = App::on(data.path(), &[]).await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let other = rusqlite::Connection::open(data.path().join("banter.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let client_id = ann.begins_to_say("again").await;
    let error: ErrorReply = ann.sees().await;
    assert_eq!((error.code, error.is_final), (ErrorCode::Unavailable, false));
    assert_eq!(error.client_id, Some(client_id));
    other.execute_batch("ROLLBACK").unwrap();
    ann.says("again").await;
    bob.sees_message("again").await;
    bob.has_seen_nothing_else_but_joins().await;
}

#[tokio::test]
async fn sigterm_drains_and_ends_with_zero() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Process::start(data.path(), &[]);
    let (mut ann, mut bob) = server.app.two_in("lobby").await;
    ann.says("before").await;
    server.signal("-TERM");
    assert_eq!(bob.sees::<Closing>().await.reason, "restart");
    assert_eq!((ann.is_closed().await, bob.is_closed().await), (1012, 1012));
    assert_eq!(server.ends().code(), Some(0));
    assert!(!data.path().join("banter.db-wal").exists(), "the WAL is written back");

    let server = Process::start(data.path(), &[]);
    let ann = server.app.person("ann").await;
    let page = history(&server.app, &ann, "lobby").await;
    assert_eq!((page.messages.len(), page.head), (1, Seq(3)));
}

#[tokio::test]
async fn a_second_server_is_told_who_holds_the_folder() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let second =
        banter().args(["--listen", "127.0.0.1:0", "--data"]).arg(data.path()).output().unwrap();
    let said = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(1));
    let holder = format!("in use by process {}", server.id());
    assert!(said.contains(&holder) && said.trim().lines().count() == 1, "{said}");
}

/// Runs `banter user …` with a password on standard input.
fn user(data: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut child = banter()
        .arg("user")
        .args(arguments)
        .arg("--data")
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // `list` does not read it and may have ended.
    let _ = writeln!(child.stdin.take().unwrap(), "{PASSWORD}");
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

#[tokio::test]
async fn accounts_are_made_beside_a_running_server() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &["--registration", "closed"]);
    assert_eq!(user(data.path(), &["add", "ann", "--password-stdin"]).0, Some(0));
    assert_eq!(user(data.path(), &["add", "bob", "--password-stdin"]).0, Some(0));
    let (code, said) = user(data.path(), &["add", "BOB", "--password-stdin"]);
    assert!(code == Some(1) && said.contains("taken"), "{said}");
    let (code, said) = user(data.path(), &["add", "a b", "--password-stdin"]);
    assert!(code == Some(1) && said.contains("1 to 32"), "{said}");
    let (_, said) = user(data.path(), &["list"]);
    let lines: Vec<_> = said.lines().map(|line| line.rsplit_once('\t').unwrap().0).collect();
    assert_eq!(lines, ["ann\tadmin", "bob\tmember"]);

    let body = json!({"username": "bob", "password": PASSWORD});
    let response = server.app.post("/login").json(&body).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let body = json!({"username": "cid", "password": PASSWORD});
    let response = server.app.post("/register").json(&body).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
}

/// A mistyped folder is not made without a word, nor by what only looks.
#[test]
fn the_first_account_of_a_new_place_is_said_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("typo");
    let (code, said) = user(&data, &["list"]);
    assert!(code == Some(1) && said.contains("holds nothing of Banter's"), "{said}");
    assert!(!data.exists());
    let (code, said) = user(&data, &["add", "eve", "--password-stdin"]);
    let place = data.display();
    let new = format!("Made a new Banter in {place}; eve is its admin and can sign in now.\n");
    assert_eq!((code, said), (Some(0), new));
    let (code, said) = user(&data, &["add", "bob", "--password-stdin"]);
    assert_eq!((code, &*said), (Some(0), "bob can sign in now.\n"));
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_of_a_running_server() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let mut ann = server.app.person("ann").await;
    assert_eq!(user(data.path(), &["password", "ann", "--password-stdin"]).0, Some(0));
    assert_eq!(ann.is_closed().await, 4501);
    let otp = server.app.post("/otp").bearer_auth(&ann.token).send().await.unwrap();
    assert_eq!(otp.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(user(data.path(), &["password", "nobody", "--password-stdin"]).0, Some(1));
}

#[tokio::test]
async fn a_bad_setting_stops_the_start_with_one_sentence_that_names_it() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("banter.toml");
    std::fs::write(&file, "ping_interval = \"often\"").unwrap();
    let file = file.to_str().unwrap();
    for (arguments, named) in [
        (["--otp-ttl", "soon"], "--otp-ttl"),
        (["--listen", "here"], "--listen"),
        (["--origin", "chat.example.org"], "--origin"),
        (["--ping-timeout", "20s"], "ping_timeout"),
        (["--config", file], "ping_interval in banter.toml"),
        (["--config", "/nowhere.toml"], "--config"),
    ] {
        let output = banter().args(arguments).arg("--data").arg(data.path()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(named) && said.trim().lines().count() == 1, "{said}");
    }
    let output = banter().env("BANTER_QUEUE_BYTES", "lots").output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("BANTER_QUEUE_BYTES"));
}

#[tokio::test]
async fn banter_config_is_a_file_of_settings() {
    let printed = banter().arg("config").output().unwrap().stdout;
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("all.toml");
    std::fs::write(&file, &printed).unwrap();
    let server = Process::start(data.path(), &["--config", file.to_str().unwrap()]);
    assert_eq!(server.app.get("/readyz").send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn no_secret_and_no_text_reaches_the_log() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Process::start(data.path(), &["--log", "trace"]);
    let (token, otp) = server.app.sign_in("ann").await;
    let mut ann = Person::enters(&server.app, "ann", token.clone(), &otp).await;
    ann.opens("lobby").await;
    ann.says("canary in the coal mine").await;
    ann.sends_text(r#"{"type":"send_message","payload":{"message":7,"x":"canary"}}"#).await;
    let wrong = json!({"username": "ann", "password": "wrong canary"});
    server.app.post("/login").json(&wrong).send().await.unwrap();
    let used = crate::support::try_open(server.app.address, &otp, &[]).await.map(drop);
    assert_eq!(used, Err(401));
    server.signal("-TERM");
    assert_eq!(ann.is_closed().await, 1012);
    server.ends();
    let log = server.log();
    assert!(log.contains("a sign-in failed"), "the premise: {log}");
    for secret in ["canary", PASSWORD, &token, &otp] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None);
    }
}
