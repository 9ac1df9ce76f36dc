//! Who is there: told to those who share a room, a person at a time, and to nobody else.

use std::time::Duration;

use app::event::{
    Activity, Command, Event, Presence, PresenceState, RoomId, UserPresence, Welcome,
};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use server::clock;
use server::name::Name;
use server::presence::OFFLINE_AFTER;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{App, Person, Process, socket_over_pipe, within};
use PresenceState::{Away, Offline, Online};

impl Person {
    /// There is somebody at this device, or nobody.
    async fn is_active(&mut self, active: bool) {
        self.sends(&Command::Activity(Activity { active, client_id: None })).await;
    }

    /// Is told that somebody is in that state; all that was told up to then, in the same frame too, is returned with it.
    async fn is_told(&mut self, name: &str, state: PresenceState) -> (UserPresence, Vec<Presence>) {
        let mut all = Vec::new();
        let what = format!("{} to hear that {name} is {state:?}", self.name);
        let telling = async {
            loop {
                let told: Presence = self.sees().await;
                let user = told.users.iter().find(|user| user.name == name).cloned();
                all.push(told);
                if let Some(user) = user.filter(|user| user.state == state) {
                    return user;
                }
            }
        };
        (within(&what, telling).await, all)
    }

    /// The next full state of the room last opened, as names and states.
    async fn is_told_all(&mut self) -> Vec<(String, PresenceState)> {
        loop {
            let told: Presence = self.sees().await;
            if told.room.is_some() && told.room == self.room {
                let state = |user: UserPresence| (user.name, user.state);
                let mut users: Vec<_> = told.users.into_iter().map(state).collect();
                users.sort_unstable_by(|one, other| one.0.cmp(&other.0));
                return users;
            }
        }
    }
}

fn mentions(told: &[Presence], name: &str) -> bool {
    told.iter().flat_map(|told| &told.users).any(|user| user.name == name)
}

/// The same, but for the states of a whole room.
fn is_news(told: &[Presence], name: &str) -> bool {
    told.iter().any(|told| told.room.is_none() && mentions(std::slice::from_ref(told), name))
}

fn is_of(name: &str) -> impl Fn(&Event) -> bool {
    move |event| matches!(event, Event::Presence(told) if mentions(std::slice::from_ref(told), name))
}

/// What the list of members says of each: the state, and since when.
async fn listed(app: &App, token: &str, room: RoomId) -> Value {
    let path = format!("/api/rooms/{room}/members");
    let response = app.get(&path).bearer_auth(token).send().await.unwrap();
    response.json::<Value>().await.unwrap()["members"].take()
}

#[tokio::test]
async fn original_practice_who_is_online_is_told_to_those_who_share_a_room() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let lobby = ann.opens("lobby").await.room;
    assert_eq!(ann.is_told_all().await, [("ann".to_owned(), Online)]);
    let mut bob = app.person("bob").await;
    bob.opens("lobby").await;
    ann.is_told("bob", Online).await;
    assert_eq!(bob.is_told_all().await, [("ann".to_owned(), Online), ("bob".to_owned(), Online)]);
    bob.is_active(false).await;
    ann.is_told("bob", Away).await;
    let members = listed(&app, &ann.token, lobby).await;
    assert_eq!(members[1], json!({"name": "bob", "admin": false, "state": "away"}));
    let mut late = app.device_of(&ann).await;
    late.opens("lobby").await;
    assert_eq!(late.is_told_all().await, [("ann".to_owned(), Online), ("bob".to_owned(), Away)]);
    drop(bob);
    assert_eq!(ann.is_told("bob", Offline).await.0.name, "bob");
}

#[tokio::test]
async fn several_devices_are_one_person() {
    let app = App::start().await;
    let (mut ann, bob) = app.two_in("lobby").await;
    // Before cid comes: one frame may tell of both.
    ann.is_told("bob", Online).await;
    let mut cid = app.person("cid").await;
    cid.opens("lobby").await;
    ann.is_told("cid", Online).await;
    let phone = app.device_of(&bob).await;
    drop(bob);
    let left = Instant::now();
    // Long enough for whoever has no device to be offline.
    within("the time to pass", async {
        let mut is_away = false;
        while left.elapsed() < OFFLINE_AFTER + Duration::from_secs(2) {
            is_away = !is_away;
            cid.is_active(!is_away).await;
            let (_, before) = ann.is_told("cid", if is_away { Away } else { Online }).await;
            assert!(!mentions(&before, "bob"), "there is the phone: {before:?}");
        }
    })
    .await;
    drop(phone);
    ann.is_told("bob", Offline).await;
}

#[tokio::test]
async fn away_when_all_devices_are() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let mut phone = app.device_of(&bob).await;
    let mut cid = app.person("cid").await;
    cid.opens("lobby").await;
    ann.is_told("cid", Online).await;
    bob.is_active(false).await;
    cid.is_active(false).await;
    let (_, before) = ann.is_told("cid", Away).await;
    assert!(!is_news(&before, "bob"), "there is the phone: {before:?}");
    phone.is_active(false).await;
    ann.is_told("bob", Away).await;
    phone.is_active(true).await;
    ann.is_told("bob", Online).await;
    drop(phone);
    ann.is_told("bob", Away).await;
}

