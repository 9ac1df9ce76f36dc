//! A message's own address: the page around it, and who may see it.

use app::event::{Seq, read};
use app::http::History;
use reqwest::{StatusCode, header};
use serde_json::{Value, json};

use crate::support::{App, Person, Wish};

/// What the page at `path` begins with for them, or where it leads.
async fn page(app: &App, who: &Person, path: &str) -> Result<Value, String> {
    let page = app.get(path).header(header::COOKIE, format!("banter={}", who.token));
    let page = page.send().await.unwrap();
    if let Some(to) = page.headers().get(header::LOCATION) {
        return Err(to.to_str().unwrap().to_owned());
    }
    let html = page.text().await.unwrap();
    let (_, rest) = html.split_once("id=\"first\"").expect("the page holds it");
    let (_, rest) = rest.split_once('>').unwrap();
    Ok(serde_json::from_str(rest.split_once('<').unwrap().0).unwrap())
}

/// The numbers of a page's messages, and whether there are newer ones.
fn shown(page: &Value) -> (Vec<u64>, bool) {
    let history = &page["at"][1]["open"]["history"];
    let messages = history["messages"].as_array().unwrap();
    let numbers = messages.iter().map(|message| message["seq"].as_u64().unwrap()).collect();
    (numbers, history["newer"].as_bool().unwrap_or(false))
}

#[tokio::test]
async fn a_page_around_a_message() {
    let app = App::with(&[("message_burst", "1000")]).await;
    let mut ann = app.person("ann").await;
    ann.opens("lobby").await;
    for number in 2..=201 {
        assert_eq!(ann.says(&format!("message {number}")).await.seq, Seq(number));
    }
    let at = async |seq: u64| {
        let page = page(&app, &ann, &format!("/r/lobby/{seq}")).await.unwrap();
        assert_eq!(page["at"][1]["open"]["at"], seq);
        assert_eq!(page["at"][1]["open"]["history"]["head"], 201);
        shown(&page)
    };
    assert_eq!(at(100).await, ((76..=125).collect(), true), "half of them before it");
    assert_eq!(at(2).await, ((2..=51).collect(), true), "at the beginning more after it");
    assert_eq!(at(195).await, ((152..=201).collect(), false), "at the end more before it");
    let newest = page(&app, &ann, "/r/lobby").await.unwrap();
    assert_eq!(shown(&newest), ((152..=201).collect(), false));
    assert_eq!(newest["at"][1]["open"]["at"], Value::Null);
    // From there it goes on to the newest.
    let after = async |query: &str| {
        let path = format!("/api/rooms/r2/messages?{query}");
        let answer = app.get(&path).bearer_auth(&ann.token).send().await.unwrap();
        let page: History = read(&answer.text().await.unwrap()).unwrap();
        let numbers: Vec<_> = page.messages.iter().map(|message| message.seq.0).collect();
        (numbers, page.newer)
    };
    assert_eq!(after("after=125").await, ((126..=175).collect(), true));
    assert_eq!(after("after=151").await, ((152..=201).collect(), false));
    assert_eq!(after("after=199&limit=1").await, (vec![200], true));
    assert_eq!(after("after=201").await, (vec![], false));
}

#[tokio::test]
async fn a_link_to_what_is_not_there() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("茶室").await;
    let said = ann.says("tea?").await.seq;
    let path = app::address::of_room("茶室");
    let link = |seq: u64| format!("{path}/{seq}");
    for gone in [1, 99] {
        assert_eq!(page(&app, &ann, &link(gone)).await, Err(path.clone()), "the room's end");
    }
    // A change of a message is a place in the room as well.
    let liked = bob.does(Wish::React("👍", true), said).await.seq;
    let shown = page(&app, &ann, &link(liked.0)).await.unwrap();
    assert_eq!(shown["at"][1]["open"]["at"], json!(said));
    let gone = ann.does(Wish::Delete, said).await.seq;
    for seq in [said, gone] {
        let shown = page(&app, &ann, &link(seq.0)).await.unwrap();
        assert_eq!(shown["at"][1]["open"]["at"], json!(said), "what is left of it");
    }
}

#[tokio::test]
async fn a_link_into_a_room_of_others_tells_nothing() {
    let app = App::start().await;
    let (mut ann, bob) = (app.person("ann").await, app.person("bob").await);
    let eve = app.person("eve").await;
    ann.opens("lobby").await;
    let said = ann.says("secret").await.seq;
    let shown = page(&app, &bob, &format!("/r/lobby/{said}")).await.unwrap();
    assert_eq!(shown["at"], json!(["lobby", "joinable"]));
    let psst = ann.writes(&["bob"], "psst").await.seq;
    let shown = page(&app, &bob, &format!("/d/ann/{psst}")).await.unwrap();
    assert_eq!(shown["at"][1]["open"]["at"], json!(psst));
    let shown = page(&app, &eve, &format!("/d/ann/{psst}")).await.unwrap();
    assert_eq!(shown["at"], json!(["@ann", "joinable"]), "a conversation of her own");
    let after = app.get("/api/rooms/r2/messages?after=0").bearer_auth(&eve.token);
    assert_eq!(after.send().await.unwrap().status(), StatusCode::NOT_FOUND);
}
