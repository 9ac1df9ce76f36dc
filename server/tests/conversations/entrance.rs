//! Getting in: accounts, sessions, one-time passwords, Origins, and getting out.

use futures_util::SinkExt;
use reqwest::{StatusCode, header};
use serde_json::{Value, json};
use server::error::Error;
use server::name::Name;

use crate::support::{App, PASSWORD, Person, socket_over_pipe, try_open, within};

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

async fn opens(app: &App, token: &str, otp: &str) -> Result<(), u16> {
    try_open(app.address, otp, &[("authorization", &bearer(token))]).await.map(drop)
}

#[tokio::test]
async fn original_manager_login_gives_an_otp_and_the_otp_a_socket() {
    let app = App::start().await;
    app.sign_in("ann").await;
    let body = json!({"username": "ANN", "password": PASSWORD});
    let response = app.post("/login").json(&body).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let token = cookie.split_once('=').unwrap().1.split(';').next().unwrap().to_owned();
    let otp = response.json::<Value>().await.unwrap()["otp"].as_str().unwrap().to_owned();
    assert_eq!(uuid::Uuid::try_parse(&otp).unwrap().get_version_num(), 4);
    let ann = Person::enters(&app, "ann", token, &otp).await;
    assert_eq!(ann.welcome.user.name, "ann");
}

#[tokio::test]
async fn original_manager_the_page_and_what_it_loads_are_served() {
    let app = App::start().await;
    let (token, _) = app.sign_in("ann").await;
    let page = app.get("/r/general").bearer_auth(&token).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let html = page.text().await.unwrap();
    for kind in [".css", ".js", ".wasm"] {
        let quoted =
            html.split(['"', '\'']).find(|path| path.starts_with('/') && path.contains(kind));
        let file = app.get(quoted.expect(kind)).send().await.unwrap();
        assert_eq!(file.status(), StatusCode::OK, "{quoted:?}");
    }
}

#[tokio::test]
async fn original_manager_no_otp_no_socket() {
    let app = App::start().await;
    let (ann, otp) = app.sign_in("ann").await;
    let (bob, bobs) = app.sign_in("bob").await;
    assert_eq!(opens(&app, &ann, "").await, Err(401));
    assert_eq!(opens(&app, &ann, "not-one").await, Err(401));
    assert_eq!(opens(&app, &ann, &bobs).await, Err(401), "another session's");
    assert_eq!(try_open(app.address, &otp, &[]).await.map(drop), Err(401), "no session");
    assert_eq!(opens(&app, &bob, &bobs).await, Ok(()), "the wrong session has not spent it");
    assert_eq!(opens(&app, &bob, &bobs).await, Err(401), "used");
    assert_eq!(opens(&app, &ann, &otp).await, Ok(()), "the premise");
}

