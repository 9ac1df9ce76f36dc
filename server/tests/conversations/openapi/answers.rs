//! Every answer that is described is had from a running server, and held against its description.

use std::collections::BTreeSet;

use reqwest::{Method, RequestBuilder, Response, header};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{description, fits, operations};
use crate::hooks::makes_hook;
use crate::support::{App, PASSWORD, Wish, bot, within};

const FORM: &str = "application/x-www-form-urlencoded";
const ELSEWHERE: &str = "https://evil.example";

/// Asks, and holds the answer against what is said of it.
struct Asker<'a> {
    app: &'a App,
    api: &'a Value,
    /// What was answered: a route and a status each.
    seen: BTreeSet<String>,
    /// The room that is talked about.
    room: String,
}

#[tokio::test]
async fn answers_fit_their_schema() {
    let app = App::with(&[("messages_per_second", "1"), ("message_burst", "40")]).await;
    let api = description(&app).await;
    let mut asker = Asker { app: &app, api: &api, seen: BTreeSet::new(), room: "r1".to_owned() };
    hooks(&mut asker).await;
    entrance(&mut asker).await;
    server(&mut asker).await;
    let robot = bot(&app, "robot").await;
    rooms(&mut asker, &robot).await;
    messages(&mut asker, &robot).await;
    log(&mut asker).await;
    whoever_asks(&mut asker).await;
    let seen = &asker.seen;
    let unseen: Vec<_> = operations(&api)
        .flat_map(|(route, operation)| {
            let answers = operation["responses"].as_object().unwrap().keys();
            answers.map(move |status| format!("{route} {status}"))
        })
        .filter(|answer| !seen.contains(answer) && !is_of_trouble(answer))
        .collect();
    assert!(unseen.is_empty(), "{unseen:#?}");
}

/// What takes a broken machine, a busy one, one that is going down, or a quarter of a minute; and a password that is
/// changed while its owner's first session begins.
fn is_of_trouble(answer: &str) -> bool {
    answer.ends_with(" 408")
        || answer.ends_with(" 500")
        || answer.ends_with(" 503")
        || answer == "POST /register 401"
}

async fn entrance(asker: &mut Asker<'_>) {
    let good = json!({"username": "ann", "password": PASSWORD});
    let bad = json!({"username": "ann", "password": "wrong"});
    for (route, body, status) in [
        ("POST /register", &json!({"username": "a b", "password": PASSWORD}), 422),
        ("POST /register", &json!({"username": "ann", "password": "short"}), 422),
        ("POST /register", &json!({"username": "ann"}), 400),
        ("POST /register", &good, 201),
        ("POST /register", &good, 409),
        ("POST /login", &json!([]), 400),
        ("POST /login", &good, 200),
        ("POST /login", &bad, 401),
    ] {
        asker.asks("", route, body.clone(), status).await;
    }
    for route in ["POST /login", "POST /register"] {
        let form = asker.request(route, "").form(&[("username", "bob"), ("password", PASSWORD)]);
        asker.hears(route, form, 303).await;
    }
    let (token, _) = asker.app.sign_in("cid").await;
    asker.asks(&token, "POST /otp", Value::Null, 200).await;
    let handshake = |asker: &Asker<'_>, otp: &str, version: &str| {
        let request = asker.request("GET /ws", &format!("?otp={otp}")).bearer_auth(&token);
        let request = request.header("connection", "upgrade").header("upgrade", "websocket");
        let request = request.header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        request.header("sec-websocket-version", version)
    };
    let otp = asker.app.otp(&token).await;
    asker.hears("GET /ws", handshake(asker, &otp, "8"), 426).await;
    asker.hears("GET /ws", handshake(asker, "none&announcements=perhaps", "13"), 400).await;
    asker.hears("GET /ws", handshake(asker, "none", "13"), 401).await;
    let otp = format!("{otp}&announcements=no");
    asker.hears("GET /ws", handshake(asker, &otp, "13"), 101).await;
    asker.asks(&token, "GET /ws", Value::Null, 400).await;
    asker.asks(&token, "POST /logout", Value::Null, 204).await;
    let (token, _) = asker.app.sign_in("cid").await;
    let leaves = asker.request("POST /logout", "").bearer_auth(token).header("content-type", FORM);
    asker.hears("POST /logout", leaves, 303).await;
    for _ in 0..30 {
        if asker.asks("", "POST /login", bad.clone(), 0).await.0 == 429 {
            break;
        }
    }
}

