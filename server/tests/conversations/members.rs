//! Who is in a room: told to its members, by name.

use app::event::{Ack, RoomId, Seq};
use reqwest::{StatusCode, header};
use serde_json::{Value, json};
use server::name::Name;
use server::queue::ConnectionId;
use server::room::MEMBERS_MAX;
use server::store::{Author, NewUser, Terms};

use crate::support::App;

async fn members(app: &App, token: &str, room: RoomId) -> Result<Value, StatusCode> {
    let path = format!("/api/rooms/{room}/members");
    let response = app.get(&path).bearer_auth(token).send().await.unwrap();
    if response.status().is_success() {
        let mut told: Value = response.json().await.unwrap();
        without_states(&mut told);
        Ok(told)
    } else {
        Err(response.status())
    }
}

/// What the page begins with.
async fn first(app: &App, token: &str, path: &str) -> Value {
    let response = app.get(path).header(header::COOKIE, format!("banter={token}"));
    let html = response.send().await.unwrap().text().await.unwrap();
    let (_, rest) = html.split_once("id=\"first\"").expect("the page holds it");
    let (_, rest) = rest.split_once('>').unwrap();
    let mut first: Value = serde_json::from_str(rest.split_once('<').unwrap().0).unwrap();
    if let Some(members) = first.pointer_mut("/at/1/open/members") {
        without_states(members);
    }
    first
}

/// Whether they are there is looked at elsewhere.
fn without_states(told: &mut Value) {
    for member in told["members"].as_array_mut().unwrap() {
        let member = member.as_object_mut().unwrap();
        assert!(member.remove("state").is_some(), "of all it is told");
        member.remove("seen");
    }
}

#[tokio::test]
async fn members_are_told_by_name_and_who_is_an_admin() {
    let app = App::start().await;
    let (mut zoe, mut ann) = (app.person("Zoë").await, app.person("ann").await);
    let mut ben = app.person("Ben").await;
    zoe.opens("lobby").await;
    ann.opens("lobby").await;
    let lobby = ben.opens("lobby").await.room;
    let told = json!({
        "members": [
            {"name": "ann", "admin": false},
            {"name": "Ben", "admin": false},
            {"name": "Zoë", "admin": true},
        ],
        "count": 3,
        "head": 3,
    });
    assert_eq!(members(&app, &ann.token, lobby).await, Ok(told.clone()));
    let page = first(&app, &ann.token, "/r/lobby").await;
    assert_eq!(page["at"][1]["open"]["members"], told, "in the first HTML too");
    assert_eq!(page["at"][1]["open"]["history"]["head"], 3, "of the same moment");
}

#[tokio::test]
async fn outsiders_are_told_nothing() {
    let app = App::start().await;
    let (mut ann, bob) = (app.person("ann").await, app.person("bob").await);
    let lobby = ann.opens("lobby").await.room;
    assert!(members(&app, &ann.token, lobby).await.is_ok(), "the premise");
    assert_eq!(members(&app, &bob.token, lobby).await, Err(StatusCode::NOT_FOUND));
    assert_eq!(members(&app, &ann.token, RoomId(99)).await, Err(StatusCode::NOT_FOUND));
    assert_eq!(members(&app, "", lobby).await, Err(StatusCode::UNAUTHORIZED));
    let page = first(&app, &bob.token, "/r/lobby").await;
    assert_eq!(page["at"], json!(["lobby", "joinable"]));
}

#[tokio::test]
async fn who_left_is_told_nothing_and_told_no_more() {
    let app = App::start().await;
    let (mut ann, bob) = app.two_in("lobby").await;
    let lobby = ann.room.unwrap();
    assert_eq!(members(&app, &bob.token, lobby).await.unwrap()["count"], 2);
    ann.leaves(lobby).await;
    ann.sees::<Ack>().await;
    let left = json!({"members": [{"name": "bob", "admin": false}], "count": 1, "head": 3});
    assert_eq!(members(&app, &bob.token, lobby).await, Ok(left));
    assert_eq!(members(&app, &ann.token, lobby).await, Err(StatusCode::NOT_FOUND));
}

#[tokio::test]
async fn of_a_large_room_the_first_are_told_and_all_are_counted() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let lobby = ann.opens("lobby").await.room;
    let banter = app.banter.as_ref().unwrap();
    let joins = (0..MEMBERS_MAX).map(async |number| {
        let name = Name::of_user(&format!("user{number:03}")).unwrap();
        let text = name.text().into();
        let user = NewUser { name, password: String::new(), admin: false };
        let id = banter.store.add_user(user, Terms::Always).await.unwrap();
        let user = Author { id, name: text, bot: false };
        banter.rooms.join(user, ("lobby", false), Some(ConnectionId(0))).await.unwrap();
    });
    futures_util::future::join_all(joins).await;
    let told = members(&app, &ann.token, lobby).await.unwrap();
    let names = told["members"].as_array().unwrap();
    assert_eq!((names.len(), &told["count"]), (500, &json!(501)));
    assert_eq!((&names[0]["name"], &names[499]["name"]), (&json!("ann"), &json!("user498")));
    assert_eq!(told["head"], json!(Seq(501)));
    let page = first(&app, &ann.token, "/r/lobby").await;
    assert_eq!(page["at"][1]["open"]["members"], told);
}
