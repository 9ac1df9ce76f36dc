//! Programs that take part: their tokens, and what they say over HTTP.

use std::fmt::Display;
use std::path::Path;
use std::process::Output;

use app::event::{NewMessage, RoomId, Seq};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use server::auth::BotToken;

use crate::support::{App, Person, Process, banter, bot, within};

/// A program that says `text` in `room` under `key`: it sends no Origin.
fn post(app: &App, token: &str, room: impl Display, key: &str, body: &Value) -> RequestBuilder {
    let url = format!("http://{}/api/rooms/{room}/messages", app.address);
    app.http.post(url).bearer_auth(token).header("idempotency-key", key).json(body)
}

async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = within("the answer", request.send()).await.unwrap();
    (response.status(), response.json().await.unwrap())
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    banter().arg("bot").args(arguments).arg("--data").arg(data).output().unwrap()
}

/// What it printed, when it did as it was told.
fn printed(output: Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

#[tokio::test]
async fn original_practice_messages_come_in_from_an_api() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let room = ann.opens("builds").await.room;
    let token = bot(&app, "robot").await;
    let body = json!({"message": "*green*", "as": "CI server"});
    let (status, said) = answer(post(&app, &token, room, "build-7", &body)).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(
        (&said["room"], &said["seq"], &said["dup"]),
        (&json!(room), &json!(2), &json!(false))
    );
    let seen = ann.sees_message("*green*").await;
    assert_eq!((&*seen.from, seen.bot, seen.alias.as_deref()), ("robot", true, Some("CI server")));
    assert_eq!((seen.seq, json!(seen.sent)), (Seq(2), said["sent"].clone()));
    assert_eq!(seen.html, "<p dir=\"auto\"><em>green</em></p>");
    let reply = json!({"message": "merged", "reply_to": 2});
    answer(post(&app, &token, room, "merge-7", &reply)).await;
    assert_eq!(ann.sees_message("merged").await.reply_to, Some(Seq(2)));
}