async fn server(asker: &mut Asker<'_>) {
    for path in ["/healthz", "/readyz", "/api", "/api/openapi.json"] {
        asker.asks("", &format!("GET {path}"), Value::Null, 200).await;
    }
}

async fn rooms(asker: &mut Asker<'_>, robot: &str) {
    let (ann, _) = asker.app.sign_in("dan").await;
    let open = "POST /api/rooms";
    let (_, made) = asker.asks(&ann, open, json!({"name": "builds"}), 201).await;
    asker.room = made["room"].as_str().unwrap().to_owned();
    for (body, status) in [
        (json!({"name": "BUILDS"}), 200),
        (json!({"name": "@cid"}), 201),
        (json!({"name": "a b"}), 422),
        (json!({"name": "@nobody"}), 404),
        (json!({"room": "builds"}), 400),
        (json!({"name": "@a,b,c,d,e,f,g,h"}), 400),
    ] {
        asker.asks(&ann, open, body, status).await;
    }
    asker.asks(&ann, "GET /api/rooms", Value::Null, 200).await;
    asker.asks(robot, "GET /api/rooms/others", Value::Null, 200).await;
    for (query, status) in [("?limit=many", 400), ("?after=a%20b", 422)] {
        let route = "GET /api/rooms/others";
        let request = asker.request(route, query).bearer_auth(&ann);
        asker.hears(route, request, status).await;
    }
    let (configure, delete) = ("PATCH /api/rooms/{room}", "DELETE /api/rooms/{room}");
    let members = "GET /api/rooms/{room}/members";
    asker.asks(&ann, members, Value::Null, 200).await;
    asker.asks(robot, members, Value::Null, 404).await;
    asker.asks(robot, open, json!({"name": "builds"}), 200).await;
    asker.asks(robot, open, json!({"name": "robots"}), 201).await;
    for (token, body, status) in [
        (robot, json!({"name": "mine"}), 403),
        (&ann, json!({"name": "robots"}), 409),
        (&ann, json!({"topic": "x".repeat(999)}), 422),
        (&ann, json!({"name": "a b"}), 422),
        (&ann, json!({"colour": "red"}), 400),
        (&ann, json!({"topic": "What CI says", "archived": true}), 200),
        (&ann, json!({"topic": "more"}), 409),
        (&ann, json!({"archived": false}), 200),
        (&ann, json!({}), 200),
    ] {
        asker.asks(token, configure, body, status).await;
    }
    asker.asks(robot, delete, Value::Null, 403).await;
    let (_, gone) = asker.asks(&ann, open, json!({"name": "gone"}), 201).await;
    let kept = std::mem::replace(&mut asker.room, gone["room"].as_str().unwrap().to_owned());
    asker.asks(&ann, delete, Value::Null, 204).await;
    asker.asks(&ann, delete, Value::Null, 404).await;
    asker.asks(&ann, configure, json!({"topic": "x"}), 404).await;
    asker.room = kept;
}

async fn messages(asker: &mut Asker<'_>, robot: &str) {
    let (dan, _) = asker.app.sign_in("dan").await;
    let post = "POST /api/rooms/{room}/messages";
    let first = asker.asks(&dan, post, json!({"message": "first"}), 201).await.1["seq"].clone();
    for (token, key, body, status) in [
        (robot, "a", json!({"message": "*green*", "as": "CI"}), 201),
        (robot, "a", json!({"message": "*green*", "as": "CI"}), 200),
        (robot, "a", json!({"message": "red"}), 409),
        (robot, "a b", json!({"message": "red"}), 400),
        (robot, "b", json!({"text": "red"}), 400),
        (robot, "b", json!({"message": " "}), 422),
        (robot, "b", json!({"message": "x".repeat(4_001)}), 422),
        (robot, "b", json!({"message": "x", "as": ""}), 422),
        (robot, "b", json!({"message": "x", "reply_to": 999}), 404),
        (robot, "b", json!({"message": "thanks", "reply_to": first, "as": null}), 201),
        (&dan, "b", json!({"message": "x", "as": "CI"}), 403),
    ] {
        let request = asker.request(post, "").bearer_auth(token).header("idempotency-key", key);
        asker.hears(post, request.json(&body), status).await;
    }
    for (route, body) in [
        (post, json!({"message": "again"})),
        ("POST /api/rooms", json!({"name": "builds"})),
        ("PATCH /api/rooms/{room}", json!({"topic": "What CI says"})),
        ("DELETE /api/rooms/{room}", Value::Null),
    ] {
        for _ in 0..1_000 {
            if asker.asks(robot, route, body.clone(), 0).await.0 == 429 {
                break;
            }
        }
    }
}

