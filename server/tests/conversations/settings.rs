//! A room's settings: topic, name, archived, deleted; who may; old names; rooms one could join.

use app::event::{
    ErrorCode, ErrorReply, MessageDeleted, RoomId, RoomRemoved, RoomRenamed, RoomSummary, Seq,
};
use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use serde_json::{Value, json};

use crate::support::{App, PATIENCE, Person, Wish, within};

impl App {
    /// What the server answers to a change of `room`'s settings.
    async fn configures(&self, who: &Person, room: RoomId, settings: &Value) -> (u16, Value) {
        let url = format!("http://{}/api/rooms/{room}", self.address);
        let asked = self.http.request(Method::PATCH, url).bearer_auth(&who.token).json(settings);
        let response = asked.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    async fn deletes(&self, who: &Person, room: RoomId) -> u16 {
        let url = format!("http://{}/api/rooms/{room}", self.address);
        let asked = self.http.request(Method::DELETE, url).bearer_auth(&who.token);
        asked.send().await.unwrap().status().as_u16()
    }

    /// Where a page of theirs leads, or its status.
    async fn leads(&self, who: &Person, path: &str) -> Result<String, StatusCode> {
        let page = self.get(path).header(header::COOKIE, format!("banter={}", who.token));
        let page = page.send().await.unwrap();
        let to = page.headers().get(header::LOCATION);
        to.map(|to| to.to_str().unwrap().to_owned()).ok_or(page.status())
    }

    /// What their page begins with.
    async fn first(&self, who: &Person, path: &str) -> Value {
        let page = self.get(path).header(header::COOKIE, format!("banter={}", who.token));
        let html = page.send().await.unwrap().text().await.unwrap();
        let (_, rest) = html.split_once("id=\"first\"").expect("the page holds it");
        let (_, rest) = rest.split_once('>').unwrap();
        serde_json::from_str(rest.split_once('<').unwrap().0).unwrap()
    }
}

#[tokio::test]
async fn original_rooms_a_room_is_in_its_url() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    for name in ["lobby", "茶室", "قهوة", "हिन्दी"] {
        let path = app::address::of_room(name);
        assert_eq!(app.first(&ann, &path).await["at"], json!([name, "missing"]));
        let made = ann.opens(name).await;
        assert_eq!(app.first(&bob, &path).await["at"], json!([name, "joinable"]));
        assert_eq!(bob.opens(name).await.room, made.room, "which the page does");
        let page = app.first(&bob, &path).await;
        assert_eq!(page["at"][1]["open"]["room"]["name"], *name);
    }
}

#[tokio::test]
async fn topic_and_name_are_told_in_the_log() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let room = ann.room.unwrap();
    let (status, now) = app.configures(&bob, room, &json!({"topic": " tea\n& cake "})).await;
    assert_eq!((status, &now["topic"], &now["head"]), (200, &json!("tea & cake"), &json!(3)));
    let told: RoomRenamed = ann.sees().await;
    assert_eq!((&*told.name, &*told.topic, &*told.from), ("lobby", "tea & cake", "bob"));
    let (_, now) = app.configures(&ann, room, &json!({"name": "Kitchen"})).await;
    assert_eq!((&now["name"], &now["topic"]), (&json!("Kitchen"), &json!("tea & cake")));
    let told: RoomRenamed = bob.sees().await;
    assert_eq!((told.seq, &*told.topic), (Seq(3), "tea & cake"), "the first, which he also hears");
    let renamed: RoomRenamed = bob.sees().await;
    assert_eq!((renamed.seq, &*renamed.name), (Seq(4), "Kitchen"));
    // Nothing changes by what is so already, and no row says so.
    let (status, now) = app.configures(&ann, room, &json!({"name": "Kitchen"})).await;
    assert_eq!((status, &now["head"]), (200, &json!(4)));
    // Who comes back is told the same.
    let mut again = app.device_of(&bob).await;
    again.room = Some(room);
    again.resumes(Seq(2)).await;
    assert_eq!(again.sees::<RoomRenamed>().await, told);
    assert_eq!(again.sees::<RoomRenamed>().await, renamed);
    let summary = again.welcome.rooms.iter().find(|of| of.room == room).unwrap();
    assert_eq!((&*summary.name, &*summary.topic), ("Kitchen", "tea & cake"));
}

