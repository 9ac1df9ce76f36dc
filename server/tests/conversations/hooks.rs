//! Webhooks: what comes in by them. What goes out is below.

mod inside;
mod outgoing;
mod receiver;

use std::process::Command;

use reqwest::{Response, StatusCode, header};
use serde_json::{Value, json};

use crate::support::{App, Process, within};
use receiver::Receiver;

const HOOKS: &str = "/admin/hooks";

/// Sends a form as the browser of `token`'s owner does.
async fn sends(app: &App, token: &str, path: &str, form: &[(&str, &str)]) -> Response {
    let sent = app.post(path).header(header::COOKIE, format!("banter={token}")).form(form);
    sent.send().await.unwrap()
}

async fn sees(app: &App, token: &str, path: &str) -> (StatusCode, String) {
    let page = app.get(path).header(header::COOKIE, format!("banter={token}"));
    let page = page.send().await.unwrap();
    (page.status(), page.text().await.unwrap())
}

/// What an admin is shown once: an address, or what signs.
async fn makes(app: &App, token: &str, way: &str, form: &[(&str, &str)]) -> String {
    let made = sends(app, token, &format!("{HOOKS}/{way}"), form).await;
    let (status, page) = (made.status(), made.text().await.unwrap());
    assert_eq!(status, StatusCode::CREATED, "{page}");
    let (_, code) = page.split_once("<code dir=\"ltr\">").unwrap();
    code.split_once('<').unwrap().0.to_owned()
}

/// The address at which programs speak in `room`.
pub(crate) async fn makes_hook(app: &App, admin: &str, room: &str) -> String {
    makes(app, admin, "in", &[("name", "Deploys"), ("room", room)]).await
}