/// What only a socket does stands in the log and the pages too.
async fn log(asker: &mut Asker<'_>) {
    let mut dan = asker.app.person("dan").await;
    dan.opens("builds").await;
    let said = dan.says("hi @robot").await.seq;
    dan.does(Wish::Edit("ho @robot"), said).await;
    dan.does(Wish::React("👍", true), said).await;
    let (page, log) = ("GET /api/rooms/{room}/messages", "GET /api/rooms/{room}/log");
    let (_, last) = asker.asks(&dan.token, page, Value::Null, 200).await;
    let last = last["messages"].as_array().unwrap().last().unwrap().clone();
    assert!(last["edited"].is_string() && last["reactions"][0]["emoji"] == "👍", "{last}");
    assert_eq!(last["mentions"], json!(["robot"]));
    dan.does(Wish::Delete, said).await;
    asker.asks(&dan.token, page, Value::Null, 200).await;
    let events = asker.request(log, "?limit=200").bearer_auth(&dan.token);
    let (_, events) = asker.hears(log, events, 200).await;
    let events = events["events"].as_array().unwrap();
    let kinds: BTreeSet<_> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    let known =
        "member_joined message_deleted message_edited new_message reaction_changed room_renamed";
    assert_eq!(kinds.into_iter().collect::<Vec<_>>().join(" "), known);
    for route in [page, log] {
        let request = asker.request(route, "?after=-1").bearer_auth(&dan.token);
        asker.hears(route, request, 400).await;
        let kept = std::mem::replace(&mut asker.room, "r999".to_owned());
        asker.asks(&dan.token, route, Value::Null, 404).await;
        asker.room = kept;
    }
}

/// The first account is the admin's, who alone makes them.
async fn hooks(asker: &mut Asker<'_>) {
    let (route, zoe) = ("POST /hooks/{secret}", asker.app.sign_in("zoe").await.0);
    let mut addresses = Vec::new();
    for room in ["kept", "gone", "shut"] {
        let made = asker.asks(&zoe, "POST /api/rooms", json!({"name": room}), 0).await.1;
        let url = makes_hook(asker.app, &zoe, room).await;
        addresses.push((made["room"].as_str().unwrap().to_owned(), url));
    }
    let [(_, kept), (gone, deleted), (shut, archived)] = addresses.try_into().unwrap();
    asker.room = gone;
    asker.asks(&zoe, "DELETE /api/rooms/{room}", Value::Null, 204).await;
    asker.room = shut;
    asker.asks(&zoe, "PATCH /api/rooms/{room}", json!({"archived": true}), 200).await;
    let none = format!("{kept}0");
    for (url, key, body, status) in [
        (&kept, "a", json!({"text": "green"}), 200),
        (&kept, "a", json!({"text": "red"}), 409),
        (&kept, "a b", json!({"text": "red"}), 400),
        (&kept, "b", json!({"text": " "}), 400),
        (&none, "b", json!({"text": "green"}), 404),
        (&archived, "b", json!({"text": "green"}), 409),
        (&deleted, "b", json!({"text": "green"}), 410),
    ] {
        let request = asker.app.http.post(url).header("idempotency-key", key).json(&body);
        asker.hears(route, request, status).await;
    }
    for _ in 0..1_000 {
        let request = asker.app.http.post(&kept).json(&json!({"text": "again"}));
        if asker.hears(route, request, 0).await.0 == 429 {
            break;
        }
    }
}