#[tokio::test]
async fn strangers_are_told_nothing() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let mut eve = app.person("eve").await;
    let general = eve.opens("general").await.room;
    eve.leaves(general).await;
    eve.sees::<app::event::RoomRemoved>().await;
    eve.opens("attic").await;
    eve.is_told("eve", Online).await;
    eve.forgets(|_| true);
    bob.is_active(false).await;
    ann.is_told("bob", Away).await;
    eve.is_active(false).await;
    let (_, before) = eve.is_told("eve", Away).await;
    assert!(!mentions(&before, "bob") && !mentions(&before, "ann"), "{before:?}");
    // And nothing is told of her: she sees no room with them.
    bob.is_active(true).await;
    let (_, before) = ann.is_told("bob", Online).await;
    assert!(!mentions(&before, "eve"), "{before:?}");
    assert_eq!(ann.heard(is_of("eve")), None);
}

/// To open a conversation does not make somebody visible: they see it with the first message.
#[tokio::test]
async fn who_was_never_written_to_is_not_told_of() {
    let app = App::start().await;
    let (mut ann, mut eve) = (app.person("ann").await, app.person("eve").await);
    let general = eve.opens("general").await.room;
    eve.leaves(general).await;
    eve.sees::<app::event::RoomRemoved>().await;
    let room = ann.opens("@eve").await.room;
    assert_eq!(ann.is_told_all().await, [("ann".to_owned(), Online)]);
    let members = listed(&app, &ann.token, room).await;
    assert_eq!(members[1], json!({"name": "eve", "admin": false}));
    ann.says("there?").await;
    eve.is_written_to().await;
    ann.is_told("eve", Online).await;
    assert_eq!(eve.is_told_all().await, [("ann".to_owned(), Online), ("eve".to_owned(), Online)]);
}

#[tokio::test]
async fn who_left_the_room_hears_no_more_of_it() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let lobby = bob.room.unwrap();
    bob.opens("attic").await;
    bob.is_told("ann", Online).await;
    bob.leaves(lobby).await;
    bob.sees::<app::event::RoomRemoved>().await;
    bob.forgets(|_| true);
    ann.is_told("bob", Online).await;
    ann.is_active(false).await;
    ann.is_told("ann", Away).await;
    bob.is_active(false).await;
    let (_, before) = bob.is_told("bob", Away).await;
    assert!(!mentions(&before, "ann"), "{before:?}");
    ann.is_active(true).await;
    let (_, before) = ann.is_told("ann", Online).await;
    assert!(!mentions(&before, "bob"), "{before:?}");
}

#[tokio::test]
async fn a_reconnect_is_not_told() {
    let app = App::with(&[("otp_ttl", "60s")]).await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let mut cid = app.person("cid").await;
    cid.opens("lobby").await;
    ann.is_told("cid", Online).await;
    let banter = app.banter.as_ref().unwrap();
    let bobs = banter.store.account(&Name::of_user("bob").unwrap()).await.unwrap().unwrap().id;
    // Where it takes too long to come back, it is rightly told.
    let mut longest = Duration::ZERO;
    for round in 0..3 {
        let again = app.otp(&bob.token).await;
        let left = Instant::now();
        let token = bob.token.clone();
        drop(bob);
        within("bob to be gone", async {
            while banter.hub.is_here(bobs) {
                tokio::task::yield_now().await;
            }
        })
        .await;
        let is_away = round % 2 == 0;
        cid.is_active(!is_away).await;
        let (_, before) = ann.is_told("cid", if is_away { Away } else { Online }).await;
        longest = longest.max(left.elapsed());
        assert!(longest >= OFFLINE_AFTER || !is_news(&before, "bob"), "{before:?}");
        bob = Person::enters(&app, "bob", token, &again).await;
        longest = longest.max(left.elapsed());
        bob.opens("lobby").await;
        bob.is_told("cid", if is_away { Away } else { Online }).await;
    }
    cid.is_active(true).await;
    let (_, before) = ann.is_told("cid", Online).await;
    assert!(longest >= OFFLINE_AFTER || !is_news(&before, "bob"), "{before:?}");
}