#[tokio::test]
async fn an_old_link_leads_to_the_new_name() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let room = ann.room.unwrap();
    let said = ann.says("tea?").await.seq;
    app.configures(&ann, room, &json!({"name": "茶室"})).await;
    app.configures(&ann, room, &json!({"name": "Kitchen"})).await;
    for old in ["lobby", "LOBBY", "%E8%8C%B6%E5%AE%A4"] {
        assert_eq!(app.leads(&bob, &format!("/r/{old}")).await, Ok("/r/Kitchen".to_owned()));
    }
    let link = app.leads(&bob, &format!("/r/lobby/{said}")).await;
    assert_eq!(link, Ok(format!("/r/Kitchen/{said}")));
    assert_eq!(bob.opens("lobby").await.room, room, "no room is made of an old name");
    // By another case of its name it is the same room, and nothing is left behind.
    app.configures(&ann, room, &json!({"name": "KITCHEN"})).await;
    assert_eq!(app.leads(&bob, "/r/kitchen").await, Err(StatusCode::OK));
}

#[tokio::test]
async fn a_name_taken_again_is_the_new_rooms() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let lobby = ann.room.unwrap();
    let kitchen = ann.opens("kitchen").await.room;
    let (status, refused) = app.configures(&ann, kitchen, &json!({"name": "Lobby"})).await;
    assert_eq!((status, &refused["code"]), (409, &json!("name_taken")));
    app.configures(&ann, lobby, &json!({"name": "hall"})).await;
    let (status, _) = app.configures(&ann, kitchen, &json!({"name": "Lobby"})).await;
    assert_eq!(status, 200, "a name that is a room's no longer");
    assert_eq!(bob.opens("lobby").await.room, kitchen);
    assert_eq!(bob.opens("kitchen").await.room, kitchen);
    // And back: the names are exchanged, none leads astray.
    app.configures(&ann, kitchen, &json!({"name": "kitchen"})).await;
    app.configures(&ann, lobby, &json!({"name": "lobby"})).await;
    assert_eq!((bob.opens("lobby").await.room, bob.opens("hall").await.room), (lobby, lobby));
    assert_eq!(bob.opens("kitchen").await.room, kitchen);
}

#[tokio::test]
async fn who_may_what() {
    let app = App::start().await;
    // The first account is the admin.
    let (mut adm, mut ann) = (app.person("adm").await, app.person("ann").await);
    let (mut bob, eve) = (app.person("bob").await, app.person("eve").await);
    let room = ann.opens("lobby").await.room;
    bob.opens("lobby").await;
    let general = RoomId(1);
    let code = async |who: &Person, room, settings: Value| {
        let (status, answer) = app.configures(who, room, &settings).await;
        (status, answer["code"].as_str().unwrap_or("done").to_owned())
    };
    let (done, forbidden) = ((200, "done".to_owned()), (403, "forbidden".to_owned()));
    let not_found = (404, "not_found".to_owned());
    assert_eq!(code(&bob, room, json!({"topic": "tea"})).await, done);
    for settings in [json!({"name": "x"}), json!({"archived": true})] {
        assert_eq!(code(&bob, room, settings.clone()).await, forbidden);
        assert_eq!(code(&eve, room, settings.clone()).await, not_found, "no member");
        assert_eq!(code(&adm, room, settings).await, not_found, "nor is the admin, yet");
    }
    assert_eq!((app.deletes(&bob, room).await, app.deletes(&eve, room).await), (403, 404));
    adm.opens("lobby").await;
    assert_eq!(code(&adm, room, json!({"name": "hall"})).await, done);
    assert_eq!(code(&ann, room, json!({"name": "lobby"})).await, done);
    assert_eq!(code(&ann, general, json!({"topic": "all"})).await, forbidden);
    assert_eq!(code(&adm, general, json!({"topic": "all", "name": "all"})).await, done);
    assert_eq!(code(&adm, general, json!({"archived": true})).await, forbidden);
    assert_eq!(app.deletes(&adm, general).await, 403);
    let direct = ann.writes(&["bob"], "psst").await.room;
    assert_eq!(code(&ann, direct, json!({"topic": "ours"})).await, forbidden);
    assert_eq!(app.deletes(&ann, direct).await, 403);
    // What is no setting, or no value of one.
    for (settings, status) in [
        (json!({"name": "a b"}), 422),
        (json!({"topic": "x".repeat(251)}), 422),
        (json!({"color": "red"}), 400),
        (json!({"archived": "yes"}), 400),
        (json!([]), 400),
    ] {
        assert_eq!(code(&ann, room, settings).await.0, status);
    }
    // By a browser only from our own page.
    let url = format!("http://{}/api/rooms/{room}", app.address);
    let from_elsewhere = app.http.request(Method::DELETE, url);
    let from_elsewhere = from_elsewhere
        .header(header::COOKIE, format!("banter={}", ann.token))
        .header(header::ORIGIN, "https://elsewhere.example");
    assert_eq!(from_elsewhere.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(app.deletes(&ann, room).await, 204);
}

#[tokio::test]
async fn an_archived_room_is_read_only() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let room = ann.room.unwrap();
    let said = bob.says("last words").await.seq;
    let (_, now) = app.configures(&ann, room, &json!({"archived": true})).await;
    assert_eq!(now["archived"], true);
    assert!(bob.sees::<RoomRenamed>().await.archived);
    bob.begins_to_say("one more").await;
    let refused: ErrorReply = bob.sees().await;
    assert_eq!((refused.code, refused.is_final), (ErrorCode::Forbidden, true));
    assert!(refused.message.contains("archived"), "{}", refused.message);
    for wish in [Wish::Edit("other words"), Wish::React("👍", true)] {
        assert_eq!(bob.is_refused(wish, said).await.code, ErrorCode::Forbidden);
    }
    let (status, refused) = app.configures(&ann, room, &json!({"topic": "over"})).await;
    assert_eq!((status, &refused["code"]), (409, &json!("archived")));
    let eve = app.person("eve").await;
    assert_eq!(others(&app, &eve, "").await, (vec![], false), "it is not offered");
    // Nobody has to leave what they said there.
    bob.does(Wish::Delete, said).await;
    assert_eq!(ann.sees::<MessageDeleted>().await.of, said);
    app.configures(&ann, room, &json!({"archived": false})).await;
    bob.says("in use again").await;
}