/// Another process holds the database's write lock: nothing can be committed, so nothing is answered.
#[tokio::test]
async fn the_answer_comes_after_the_commit() {
    let data = tempfile::tempdir().unwrap();
    let app = App::on(data.path(), &[]).await;
    let mut ann = app.person("ann").await;
    let (room, token) = (ann.opens("builds").await.room, bot(&app, "robot").await);
    let other = rusqlite::Connection::open(data.path().join("banter.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let body = json!({"message": "not yet"});
    let mut asked = tokio::spawn(post(&app, &token, room, "a", &body).send());
    // Time enough for an answer that does not wait: each of these is one, by reading.
    for _ in 0..20 {
        ann.has_not_heard("not yet").await;
    }
    assert!(futures_util::poll!(&mut asked).is_pending());
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(asked.await.unwrap().unwrap().status(), StatusCode::CREATED);
    ann.sees_message("not yet").await;
}

#[tokio::test]
async fn a_retry_with_the_same_key_stands_once_also_after_kill_9() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let mut ann = server.app.person("ann").await;
    let room = ann.opens("builds").await.room;
    printed(run(data.path(), &["add", "robot"]));
    let token = printed(run(data.path(), &["token", "robot"]));
    let body = json!({"message": "green"});
    let (_, said) = answer(post(&server.app, &token, room, "build-7", &body)).await;
    server.kill();
    let server = Process::start(data.path(), &[]);
    // In quotes it is the same key (RFC 9651).
    for key in ["build-7", "\"build-7\""] {
        let (status, again) = answer(post(&server.app, &token, room, key, &body)).await;
        assert_eq!((status, &again["dup"]), (StatusCode::OK, &json!(true)));
        assert_eq!((&again["seq"], &again["sent"]), (&said["seq"], &said["sent"]));
    }
    for other in [json!({"message": "red"}), json!({"message": "green", "as": "ci"})] {
        let (status, refusal) = answer(post(&server.app, &token, room, "build-7", &other)).await;
        assert_eq!((status, &refusal["code"]), (StatusCode::CONFLICT, &json!("conflict")));
        assert!(refusal["message"].as_str().unwrap().contains("Idempotency-Key"), "{refusal}");
    }
    let mut ann = server.app.person("ann").await;
    assert_eq!(ann.opens("builds").await.head, Seq(2));
}

#[tokio::test]
async fn what_a_program_does_wrong_it_is_told_in_a_sentence() {
    let app = App::with(&[("message_burst", "12"), ("messages_per_second", "1")]).await;
    let mut ann = app.person("ann").await;
    let (room, token) = (ann.opens("builds").await.room, bot(&app, "robot").await);
    let (hers, ok) = (ann.token.clone(), json!({"message": "hi"}));
    let long = json!({"message": "x".repeat(4_001)});
    for (token, room, key, body, status, code) in [
        ("bnt_0", room, "a", &ok, 401, "not_signed_in"),
        (&token, room, "a b", &ok, 400, "bad_request"),
        (&token, room, &"x".repeat(65), &ok, 400, "bad_request"),
        (&token, room, "a", &json!({"text": "hi"}), 400, "bad_request"),
        (&token, room, "a", &json!({"message": " "}), 422, "bad_message"),
        (&token, room, "a", &long, 422, "bad_message"),
        (&token, room, "a", &json!({"message": "hi", "as": "a\nb"}), 422, "bad_alias"),
        (&token, RoomId(99), "a", &ok, 404, "not_found"),
        (&token, room, "a", &json!({"message": "hi", "reply_to": 99}), 404, "not_found"),
        (&hers, room, "a", &json!({"message": "hi", "as": "bob"}), 403, "forbidden"),
    ] {
        let (is, refusal) = answer(post(&app, token, room, key, body)).await;
        assert_eq!((is.as_u16(), &refusal["code"]), (status, &json!(code)), "{body} by {key}");
        assert!(refusal["message"].as_str().unwrap().ends_with(['.', '。']), "{refusal}");
    }
    let (status, by_name) = answer(post(&app, &token, "builds", "a", &ok)).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let way_on = by_name["message"].as_str().unwrap();
    assert!(way_on.contains("id") && way_on.contains("POST /api/rooms"), "{way_on}");
    let (status, _) = answer(post(&app, &hers, room, "a", &ok)).await;
    assert_eq!(status, StatusCode::CREATED, "a person may use it too");
    let mut last = (StatusCode::CREATED, json!({}));
    for number in 0..1_000 {
        last = answer(post(&app, &token, room, &format!("n{number}"), &ok)).await;
        if last.0 != StatusCode::CREATED {
            break;
        }
    }
    assert_eq!((last.0, &last.1["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("rate_limited")));
}

#[tokio::test]
async fn a_bot_reads_only_where_it_is_a_member() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let (room, token) = (ann.opens("builds").await.room, bot(&app, "robot").await);
    ann.says("among us").await;
    let page = async |room| {
        let page = app.get(&format!("/api/rooms/{room}/messages")).bearer_auth(&token);
        answer(page).await
    };
    assert_eq!(page(room).await.0, StatusCode::NOT_FOUND);
    let open = async |name: &str| {
        let open = app.http.post(format!("http://{}/api/rooms", app.address));
        answer(open.bearer_auth(&token).json(&json!({"name": name}))).await
    };
    let (status, joined) = open("BUILDS").await;
    assert_eq!((status, &joined["room"]), (StatusCode::OK, &json!(room)));
    assert_eq!(page(room).await.1["messages"][0]["message"], "among us");
    let (status, made) = open("deploys").await;
    assert_eq!((status, &made["name"]), (StatusCode::CREATED, &json!("deploys")));
    assert_eq!(open("deploys").await.0, StatusCode::OK);
    let for_now = app.http.post(format!("http://{}/api/rooms", app.address)).bearer_auth(&token);
    let (status, made) =
        answer(for_now.json(&json!({"name": "stand-up", "temporary": true}))).await;
    assert_eq!((status, &made["temporary"]), (StatusCode::CREATED, &json!(true)), "{made}");
    let (status, refusal) = open("a b").await;
    assert_eq!((status, &refusal["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("bad_name")));
    let body = json!({"room": "deploys"});
    let url = format!("http://{}/api/rooms", app.address);
    let (status, _) = answer(app.http.post(url).bearer_auth(&token).json(&body)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_token_is_shown_once_and_stored_hashed() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    server.app.person("ann").await;
    printed(run(data.path(), &["add", "robot"]));
    let token = printed(run(data.path(), &["token", "robot", "--label", "CI server"]));
    assert!(BotToken::of_bearer(&token).is_some(), "the token and nothing else: {token}");
    assert_eq!(printed(run(data.path(), &["list"])), "robot\tCI server");
    let again = run(data.path(), &["token", "robot", "--label", "CI server"]);
    assert!(!again.status.success() && again.stdout.is_empty(), "{again:?}");
    for wrong in [["token", "ann"], ["token", "nobody"], ["add", "ANN"], ["revoke", "nobody"]] {
        let wrong = run(data.path(), &wrong);
        assert_eq!(wrong.status.code(), Some(1), "{wrong:?}");
    }
    let accounts = banter().args(["user", "list", "--data"]).arg(data.path()).output().unwrap();
    assert!(printed(accounts).contains("robot\tbot\t"));
    let response = server.app.post("/otp").bearer_auth(&token).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "the premise");
    let secret = &token.as_bytes()[4..];
    for file in std::fs::read_dir(data.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret));
    }
}

#[tokio::test]
async fn a_revoked_token_is_nobodys_and_its_socket_closes() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    printed(run(data.path(), &["add", "robot"]));
    let old = printed(run(data.path(), &["token", "robot", "--label", "old"]));
    let new = printed(run(data.path(), &["token", "robot", "--label", "new"]));
    let enters = async |token: &str| {
        let otp = server.app.otp(token).await;
        Person::enters(&server.app, "robot", token.to_owned(), &otp).await
    };
    let (mut stays, mut goes) = (enters(&new).await, enters(&old).await);
    assert_eq!((&*goes.welcome.user.name, goes.welcome.user.admin), ("robot", false));
    assert!(goes.welcome.rooms.is_empty(), "not in general, where every person is");
    let said = printed(run(data.path(), &["revoke", "robot", "--label", "old"]));
    assert_eq!(said, "1 token is no good any more.");
    assert_eq!(goes.is_closed().await, 4501);
    let otp = server.app.post("/otp").bearer_auth(&old).send().await.unwrap();
    assert_eq!(otp.status(), StatusCode::UNAUTHORIZED);
    let gone = run(data.path(), &["revoke", "robot", "--label", "old"]);
    assert_eq!(gone.status.code(), Some(1), "{gone:?}");
    stays.opens("lobby").await;
    assert_eq!(printed(run(data.path(), &["list"])), "robot\tnew");
    printed(run(data.path(), &["revoke", "robot"]));
    assert_eq!(stays.is_closed().await, 4501);
}

/// What README says about bots is typed into a shell, word for word but for the address.
#[tokio::test]
async fn the_readmes_example_works() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let mut ann = server.app.person("ann").await;
    let room = ann.opens("builds").await.room;
    let readme = include_str!("../../../README.md");
    let block = readme.split("```sh\n").find(|block| block.contains("banter bot add")).unwrap();
    let script = block.split("```").next().unwrap();
    let script = script
        .replace("/var/lib/banter", data.path().to_str().unwrap())
        .replace("https://chat.example.org", &format!("http://{}", server.app.address));
    assert!(script.contains("/api/rooms/$room/messages"), "{script}");
    let binary = banter().get_program().to_owned();
    let shell = format!("banter() {{ {} \"$@\"; }}\n{script}", binary.to_str().unwrap());
    let mut command = std::process::Command::new("bash");
    command.args(["-euc", &shell]).current_dir(data.path());
    let run = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = within("the example", run).await.unwrap();
    assert!(output.status.success(), "{output:?}");
    let seen = ann.sees::<NewMessage>().await;
    assert_eq!((&*seen.from, seen.bot, seen.room), ("ci", true, room));
}
