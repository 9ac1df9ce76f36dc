//! The pages for admins, as a browser without a program uses them.

use reqwest::{Response, StatusCode, header};

use crate::support::{App, PASSWORD};

const SCHEDULES: &str = "/admin/schedules";

/// Sends a form as the browser of `token`'s owner does.
async fn sends(app: &App, token: &str, path: &str, form: &[(&str, &str)]) -> Response {
    app.post(path)
        .header(header::COOKIE, format!("banter={token}"))
        .form(form)
        .send()
        .await
        .unwrap()
}

async fn sees(app: &App, token: &str, path: &str) -> (StatusCode, String) {
    let page = app.get(path).header(header::COOKIE, format!("banter={token}"));
    let page = page.send().await.unwrap();
    (page.status(), page.text().await.unwrap())
}

/// Where an answer leads.
fn leads_to(response: &Response) -> &str {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()[header::LOCATION].to_str().unwrap()
}

#[tokio::test]
async fn who_is_signed_out_signs_in_and_is_led_back() {
    let app = App::start().await;
    app.sign_in("ann").await;
    for path in ["/admin", SCHEDULES, ANNOUNCEMENTS, "/admin/hooks"] {
        let page = app.get(path).send().await.unwrap();
        assert_eq!(leads_to(&page), format!("/login?to={path}"));
        let form = [("username", "ann"), ("password", PASSWORD), ("to", path)];
        let entered = app.post("/login").form(&form).send().await.unwrap();
        assert_eq!(leads_to(&entered), path);
    }
}

const CLOCK: [(&str, &str); 5] = [
    ("room", "general"),
    ("rhythm", "every"),
    ("every", "1h"),
    ("zone", "asia/taipei"),
    ("message", "<b>It is {{time}}.</b>"),
];