#[tokio::test]
async fn a_deleted_room_is_nowhere() {
    let data = tempfile::tempdir().unwrap();
    let app = App::on(data.path(), &[]).await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let room = ann.room.unwrap();
    app.configures(&ann, room, &json!({"name": "canaries", "topic": "canary birds"})).await;
    let said = bob.says("canary one @ann").await.seq;
    bob.does(Wish::Edit("canary two"), said).await;
    ann.does(Wish::React("👍", true), said).await;
    let bytes = || {
        let files = ["banter.db", "banter.db-wal"].map(|name| data.path().join(name));
        files.iter().flat_map(|file| std::fs::read(file).unwrap_or_default()).collect::<Vec<_>>()
    };
    let canaries = || bytes().windows(6).filter(|bytes| bytes == b"canary").count();
    assert!(canaries() > 0, "the premise");
    bob.forgets(|event| event.log_position().is_some());
    assert_eq!(app.deletes(&ann, room).await, 204);
    for person in [&mut ann, &mut bob] {
        let removed: RoomRemoved = person.sees().await;
        assert_eq!((removed.room, &*removed.reason), (room, "deleted"));
        person.room = Some(room);
        person.begins_to_say("anybody?").await;
        assert_eq!(person.sees::<ErrorReply>().await.code, ErrorCode::NotMember);
    }
    for path in ["messages", "log", "members"] {
        let page = app.get(&format!("/api/rooms/{room}/{path}")).bearer_auth(&bob.token);
        assert_eq!(page.send().await.unwrap().status(), StatusCode::NOT_FOUND);
    }
    assert_eq!(app.deletes(&ann, room).await, 404);
    let again = app.device_of(&bob).await;
    assert!(again.welcome.rooms.iter().all(|of| of.room != room));
    // Its names are free.
    for name in ["lobby", "canaries"] {
        let made = bob.opens(name).await;
        assert!(made.room != room && made.head == Seq(1), "{name}");
    }
    within("the texts to be wiped", async {
        while canaries() > 0 {
            tokio::time::sleep(PATIENCE / 600).await;
        }
    })
    .await;
}

#[tokio::test]
async fn deleting_goes_on_after_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let app = App::on(data.path(), &[]).await;
    let mut ann = app.person("ann").await;
    let room = ann.opens("lobby").await.room;
    ann.says("canary").await;
    app.stop().await;
    // As one leaves it that was killed between the commit and the wiping.
    let db = rusqlite::Connection::open(data.path().join("banter.db")).unwrap();
    db.execute("DELETE FROM member WHERE room = ?1", [room.0]).unwrap();
    db.execute("UPDATE room SET deleted = 1, name_key = '#2' WHERE id = ?1", [room.0]).unwrap();
    let left = || {
        let said = "SELECT count(*) FROM room_log WHERE body != ''";
        db.query_row(said, [], |row| row.get::<_, u32>(0)).unwrap()
    };
    assert_eq!(left(), 1, "the premise");
    let app = App::on(data.path(), &[]).await;
    within("the texts to be wiped", async {
        while left() > 0 {
            tokio::time::sleep(PATIENCE / 600).await;
        }
    })
    .await;
    app.stop().await;
}

