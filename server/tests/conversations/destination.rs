//! An address that is carried over signing in, and leads to a page of this server.

use reqwest::{StatusCode, header};
use serde_json::json;

use crate::support::{App, PASSWORD};

/// Where an answer leads.
fn leads_to(response: &reqwest::Response) -> &str {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()[header::LOCATION].to_str().unwrap()
}

#[tokio::test]
async fn an_address_is_carried_over_signing_in_and_leads_nowhere_else() {
    let app = App::start().await;
    let ann = app.person("ann").await;
    let path = "/r/%E8%A8%AD/5";
    let asked = "/login?to=/r/%25E8%25A8%25AD/5";
    assert_eq!(leads_to(&app.get(path).send().await.unwrap()), asked);
    assert_eq!(
        leads_to(&app.get("/rooms/r1/settings").send().await.unwrap()),
        "/login?to=/rooms/r1/settings"
    );
    assert_eq!(leads_to(&app.get("/").send().await.unwrap()), "/login");
    let page = app.get(asked).send().await.unwrap().text().await.unwrap();
    assert!(page.contains(r#"name="to" value="/r/%E8%A8%AD/5""#), "{page}");
    let other = app.get(&format!("{asked}&language=zh-Hant")).send().await.unwrap();
    assert_eq!(leads_to(&other), asked);

    let form = |password, to| [("username", "ann"), ("password", password), ("to", to)];
    let signs_in = async |password, to| {
        let sent = app.post("/login").form(&form(password, to)).send().await.unwrap();
        leads_to(&sent).to_owned()
    };
    assert_eq!(signs_in(PASSWORD, path).await, path);
    let back = "/login?refused=wrong_credentials&username=ann&to=%2Fr%2F%25E8%25A8%25AD%2F5";
    assert_eq!(signs_in("wrong horse", path).await, back);
    let json = json!({"username": "ann", "password": PASSWORD, "to": path});
    let programs = app.post("/login").json(&json).send().await.unwrap();
    assert_eq!(programs.status(), StatusCode::OK, "the page knows where to go on to");

    let long = format!("/{}", "x".repeat(4_096));
    for to in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/\t/evil.example",
        "x",
        &long,
    ] {
        assert_eq!(signs_in(PASSWORD, to).await, "/", "{to:?}");
        let back = "/login?refused=wrong_credentials&username=ann";
        assert_eq!(signs_in("wrong horse", to).await, back, "{to:?}");
        let query: String = form_urlencoded::byte_serialize(to.as_bytes()).collect();
        let page = format!("/login?to={query}");
        let html = app.get(&page).send().await.unwrap().text().await.unwrap();
        assert!(!html.contains(r#"name="to""#) && !html.contains("evil"), "{html}");
        let signed_in = app.get(&page).bearer_auth(&ann.token).send().await.unwrap();
        assert_eq!(leads_to(&signed_in), "/", "{to:?}");
    }
    let signed_in = app.get(asked).bearer_auth(&ann.token).send().await.unwrap();
    assert_eq!(leads_to(&signed_in), path);
}