#[tokio::test]
async fn an_admin_adds_and_removes_schedules() {
    let app = App::start().await;
    let (ann, _) = app.sign_in("ann").await;
    assert_eq!(sees(&app, &ann, "/admin").await.0, StatusCode::SEE_OTHER);
    let added = sends(&app, &ann, SCHEDULES, &CLOCK).await;
    assert_eq!(added.status(), StatusCode::SEE_OTHER);
    assert_eq!(added.headers()[header::LOCATION], SCHEDULES);
    let (status, page) = sees(&app, &ann, SCHEDULES).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("&lt;b&gt;It is {{time}}.&lt;/b&gt;"), "{page}");
    assert!(page.contains("Every 1h") && page.contains("Asia/Taipei"), "{page}");
    let remove = format!("{SCHEDULES}/1/remove");
    assert!(page.contains(&remove), "{page}");
    assert_eq!(sends(&app, &ann, &remove, &[]).await.status(), StatusCode::SEE_OTHER);
    let (_, page) = sees(&app, &ann, SCHEDULES).await;
    assert!(!page.contains("It is"), "{page}");
    assert_eq!(
        sends(&app, &ann, &remove, &[]).await.status(),
        StatusCode::SEE_OTHER,
        "gone already"
    );
    let odd = format!("{SCHEDULES}/x/remove");
    assert_eq!(sends(&app, &ann, &odd, &[]).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_does_not_fit_comes_back_as_it_was_filled_in() {
    let app = App::start().await;
    let (ann, _) = app.sign_in("ann").await;
    for (field, wrong, told) in [
        ("every", "2s", "at least 3 s"),
        ("zone", "Mars", "no such time zone"),
        ("room", "nowhere", "no room called nowhere"),
        ("room", "a b", "1 to 50"),
        ("message", " ", "empty"),
        ("rhythm", "cron", "five fields"),
    ] {
        let form = CLOCK.map(|(name, value)| (name, if name == field { wrong } else { value }));
        let refused = sends(&app, &ann, SCHEDULES, &form).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        let page = refused.text().await.unwrap();
        assert!(page.contains(told), "{field}: {page}");
        for (name, value) in
            form.iter().filter(|(name, _)| ["room", "every", "zone"].contains(name))
        {
            assert!(page.contains(&format!("value=\"{value}\"")), "{field}, {name}: {page}");
        }
    }
    let empty = sends(&app, &ann, SCHEDULES, &[]).await;
    assert_eq!(empty.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(app.banter.as_ref().unwrap().store.schedules().await.unwrap().is_empty());
}

#[tokio::test]
async fn nobody_else_finds_anything_there() {
    let app = App::start().await;
    let (ann, _) = app.sign_in("ann").await;
    let (bob, _) = app.sign_in("bob").await;
    sends(&app, &ann, SCHEDULES, &CLOCK).await;
    for path in ["/admin", SCHEDULES] {
        assert_eq!(sees(&app, &bob, path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    for path in [SCHEDULES.to_owned(), format!("{SCHEDULES}/1/remove")] {
        let status = sends(&app, &bob, &path, &CLOCK).await.status();
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        // Who is signed out may be an admin.
        let sent = sends(&app, "nobody's", &path, &CLOCK).await;
        assert_eq!(leads_to(&sent), "/login?to=/admin/schedules", "{path}");
    }
    // A form on somebody else's page is nobody's wish.
    let elsewhere = app.http.post(format!("http://{}{SCHEDULES}", app.address)).form(&CLOCK);
    let elsewhere = elsewhere.header(header::ORIGIN, "https://evil.example");
    let elsewhere = elsewhere.header(header::COOKIE, format!("banter={ann}"));
    assert_eq!(elsewhere.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(app.banter.as_ref().unwrap().store.schedules().await.unwrap().len(), 1);
}

const ANNOUNCEMENTS: &str = "/admin/announcements";

/// The id that the form announces under.
fn client_id(page: &str) -> &str {
    let (_, rest) = page.split_once("name=\"client_id\" value=\"").unwrap();
    rest.split('"').next().unwrap()
}

#[tokio::test]
async fn an_admin_announces_once_however_often_the_form_is_sent_and_ends_it() {
    let app = App::start().await;
    let (ann, _) = app.sign_in("ann").await;
    let (_, page) = sees(&app, &ann, ANNOUNCEMENTS).await;
    let form = [("message", "<b>to all</b>"), ("minutes", "60"), ("client_id", client_id(&page))];
    for _ in 0..2 {
        let sent = sends(&app, &ann, ANNOUNCEMENTS, &form).await;
        assert_eq!(sent.status(), StatusCode::SEE_OTHER);
        assert_eq!(sent.headers()[header::LOCATION], ANNOUNCEMENTS);
    }
    let (status, again) = sees(&app, &ann, ANNOUNCEMENTS).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(again.matches("&lt;b&gt;to all&lt;/b&gt;</p>").count(), 1, "{again}");
    assert_ne!(client_id(&again), client_id(&page), "the next one is another");
    let end = format!("{ANNOUNCEMENTS}/1/end");
    assert!(again.contains(&end), "{again}");
    for _ in 0..2 {
        assert_eq!(sends(&app, &ann, &end, &[]).await.status(), StatusCode::SEE_OTHER);
    }
    assert!(!sees(&app, &ann, ANNOUNCEMENTS).await.1.contains("to all"));
    let odd = format!("{ANNOUNCEMENTS}/x/end");
    assert_eq!(sends(&app, &ann, &odd, &[]).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_cannot_be_announced_comes_back_and_to_others_there_is_nothing() {
    let app = App::start().await;
    let (ann, _) = app.sign_in("ann").await;
    let (bob, _) = app.sign_in("bob").await;
    for (message, minutes, told) in [
        (" ", "60", "empty"),
        (&*"x".repeat(4_001), "60", "4000"),
        ("to all", "0", "1 to 10080 minutes"),
        ("to all", "10081", "1 to 10080 minutes"),
        ("to all", "soon", "1 to 10080 minutes"),
    ] {
        let form = [("message", message), ("minutes", minutes)];
        let refused = sends(&app, &ann, ANNOUNCEMENTS, &form).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{minutes}");
        let page = refused.text().await.unwrap();
        assert!(page.to_lowercase().contains(told) && page.contains(message), "{told}: {page}");
    }
    let form = [("message", "to all"), ("minutes", "60")];
    assert_eq!(sees(&app, &bob, ANNOUNCEMENTS).await.0, StatusCode::NOT_FOUND);
    for path in [ANNOUNCEMENTS.to_owned(), format!("{ANNOUNCEMENTS}/1/end")] {
        let status = sends(&app, &bob, &path, &form).await.status();
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        let sent = sends(&app, "nobody's", &path, &form).await;
        assert_eq!(leads_to(&sent), "/login?to=/admin/announcements", "{path}");
    }
    let store = &app.banter.as_ref().unwrap().store;
    assert!(store.announcements(0).await.unwrap().is_empty());
}