/// The names of the rooms that they could join, after that name, and whether there are more.
async fn others(app: &App, who: &Person, query: &str) -> (Vec<String>, bool) {
    let answer = app.get(&format!("/api/rooms/others{query}")).bearer_auth(&who.token);
    let answer: Value = answer.send().await.unwrap().json().await.unwrap();
    let names = answer["rooms"].as_array().unwrap().iter();
    let names = names.map(|room| room["name"].as_str().unwrap().to_owned());
    (names.collect(), answer["more"].as_bool().unwrap())
}

#[tokio::test]
async fn rooms_that_one_could_join_come_in_pages_by_name() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    for name in ["zoo", "Attic", "茶室", "mine"] {
        ann.opens(name).await;
    }
    ann.writes(&["bob"], "psst").await;
    bob.opens("mine").await;
    assert_eq!(
        others(&app, &bob, "").await,
        (["Attic", "zoo", "茶室"].map(str::to_owned).to_vec(), false)
    );
    assert_eq!(others(&app, &bob, "?limit=1").await, (vec!["Attic".to_owned()], true));
    assert_eq!(others(&app, &bob, "?limit=1&after=ATTIC").await, (vec!["zoo".to_owned()], true));
    assert_eq!(others(&app, &bob, "?limit=0&after=zoo").await.0.len(), 1, "at least one");
    assert_eq!(others(&app, &ann, "").await, (vec![], false));
    let stranger = app.get("/api/rooms/others").send().await.unwrap();
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_sidebar_of_another_device_knows_a_renamed_room() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let mut phone = app.device_of(&ann).await;
    let room = ann.opens("lobby").await.room;
    assert_eq!(phone.sees::<RoomSummary>().await.room, room);
    app.configures(&ann, room, &json!({"name": "hall"})).await;
    assert_eq!(phone.sees::<RoomRenamed>().await.name, "hall");
}

/// How often it was not too fast before it was, and how that was said.
async fn until_too_fast(ask: impl Fn() -> RequestBuilder) -> (u64, Response) {
    for times in 0..1_000 {
        let answer = ask().send().await.unwrap();
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            return (times, answer);
        }
    }
    panic!("as fast as one asks");
}

/// Each change is a row for ever, of which everybody is told: they come no faster than messages, out of the same
/// bucket, whichever way they are asked for.
#[tokio::test]
async fn settings_change_as_fast_as_one_may_speak() {
    let app = App::with(&[("messages_per_second", "1"), ("message_burst", "12")]).await;
    let began = std::time::Instant::now();
    let (ann, bob) = app.two_in("lobby").await;
    let room = ann.room.unwrap();
    let api = format!("http://{}/api/rooms/{room}", app.address);
    let asks = |method, who: &Person| app.http.request(method, &api).bearer_auth(&who.token);
    let topics = std::cell::Cell::new(0);
    let topic = || json!({"topic": topics.replace(topics.get() + 1).to_string()});
    let patch = || asks(Method::PATCH, &ann).json(&topic());
    let (patched, refused) = until_too_fast(patch).await;
    let burst = 11..=11 + began.elapsed().as_secs();
    assert!(burst.contains(&patched), "{patched}: she had opened the room");
    assert_eq!(refused.headers()[header::RETRY_AFTER], "1");
    assert_eq!(refused.json::<Value>().await.unwrap()["code"], "rate_limited");
    let form = || {
        let form = app.post(&format!("/rooms/{room}/settings"));
        let form = form.header(header::COOKIE, format!("banter={}", ann.token));
        form.form(&[("wish", "save"), ("name", "lobby"), ("topic", "by a form")])
    };
    let (sent, refused) = until_too_fast(form).await;
    let html = refused.text().await.unwrap();
    assert!(html.contains("That was too fast.") && html.contains("by a form"), "{html}");
    let (said, _) = until_too_fast(|| {
        let said = app.post(&format!("/api/rooms/{room}/messages")).bearer_auth(&ann.token);
        said.json(&json!({"message": "hi"}))
    })
    .await;
    let all = patched + sent + said;
    assert!(all <= 11 + began.elapsed().as_secs(), "{all} out of one bucket");
    let (deleted, _) = until_too_fast(|| asks(Method::DELETE, &bob)).await;
    assert!(deleted <= 11 + began.elapsed().as_secs(), "{deleted} though none was his to delete");
}