/// As programs send it: without Origin, as JSON.
async fn says(app: &App, url: &str, body: &Value) -> (u16, Value) {
    let answer = app.http.post(url).json(body).send().await.unwrap();
    let (status, text) = (answer.status().as_u16(), answer.text().await.unwrap());
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// Runs curl as it is there; its answer and the status.
async fn curl(arguments: &[&str]) -> String {
    let mut curl = Command::new("curl");
    curl.args(["-sS", "-w", " %{http_code}"]).args(arguments);
    let run = tokio::task::spawn_blocking(move || curl.output().unwrap());
    let output = within("curl", run).await.unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn a_slack_sender_is_understood() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let room = ann.opens("builds").await.room;
    let url = makes(&app, &ann.token, "in", &[("name", "Deploys"), ("room", "BUILDS")]).await;
    assert!(url.starts_with(&format!("http://localhost:{}/hooks/", app.address.port())), "{url}");

    let json = r#"{"text": "*green* <https://ci.example/7|build 7>", "username": "CI", "channel": "general",
                   "icon_emoji": ":x:", "blocks": [{"type": "divider"}], "unfurl_links": false}"#;
    let sent = curl(&["-H", "Content-Type: application/json", "-d", json, &url]).await;
    assert_eq!(sent, "ok 200");
    let seen = ann.sees_message("*green* [build 7](https://ci.example/7)").await;
    assert_eq!((&*seen.from, seen.bot, seen.room), ("webhook", true, room));
    assert_eq!(seen.alias.as_deref(), Some("CI"));
    assert!(
        seen.html.contains("href=\"https://ci.example/7\"") && seen.html.contains(">build 7</a>")
    );

    let payload = r#"payload={"text": "by a form & its payload", "username": "A\nB"}"#;
    assert_eq!(curl(&["--data-urlencode", payload, &url]).await, "ok 200");
    assert_eq!(ann.sees_message("by a form & its payload").await.alias.as_deref(), Some("AB"));
    assert_eq!(curl(&["--data-urlencode", "text=by a form", "-d", "x=y", &url]).await, "ok 200");
    assert_eq!(ann.sees_message("by a form").await.alias.as_deref(), Some("Deploys"));
    // As curl sends JSON when it is told nothing else.
    assert_eq!(curl(&["-d", r#"{"text": "as curl does"}"#, &url]).await, "ok 200");
    ann.sees_message("as curl does").await;

    // Its senders do not handle an error: what is too long is cut.
    let long = format!("{}👨‍👩‍👧", "語".repeat(3_996));
    assert_eq!(says(&app, &url, &json!({"text": long})).await, (200, json!("ok")));
    ann.sees_message(&format!("{}…", "語".repeat(3_996))).await;
}

#[tokio::test]
async fn what_is_asked_again_under_the_same_key_stands_once() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    ann.opens("builds").await;
    let form = [("name", "CI"), ("room", "builds")];
    let one = makes(&app, &ann.token, "in", &form).await;
    let other = makes(&app, &ann.token, "in", &form).await;
    let key = "k".repeat(64);
    for url in [&one, &one, &other] {
        let asked =
            app.http.post(url).header("idempotency-key", &key).json(&json!({"text": "once"}));
        assert_eq!(asked.send().await.unwrap().status(), StatusCode::OK);
    }
    assert_eq!(ann.opens("builds").await.head.0, 3, "a key is a hook's own");
    let bad = app.http.post(&one).header("idempotency-key", "a b").json(&json!({"text": "x"}));
    assert_eq!(bad.send().await.unwrap().status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_a_sender_does_wrong_it_is_told_in_a_sentence() {
    let app = App::with(&[("message_burst", "9"), ("messages_per_second", "1")]).await;
    let mut ann = app.person("ann").await;
    let room = ann.opens("builds").await.room;
    let form = [("name", "CI"), ("room", "builds")];
    let url = makes(&app, &ann.token, "in", &form).await;
    let is_told = async |url: &str, body: Value, status: u16, code: &str| {
        let (is, refusal) = says(&app, url, &body).await;
        assert_eq!((is, &refusal["code"]), (status, &json!(code)), "{body}: {refusal}");
        assert!(refusal["message"].as_str().unwrap().ends_with('.'), "{refusal}");
    };
    let hi = json!({"text": "hi"});
    is_told(&url, json!({"message": "hi"}), 400, "bad_request").await;
    is_told(&url, json!({"text": " "}), 400, "bad_request").await;
    let (known, last) = url.split_at(url.len() - 1);
    let unknown = format!("{known}{}", if last == "0" { "1" } else { "0" });
    is_told(&unknown, hi.clone(), 404, "not_found").await;
    is_told(&format!("http://{}/hooks/x", app.address), hi.clone(), 404, "not_found").await;
    let archive = async |archived: bool| {
        let at = format!("http://{}/api/rooms/{room}", app.address);
        let asked = app.http.patch(at).bearer_auth(&ann.token);
        asked.json(&json!({"archived": archived})).send().await.unwrap()
    };
    archive(true).await;
    is_told(&url, hi.clone(), 409, "archived").await;
    archive(false).await;
    assert_eq!(says(&app, &url, &hi).await.0, 200);
    // As fast as a user, each by itself.
    let mut last = (200, json!("ok"));
    for _ in 0..1_000 {
        last = says(&app, &url, &hi).await;
        if last.0 != 200 {
            break;
        }
    }
    assert_eq!((last.0, &last.1["code"]), (429, &json!("rate_limited")), "{}", last.1);
    assert!(last.1["message"].as_str().unwrap().ends_with('.'), "{}", last.1);
    let other = makes(&app, &ann.token, "in", &form).await;
    assert_eq!(says(&app, &other, &hi).await.0, 200);
    let at = format!("http://{}/api/rooms/{room}", app.address);
    app.http.delete(at).bearer_auth(&ann.token).send().await.unwrap();
    is_told(&other, hi.clone(), 410, "gone").await;
    let (_, page) = sees(&app, &ann.token, HOOKS).await;
    assert!(page.contains("It was deleted"), "{page}");
}

#[tokio::test]
async fn a_revoked_hook_is_nobody() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let app = &server.app;
    let mut ann = app.person("ann").await;
    ann.opens("builds").await;
    let url = makes(app, &ann.token, "in", &[("name", "CI & co"), ("room", "builds")]).await;
    let (_, page) = sees(app, &ann.token, HOOKS).await;
    let secret = url.rsplit_once('/').unwrap().1;
    assert_eq!(secret.len(), 64);
    assert!(page.contains("CI &amp; co") && !page.contains(secret), "shown once: {page}");
    assert_eq!(says(app, &url, &json!({"text": "hi"})).await.0, 200, "the premise");
    for file in std::fs::read_dir(data.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        // Not even a part of it.
        let mut parts = secret.as_bytes().chunks(16);
        let is_there = |part: &[u8]| bytes.windows(16).any(|window| window == part);
        assert!(!parts.any(is_there), "stored hashed");
    }
    let remove = format!("{HOOKS}/in/1/remove");
    assert_eq!(sends(app, &ann.token, &remove, &[]).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(says(app, &url, &json!({"text": "hi"})).await.0, 404);
    let (_, page) = sees(app, &ann.token, HOOKS).await;
    assert!(!page.contains("CI &amp; co"), "{page}");
}

#[tokio::test]
async fn who_is_no_admin_makes_none_and_sees_none() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let mut bob = app.person("bob").await;
    // Not even who may change the room's settings.
    bob.opens("builds").await;
    ann.opens("builds").await;
    let form = [("name", "CI"), ("room", "builds"), ("url", "https://a.example/")];
    makes(&app, &ann.token, "in", &form).await;
    makes(&app, &ann.token, "out", &form).await;
    assert_eq!(sees(&app, &bob.token, HOOKS).await.0, StatusCode::NOT_FOUND);
    for path in ["in", "out", "in/1/remove", "out/1/remove", "out/1/go-on"] {
        let path = format!("{HOOKS}/{path}");
        let status = sends(&app, &bob.token, &path, &form).await.status();
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        let sent = sends(&app, "nobody's", &path, &form).await;
        assert_eq!(sent.headers()[header::LOCATION], "/login?to=/admin/hooks", "{path}");
    }
    let store = &app.banter.as_ref().unwrap().store;
    assert_eq!(store.hooks_in().await.unwrap().len(), 1);
    assert_eq!(store.hooks_out().await.unwrap().len(), 1);
    let odd = sends(&app, &ann.token, &format!("{HOOKS}/out/x/remove"), &[]).await;
    assert_eq!(odd.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_does_not_fit_comes_back_as_it_was_filled_in() {
    let app = App::start().await;
    let ann = app.person("ann").await;
    let good = [
        ("name", "CI"),
        ("room", "general"),
        ("url", "https://a.example/"),
        ("of", "room"),
        ("bot", ""),
    ];
    for (way, field, wrong, told) in [
        ("in", "name", "", "1 to 64"),
        ("in", "room", "nowhere", "No room is called nowhere"),
        ("in", "room", "@bob", "1 to 50"),
        ("out", "name", "a\nb", "1 to 64"),
        ("out", "room", "nowhere", "No room is called nowhere"),
        ("out", "url", "ftp://a.example/", "http or https"),
        ("out", "url", "https://ann:x@a.example/", "http or https"),
        ("out", "of", "mentions", "1 to 32"),
    ] {
        let form = good.map(|(name, value)| (name, if name == field { wrong } else { value }));
        let refused = sends(&app, &ann.token, &format!("{HOOKS}/{way}"), &form).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        let page = refused.text().await.unwrap();
        assert!(page.contains(told), "{field}: {page}");
        let room = form[1].1;
        assert!(page.contains(&format!("value=\"{room}\"")), "{field}: {page}");
    }
    // A person is no bot.
    let form = good.map(|(name, value)| match name {
        "of" => (name, "mentions"),
        "bot" => (name, "@ann"),
        _ => (name, value),
    });
    let refused = sends(&app, &ann.token, &format!("{HOOKS}/out"), &form).await;
    assert!(refused.text().await.unwrap().contains("no bot called ann"));
    let store = &app.banter.as_ref().unwrap().store;
    assert!(store.hooks_in().await.unwrap().is_empty());
    assert!(store.hooks_out().await.unwrap().is_empty());
    let taken = App::with(&[("hooks_bot", "ann")]).await;
    let ann = taken.person("ann").await;
    let refused = sends(&taken, &ann.token, &format!("{HOOKS}/in"), &good).await;
    assert!(refused.text().await.unwrap().contains("--hooks-bot"));
}

/// Beside texts that others chose, in a body that is compressed, its length could tell the secret (BREACH).
#[tokio::test]
async fn an_answer_with_a_secret_is_not_compressed() {
    let app = App::start().await;
    let ann = app.person("ann").await;
    let asked = |path: &str| {
        let request = app.post(path).header(header::COOKIE, format!("banter={}", ann.token));
        request.header(header::ACCEPT_ENCODING, "br").form(&[("name", "CI"), ("room", "general")])
    };
    let made = asked("/admin/hooks/in").send().await.unwrap();
    assert_eq!(made.status(), StatusCode::CREATED);
    assert_eq!(made.headers().get(header::CONTENT_ENCODING), None);
    let page = app.get(HOOKS).header(header::COOKIE, format!("banter={}", ann.token));
    let page = page.header(header::ACCEPT_ENCODING, "br").send().await.unwrap();
    assert_eq!(page.headers()[header::CONTENT_ENCODING], "br", "the premise");
}

/// What README says about webhooks is typed into a shell, word for word but for what is shown once.
#[tokio::test]
async fn the_readmes_examples_work() {
    let (app, mut receiver) = (outgoing::app().await, Receiver::starts().await);
    let mut ann = app.person("ann").await;
    ann.opens("builds").await;
    let form = [("name", "CI"), ("room", "builds"), ("url", &receiver.url())];
    let hook = makes(&app, &ann.token, "in", &form).await;
    let secret = makes(&app, &ann.token, "out", &form).await;
    let own = "*signed* & \"quoted\"";
    ann.says(own).await;
    ann.sees_message(own).await;
    let sent = receiver.gets().await;
    let (t, v1) = sent.signature.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();

    let readme = include_str!("../../../README.md");
    let block = readme.split("```sh\n").find(|block| block.contains("/hooks/")).unwrap();
    let script = block.split("```").next().unwrap();
    let script = script.replace("https://chat.example.org/hooks/SECRET", &hook);
    let mut shell = Command::new("bash");
    shell.args(["-euo", "pipefail", "-c", &script]);
    shell.envs([("t", t), ("body", &sent.text), ("secret", &secret)]);
    let run = tokio::task::spawn_blocking(move || shell.output().unwrap());
    let output = within("the examples", run).await.unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with("okok") && said.trim_end().ends_with(v1), "{said}, not {v1}");
    let seen = ann.sees_message("**Green**: [build 7](https://ci.example.org/7)").await;
    assert_eq!(seen.alias.as_deref(), Some("CI"));
    assert_eq!(ann.sees_message("Deployed").await.alias.as_deref(), Some("Jenkins"));
}

#[tokio::test]
async fn no_secret_and_no_text_of_a_hook_reaches_the_log() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Process::start(data.path(), &["--log", "trace", "--hooks-to", "any"]);
    let app = &server.app;
    let mut ann = app.person("ann").await;
    ann.opens("builds").await;
    let mut receiver = Receiver::starts().await;
    receiver.answers(500);
    let form = [("name", "CI"), ("room", "builds"), ("url", &receiver.url())];
    let url = makes(app, &ann.token, "in", &form).await;
    let signs = makes(app, &ann.token, "out", &form).await;
    assert_eq!(says(app, &url, &json!({"text": "canary", "username": "canary"})).await.0, 200);
    receiver.gets().await;
    receiver.stops().await;
    within("nobody to answer", async {
        while !sees(app, &ann.token, HOOKS).await.1.contains("Nobody answers") {}
    })
    .await;
    server.signal("-TERM");
    server.ends();
    let log = server.log();
    assert!(log.contains("a hook's receiver does not take anything"), "the premise: {log}");
    for secret in ["canary", url.rsplit_once('/').unwrap().1, &signs] {
        assert_eq!(log.lines().find(|line| line.contains(secret)), None);
    }
}