/// What every route says that is guarded, that needs a session, that acts.
async fn whoever_asks(asker: &mut Asker<'_>) {
    for (route, operation) in operations(asker.api) {
        let answers = &operation["responses"];
        let says = |status: &str, code: &str| {
            let which = &answers[status]["content"]["application/json"]["schema"]["allOf"][1];
            which["properties"]["code"]["enum"]
                .as_array()
                .is_some_and(|codes| codes.contains(&json!(code)))
        };
        if says("401", "not_signed_in") {
            asker.hears(&route, asker.request(&route, ""), 401).await;
        }
        if says("421", "wrong_host") {
            let request = asker.request(&route, "").header(header::HOST, "evil.example");
            asker.hears(&route, request, 421).await;
            asker.hears_with_two_hosts(&route).await;
        }
        if says("403", "wrong_origin") {
            let request = asker.request(&route, "").header(header::ORIGIN, ELSEWHERE);
            asker.hears(&route, request, 403).await;
        }
        if says("413", "too_large") {
            let request = asker.request(&route, "").body("x".repeat(65 * 1024));
            asker.hears(&route, request, 413).await;
        }
    }
}

impl<'a> Asker<'a> {
    /// `route` as it is described, asked of the room that is talked about.
    fn request(&self, route: &str, query: &str) -> RequestBuilder {
        let (method, path) = route.split_once(' ').unwrap();
        let path = path.replace("{room}", &self.room);
        let url = format!("http://{}{path}{query}", self.app.address);
        self.app.http.request(Method::from_bytes(method.as_bytes()).unwrap(), url)
    }

    /// Asks as `token`'s owner does, with a JSON body unless it is null; the status is `expected`, or any if that is 0.
    async fn asks(&mut self, token: &str, route: &str, body: Value, expected: u16) -> (u16, Value) {
        let request = self.request(route, "");
        let request = if token.is_empty() { request } else { request.bearer_auth(token) };
        let request = if body.is_null() { request } else { request.json(&body) };
        self.hears(route, request, expected).await
    }

    async fn hears(&mut self, route: &str, request: RequestBuilder, expected: u16) -> (u16, Value) {
        let response = within(route, request.send()).await.unwrap();
        let status = response.status().as_u16();
        let what = format!("{route} {status}");
        if expected != 0 {
            assert_eq!(status, expected, "{what}: {}", response.text().await.unwrap());
        }
        let answer = self.described(route, &what);
        (status, held(self.api, answer, response, &what).await)
    }

    fn described(&mut self, route: &str, what: &str) -> &'a Value {
        let operation = operations(self.api).find(|(name, _)| name == route).expect(route).1;
        let answer = &operation["responses"][what.rsplit(' ').next().unwrap()];
        assert!(answer.is_object(), "{what} is not described");
        self.seen.insert(what.to_owned());
        answer
    }

    /// No client sends such a request.
    async fn hears_with_two_hosts(&mut self, route: &str) {
        let (method, path) = route.split_once(' ').unwrap();
        let mut stream = TcpStream::connect(self.app.address).await.unwrap();
        let host = format!("host: {}\r\n", self.app.address);
        let request = format!("{method} {path} HTTP/1.1\r\n{host}{host}connection: close\r\n\r\n");
        stream.write_all(request.replace(['{', '}'], "").as_bytes()).await.unwrap();
        let mut answer = String::new();
        within(route, stream.read_to_string(&mut answer)).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 400 "), "{answer}");
        let what = format!("{route} 400");
        let api = self.api;
        let schema = &self.described(route, &what)["content"]["application/json"]["schema"];
        fits(api, schema, &serde_json::from_str(body).unwrap(), &what);
    }
}

async fn held(api: &Value, answer: &Value, response: Response, what: &str) -> Value {
    for name in answer["headers"].as_object().into_iter().flat_map(|headers| headers.keys()) {
        assert!(response.headers().contains_key(name), "{what} has no {name}");
    }
    if what.ends_with(" 101") {
        return Value::Null;
    }
    let kind = response.headers().get(header::CONTENT_TYPE).cloned();
    let text = response.text().await.unwrap();
    let contents = answer["content"].as_object();
    let Some((name, content)) = contents.and_then(|contents| contents.iter().next()) else {
        assert_eq!(text, "", "{what}");
        return Value::Null;
    };
    let kind = kind.expect(what);
    assert!(kind.to_str().unwrap().starts_with(name), "{what} is {kind:?}");
    let is_json = name.ends_with("json");
    let body = if is_json { serde_json::from_str(&text).unwrap() } else { json!(text) };
    fits(api, &content["schema"], &body, what);
    body
}