#[tokio::test]
async fn an_otp_expires() {
    let app = App::with(&[("otp_ttl", "1ms")]).await;
    let (ann, otp) = app.sign_in("ann").await;
    // The request alone takes longer than a millisecond: what follows comes after the expiry.
    app.otp(&ann).await;
    assert_eq!(opens(&app, &ann, &otp).await, Err(401));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_hundred_tries_at_once_one_gets_in() {
    let app = App::start().await;
    let (ann, otp) = app.sign_in("ann").await;
    let tries = (0..200).map(|_| {
        let (address, otp, ann) = (app.address, otp.clone(), bearer(&ann));
        tokio::spawn(
            async move { try_open(address, &otp, &[("authorization", &ann)]).await.map(drop) },
        )
    });
    let results = within("200 tries", futures_util::future::join_all(tries)).await;
    let got_in = results.iter().filter(|result| matches!(result, Ok(Ok(())))).count();
    let refused = results.iter().filter(|result| matches!(result, Ok(Err(401)))).count();
    assert_eq!((got_in, refused), (1, 199));
}

#[tokio::test]
async fn original_manager_a_wrong_origin_is_refused_and_spends_nothing() {
    let app = App::start().await;
    let (token, otp) = app.sign_in("ann").await;
    let (host, cookie) = (app.address, format!("banter={token}"));
    let own = format!("http://{host}");
    for origin in [
        "http://evil.example",
        "null",
        "",
        &format!("https://{host}"),
        &format!("{own}.evil.example"),
        &format!("{own}/"),
        "http://127.0.0.1",
        "http://localhost:1",
    ] {
        let opened = try_open(host, &otp, &[("cookie", &cookie), ("origin", origin)]).await;
        assert_eq!(opened.map(drop), Err(403), "{origin}");
    }
    let none = try_open(host, &otp, &[("cookie", &cookie)]).await;
    assert_eq!(none.map(drop), Err(403), "a cookie without an Origin");
    let two = [("cookie", &*cookie), ("origin", &own), ("origin", &own)];
    assert_eq!(try_open(host, &otp, &two).await.map(drop), Err(403), "two Origins");
    let site = [("cookie", &*cookie), ("origin", &own), ("sec-fetch-site", "same-site")];
    assert_eq!(try_open(host, &otp, &site).await.map(drop), Err(403), "a sibling site");
    let right = try_open(host, &otp, &[("cookie", &cookie), ("origin", &own)]).await;
    assert_eq!(right.map(drop), Ok(()), "the same otp, from our page");
}

#[tokio::test]
async fn a_post_from_elsewhere_is_refused() {
    let app = App::start().await;
    let (token, _) = app.sign_in("ann").await;
    let url = |path| format!("http://{}{path}", app.address);
    let cookie = format!("banter={token}");
    for path in ["/login", "/register", "/otp", "/logout"] {
        let evil = app.http.post(url(path)).header("origin", "http://evil.example").send().await;
        assert_eq!(evil.unwrap().status(), StatusCode::FORBIDDEN, "{path}");
        let form = app.http.post(url(path)).header("cookie", &cookie).send().await;
        assert_eq!(form.unwrap().status(), StatusCode::FORBIDDEN, "{path} with a bare cookie");
    }
    assert_eq!(app.post("/otp").bearer_auth(&token).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn another_host_is_somebody_elses_page() {
    let app = App::start().await;
    let host = |host| app.get("/login").header(header::HOST, host).send();
    let response = host("evil.example").await.unwrap();
    assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST);
    assert!(response.text().await.unwrap().contains("set --origin"));
    assert_eq!(host(&app.address.to_string()).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn unknown_user_and_wrong_password_get_the_same_words() {
    let app = App::start().await;
    app.sign_in("ann").await;
    let mut answers = Vec::new();
    for (username, password) in [("ann", "wrong horse"), ("nobody", PASSWORD), ("a b", PASSWORD)] {
        let body = json!({"username": username, "password": password});
        let response = app.post("/login").json(&body).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert!(response.headers().get(header::SET_COOKIE).is_none());
        answers.push(response.text().await.unwrap());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}

/// Not by its words, and not by its time: nobody learns that there is such a bot.
#[tokio::test]
async fn a_bot_cannot_sign_in_and_looks_like_nobody() {
    let app = App::start().await;
    let banter = app.banter.as_ref().unwrap();
    banter.store.add_bot(&Name::of_user("robot").unwrap()).await.unwrap();
    let ann = app.person("ann").await;
    assert!(ann.welcome.user.admin, "a bot is not the first");
    // Each costs the verifying of a password, for which there is no place here.
    let places = banter.passwords.take_all().unwrap();
    assert_eq!(banter.passwords.verify(PASSWORD.to_owned(), None).await, Err(Error::Busy));
    let answers = async |passwords: &[&str], status| {
        for username in ["robot", "nobody"] {
            for password in passwords {
                let body = json!({"username": username, "password": password});
                let response = app.post("/login").json(&body).send().await.unwrap();
                assert_eq!(response.status(), status, "{username}");
            }
        }
    };
    answers(&[PASSWORD], StatusCode::SERVICE_UNAVAILABLE).await;
    drop(places);
    answers(&["!", PASSWORD], StatusCode::UNAUTHORIZED).await;
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let app = App::start().await;
    app.sign_in("ann").await;
    let guess = json!({"username": "ann", "password": "wrong horse"});
    // At once: each counts before it is checked, and the delay runs from then on.
    let guesses = (0..6).map(|_| app.post("/login").json(&guess).send());
    let answers = within("the answers", futures_util::future::try_join_all(guesses)).await.unwrap();
    let (wrong, slowed): (Vec<_>, Vec<_>) =
        answers.iter().partition(|answer| answer.status() == StatusCode::UNAUTHORIZED);
    assert_eq!((wrong.len(), slowed.len()), (5, 1), "{answers:?}");
    assert_eq!(slowed[0].status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(slowed[0].headers()[header::RETRY_AFTER], "1");
}

#[tokio::test]
async fn the_first_account_is_the_admins_and_only_one_is_the_first() {
    let app = App::with(&[("registration", "closed")]).await;
    let register = |name: String| {
        let body = json!({"username": name, "password": PASSWORD});
        let request = app.post("/register").json(&body).send();
        async move { request.await.unwrap().status() }
    };
    let tries = (0..8).map(|number| register(format!("user{number}")));
    let statuses = futures_util::future::join_all(tries).await;
    let made = statuses.iter().filter(|status| **status == StatusCode::CREATED).count();
    let refused = statuses.iter().filter(|status| **status == StatusCode::FORBIDDEN).count();
    assert_eq!((made, refused), (1, 7), "{statuses:?}");
    let accounts = app.banter.as_ref().unwrap().store.accounts().await.unwrap();
    assert!(accounts.len() == 1 && accounts[0].admin);
}

#[tokio::test]
async fn names_are_unique_without_regard_to_case_and_passwords_long_enough() {
    let app = App::start().await;
    let (ann, bob) = (app.person("Ann").await, app.person("bob").await);
    assert!(ann.welcome.user.admin && !bob.welcome.user.admin);
    for (username, password, status, code) in [
        ("aNN", PASSWORD, StatusCode::CONFLICT, "name_taken"),
        ("a b", PASSWORD, StatusCode::UNPROCESSABLE_ENTITY, "bad_name"),
        ("cid", "short", StatusCode::UNPROCESSABLE_ENTITY, "weak_password"),
    ] {
        let body = json!({"username": username, "password": password});
        let response = app.post("/register").json(&body).send().await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.json::<Value>().await.unwrap()["code"], code);
    }
}

#[tokio::test]
async fn a_form_is_answered_with_a_page() {
    let app = App::start().await;
    let form = [("username", "ann"), ("password", PASSWORD)];
    let response = app.post("/register").form(&form).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()[header::LOCATION], "/");
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let home = app.get("/").header(header::COOKIE, &cookie).send().await.unwrap();
    assert_eq!(home.headers()[header::LOCATION], "/r/general", "welcomed without a socket");

    let form = [("username", "änn"), ("password", "wrong horse")];
    let response = app.post("/login").form(&form).send().await.unwrap();
    let back = "/login?refused=wrong_credentials&username=%C3%A4nn";
    assert_eq!(response.headers()[header::LOCATION], back);
    let page = app.get(back).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("The name or the password is wrong.") && page.contains("änn"));
    let odd = app.get("/login?refused=moon&retry=%3Cb%3E").send().await.unwrap();
    assert_eq!(odd.status(), StatusCode::OK, "an address with another query is the same page");
}

#[tokio::test]
async fn logging_out_closes_the_sessions_sockets_and_no_others() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let mut device = app.device_of(&ann).await;
    let mut other_session = app.person("ann").await;
    let unused = app.otp(&ann.token).await;
    let response = app.post("/logout").bearer_auth(&ann.token).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!(ann.is_closed().await, 4501);
    assert_eq!(device.is_closed().await, 4501);
    assert_eq!(opens(&app, &ann.token, &unused).await, Err(401));
    let otp = app.post("/otp").bearer_auth(&ann.token).send().await.unwrap();
    assert_eq!(otp.status(), StatusCode::UNAUTHORIZED);
    other_session.opens("general").await;
    other_session.says("still here").await;
}

/// The session ends between the upgrade's check and the socket's registration: the check after the
/// registration finds out. Here the row goes without a word to the hub, as another node would.
#[tokio::test]
async fn a_socket_that_is_just_opening_is_closed_too() {
    let app = App::start().await;
    let banter = app.banter.clone().unwrap();
    for _ in 0..10 {
        let mut ann = app.person("ann").await;
        let session = banter.tokens.session(&ann.token).unwrap();
        let otp = app.otp(&ann.token).await;
        let ann_bearer = bearer(&ann.token);
        let headers = [("authorization", &*ann_bearer)];
        let (opened, ended) =
            tokio::join!(try_open(app.address, &otp, &headers), banter.store.end_session(session));
        ended.unwrap();
        assert_eq!(ann.is_closed().await, 4501);
        if let Ok(mut socket) = opened {
            let code = within("the close", async {
                use futures_util::StreamExt;
                loop {
                    match socket.next().await {
                        Some(Ok(tungstenite::Message::Close(Some(frame)))) => {
                            return u16::from(frame.code);
                        }
                        Some(Ok(_)) => {}
                        other => panic!("{other:?}"),
                    }
                }
            });
            assert_eq!(code.await, 4501);
        }
    }
}

#[tokio::test]
async fn only_a_proper_handshake_is_upgraded() {
    let app = App::start().await;
    let (token, otp) = app.sign_in("ann").await;
    let ask = |version: &'static str, key: &'static str| {
        app.get(&format!("/ws?otp={otp}"))
            .bearer_auth(&token)
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", version)
            .header("sec-websocket-key", key)
            .send()
    };
    assert_eq!(ask("8", "dGhlIHNhbXBsZSBub25jZQ==").await.unwrap().status(), 426);
    assert_eq!(ask("13", "short").await.unwrap().status(), 400);
    let plain = app.get(&format!("/ws?otp={otp}")).bearer_auth(&token).send().await.unwrap();
    assert_eq!(plain.status(), 400);
    assert_eq!(opens(&app, &token, &otp).await, Ok(()), "none of them has spent it");
}

#[tokio::test]
async fn every_answer_says_what_browsers_may_do() {
    let app = App::start().await;
    for path in ["/login", "/api/rooms", "/api/nothing", "/nothing", "/favicon.svg", "/ws"] {
        let response = app.get(path).send().await.unwrap();
        let headers = response.headers();
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert_eq!(headers[header::REFERRER_POLICY], "same-origin", "{path}");
    }
}

/// One who takes no bytes cannot be told, but is not kept either.
#[tokio::test]
async fn logging_out_ends_a_socket_that_is_stuck_in_writing() {
    let app = App::with(&[("message_burst", "1000")]).await;
    let mut ann = app.person("ann").await;
    ann.opens("general").await;
    let mut stuck = socket_over_pipe(&app, "bob", 1_024).await;
    let open = r#"{"type":"change_room","payload":{"name":"general"}}"#;
    stuck.send(tungstenite::Message::text(open)).await.unwrap();
    for _ in 0..20 {
        ann.says(&"x".repeat(3_000)).await;
    }
    let banter = app.banter.as_ref().unwrap();
    let hers = banter.tokens.session(&ann.token).unwrap();
    let others = || banter.hub.sessions().into_iter().find(|session| *session != hers);
    let session = others().expect("the premise");
    banter.store.end_session(session).await.unwrap();
    banter.hub.end_session(session);
    let began = std::time::Instant::now();
    within("its end", async {
        while others().is_some() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    // Long before the 30 s that a stalled write may take; the second is what its Close may take.
    assert!(began.elapsed().as_secs() < 10);
}

#[tokio::test]
async fn on_https_the_plain_cookie_means_nothing() {
    let app = App::with(&[("origin", "https://chat.example.org")]).await;
    let host = "chat.example.org";
    let body = json!({"username": "ann", "password": PASSWORD});
    let request = app.http.post(format!("http://{}/register", app.address)).json(&body);
    let request = request.header("host", host).header("origin", format!("https://{host}"));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::CREATED);
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-banter=") && cookie.contains("Secure"), "{cookie}");
    let token = cookie.split_once('=').unwrap().1.split(';').next().unwrap();
    let rooms = async |cookie: String| {
        let request = app.get("/api/rooms").header("host", host).header("cookie", cookie);
        request.send().await.unwrap().status()
    };
    assert_eq!(rooms(format!("__Host-banter={token}")).await, StatusCode::OK);
    assert_eq!(rooms(format!("banter={token}")).await, StatusCode::UNAUTHORIZED);
    // Reached by another name, so nobody but the first may register by default.
    let body = json!({"username": "bob", "password": PASSWORD});
    let request = app.http.post(format!("http://{}/register", app.address)).json(&body);
    let response = request.header("host", host).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
}
