//! Temporary rooms, which close when nobody is in them; ordinary ones stay.

use app::event::{ChangeRoom, Command, RoomChanged, RoomId, RoomRemoved};

use crate::support::{App, PATIENCE, Person, within};

/// As soon as it can be.
const SOON: (&str, &str) = ("temporary_rooms_close_after", "1s");

impl Person {
    async fn opens_for_now(&mut self, name: &str) -> RoomChanged {
        let (name, after) = (name.to_owned(), None);
        let command = ChangeRoom { name, after, client_id: None, temporary: true };
        self.sends(&Command::ChangeRoom(command)).await;
        let changed: RoomChanged = self.sees().await;
        self.room = Some(changed.room);
        changed
    }
}

impl App {
    async fn is_open(&self, room: RoomId) -> bool {
        let store = &self.banter.as_ref().unwrap().store;
        store.temporary_rooms().await.unwrap().contains(&room)
    }

    async fn has_closed(&self, room: RoomId) {
        within("the room to close", async {
            while self.is_open(room).await {
                tokio::time::sleep(PATIENCE / 600).await;
            }
        })
        .await;
    }
}

#[tokio::test]
async fn original_rooms_a_room_nobody_is_in_closes_itself() {
    let app = App::with(&[SOON]).await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let made = ann.opens_for_now("stand-up").await;
    assert!(made.temporary);
    assert!(bob.opens("stand-up").await.temporary, "whoever joins is told");
    // One that is made after it and left at once closes; this one does not.
    let mut cid = app.person("cid").await;
    let other = cid.opens_for_now("other").await.room;
    drop(cid);
    app.has_closed(other).await;
    assert!(app.is_open(made.room).await, "people are in it");
    drop(ann);
    drop(bob);
    app.has_closed(made.room).await;
    let mut again = app.person("ann").await;
    assert!(again.welcome.rooms.iter().all(|room| room.room != made.room));
    let anew = again.opens("stand-up").await;
    assert!(anew.room != made.room && !anew.temporary, "the name is free");
}

#[tokio::test]
async fn an_ordinary_room_stays() {
    let app = App::with(&[SOON]).await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let ordinary = ann.opens("lobby").await.room;
    // Whether it is temporary is decided by who makes it.
    assert!(!bob.opens_for_now("lobby").await.temporary);
    let temporary = bob.opens_for_now("stand-up").await.room;
    drop(ann);
    drop(bob);
    app.has_closed(temporary).await;
    let again = app.person("ann").await;
    assert!(again.welcome.rooms.iter().any(|room| room.room == ordinary));
}

#[tokio::test]
async fn who_has_it_open_keeps_it_and_who_leaves_closes_it() {
    let app = App::with(&[SOON]).await;
    let mut ann = app.person("ann").await;
    let room = ann.opens_for_now("stand-up").await.room;
    let mut phone = app.device_of(&ann).await;
    phone.opens("stand-up").await;
    ann.leaves(room).await;
    assert_eq!(phone.sees::<RoomRemoved>().await.reason, "left");
    app.has_closed(room).await;
}

#[tokio::test]
async fn joining_at_the_last_moment_keeps_it() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let room = ann.opens_for_now("stand-up").await;
    let banter = app.banter.as_ref().unwrap();
    let mut bob = app.person("bob").await;
    bob.opens("stand-up").await;
    // It was seen empty before he came.
    banter.rooms.close(room.room, room.head).await.unwrap_err();
    bob.says("here I am").await;
    assert!(app.is_open(room.room).await);
    // Whoever is a member somewhere is told of its end.
    let newest = banter.store.newest_by_people(vec![room.room]).await.unwrap()[0].1;
    banter.rooms.close(room.room, newest).await.unwrap();
    assert_eq!(bob.sees::<RoomRemoved>().await.reason, "closed");
}

#[tokio::test]
async fn a_restart_is_not_emptiness() {
    let app = App::with(&[SOON]).await;
    let mut ann = app.person("ann").await;
    let room = ann.opens_for_now("stand-up").await.room;
    // Down before anybody could say that it is empty.
    let folder = app.stop().await.unwrap();
    let app = App::on(folder.path(), &[SOON]).await;
    // One that is made now and is empty for as long closes.
    let mut bob = app.person("bob").await;
    let other = bob.opens_for_now("other").await.room;
    drop(bob);
    app.has_closed(other).await;
    assert!(app.is_open(room).await, "its people have time to come back");
    app.stop().await;
}

#[tokio::test]
async fn original_rooms_asking_for_a_room_that_is_not_there() {
    let app = App::start().await;
    let ann = app.person("ann").await;
    let ask = async |path: &str| {
        let answer = app.get(path).bearer_auth(&ann.token).send().await.unwrap();
        (answer.status().as_u16(), answer.json::<serde_json::Value>().await.unwrap())
    };
    for path in ["/api/rooms/r99/messages", "/api/rooms/r99/log", "/api/rooms/nowhere/members"] {
        let (status, answer) = ask(path).await;
        assert_eq!((status, answer["code"].as_str()), (404, Some("not_found")), "{path}");
    }
}