#[tokio::test]
async fn offline_with_last_seen() {
    let app = App::start().await;
    let (mut ann, bob) = app.two_in("lobby").await;
    let lobby = ann.room.unwrap();
    let before = clock::timestamp(clock::now_ms());
    drop(bob);
    let (told, _) = ann.is_told("bob", Offline).await;
    let after = clock::timestamp(clock::now_ms());
    let seen = told.seen.expect("it is known");
    assert!(before <= seen && seen <= after, "{before:?} {seen:?} {after:?}");
    let is_listed = json!({"name": "bob", "admin": false, "state": "offline", "seen": seen});
    assert_eq!(listed(&app, &ann.token, lobby).await[1], is_listed);
    let token = ann.token.clone();
    let folder = app.stop().await.unwrap();
    let app = App::on(folder.path(), &[]).await;
    assert_eq!(listed(&app, &token, lobby).await[1], is_listed, "it outlives the process");
    let ann = &listed(&app, &token, lobby).await[0];
    assert_eq!(ann["state"], "offline");
    assert!(ann["seen"].as_str().unwrap() >= seen.0.as_str(), "who was here to the end: {ann}");
}

#[tokio::test]
async fn after_kill_9_there_are_no_ghosts() {
    let data = tempfile::tempdir().unwrap();
    let process = Process::start(data.path(), &[]);
    let mut ann = process.app.person("ann").await;
    ann.opens("lobby").await;
    let mut bob = process.app.person("bob").await;
    let lobby = bob.opens("lobby").await.room;
    ann.is_told("bob", Online).await;
    process.kill();
    let process = Process::start(data.path(), &[]);
    let app = &process.app;
    let members = listed(app, &ann.token, lobby).await;
    assert_eq!(
        (&members[0]["state"], &members[1]["state"]),
        (&json!("offline"), &json!("offline"))
    );
    let mut ann = app.device_of(&ann).await;
    ann.opens("lobby").await;
    assert_eq!(ann.is_told_all().await, [("ann".to_owned(), Online)], "nobody else came back");
    let mut bob = app.device_of(&bob).await;
    bob.opens("lobby").await;
    ann.is_told("bob", Online).await;
}

#[tokio::test]
async fn changes_are_merged_per_tick() {
    const FLAPS: usize = 1_000;
    let app = App::with(&[("messages_per_second", "100000"), ("message_burst", "100000")]).await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    ann.opens("attic").await;
    bob.opens("attic").await;
    let mut cid = app.person("cid").await;
    cid.opens("lobby").await;
    ann.is_told("cid", Online).await;
    ann.forgets(|_| true);
    let began = Instant::now();
    for flap in 1..=FLAPS {
        bob.is_active(flap % 2 == 0).await;
        cid.is_active(flap % 2 == 0).await;
    }
    for person in [&mut bob, &mut cid] {
        person.is_active(false).await;
        person.sends_text(r#"{"type":"hello"}"#).await;
        person.sees::<Welcome>().await;
    }
    // The last tick has told ann what came after all of it.
    ann.is_active(false).await;
    let (_, before) = ann.is_told("ann", Away).await;
    let ticks = began.elapsed().as_secs() + 2;
    let news: Vec<_> = before.iter().filter(|told| told.room.is_none()).collect();
    let frames = news.len() as u64;
    assert!(frames <= ticks, "{frames} frames in {ticks} ticks");
    for told in news {
        let of_bob = told.users.iter().filter(|user| user.name == "bob").count();
        assert!(of_bob <= 1, "each person once: {told:?}");
    }
}

#[tokio::test]
async fn a_full_queue_drops_presence_first_and_a_fresh_state_follows() {
    let app = App::with(&[("message_burst", "5000"), ("queue_bytes", "131072")]).await;
    let mut ann = app.person("ann").await;
    ann.opens("lobby").await;
    let mut cid = app.person("cid").await;
    let lobby = cid.opens("lobby").await.room;
    ann.is_told("cid", Online).await;
    let mut bob = socket_over_pipe(&app, "bob", 8_192).await;
    let open = r#"{"type":"change_room","payload":{"name":"lobby"}}"#;
    bob.send(Message::text(open)).await.unwrap();
    let mut next = async || {
        within("an event", async {
            loop {
                if let Message::Text(text) = bob.next().await.unwrap().unwrap() {
                    return Event::decode(&text).unwrap();
                }
            }
        })
        .await
    };
    while !matches!(next().await, Event::Presence(told) if told.room == Some(lobby)) {}
    // From here on bob reads nothing: his pipe is full, and then what is told waits in his queue …
    let texts: Vec<_> = (0..220).map(|number| format!("{number} {}", "x".repeat(1_000))).collect();
    ann.says_all(&texts[..20]).await;
    cid.is_active(false).await;
    ann.is_told("cid", Away).await;
    // … until there is no room.
    ann.says_all(&texts[20..]).await;
    let (mut messages, mut told) = (0, None);
    while messages < texts.len() || told.is_none() {
        match next().await {
            Event::NewMessage(message) => {
                assert!(message.message.starts_with(&format!("{messages} ")), "none is missing");
                messages += 1;
            }
            Event::Presence(presence) if mentions(std::slice::from_ref(&presence), "cid") => {
                assert_eq!(presence.room, Some(lobby), "what was let go does not come after all");
                let cid = presence.users.iter().find(|user| user.name == "cid").unwrap();
                told = Some(cid.state);
            }
            _ => {}
        }
    }
    assert_eq!(told, Some(Away));
}
