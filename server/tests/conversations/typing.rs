//! Who is writing: told to the others in the room, and kept by nobody.

use std::time::Instant;

use app::event::{Command, ErrorCode, ErrorReply, Event, RoomId, Typing, Typist};

use crate::support::{App, Person};

impl Person {
    /// Writes a little in `room`.
    async fn types(&mut self, room: RoomId) {
        self.sends(&Command::Typing(Typing { room, client_id: None })).await;
    }
}

fn is_typing(event: &Event) -> bool {
    matches!(event, Event::Typing(_))
}

#[tokio::test]
async fn typing_is_heard_by_the_others_in_the_room() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let mut phone = app.device_of(&bob).await;
    phone.opens("lobby").await;
    let mut cid = app.person("cid").await;
    cid.opens("attic").await;
    let lobby = bob.room.unwrap();
    bob.types(lobby).await;
    assert_eq!(ann.sees::<Typist>().await, Typist { room: lobby, from: "bob".to_owned() });
    ann.says("heard").await;
    for person in [&mut bob, &mut phone] {
        person.sees_message("heard").await;
        assert_eq!(person.heard(is_typing), None, "one's own devices are told nothing");
    }
    cid.has_not_heard("heard").await;
    assert_eq!(cid.heard(is_typing), None);
}

#[tokio::test]
async fn typing_from_outside_is_refused() {
    let app = App::start().await;
    let (mut ann, mut eve) = (app.person("ann").await, app.person("eve").await);
    let lobby = ann.opens("lobby").await.room;
    eve.types(lobby).await;
    let refused: ErrorReply = eve.sees().await;
    assert_eq!((refused.code, refused.room), (ErrorCode::NotMember, Some(lobby)));
    // Where one is a member and does not follow, as well: general.
    eve.types(RoomId(1)).await;
    assert_eq!(eve.sees::<ErrorReply>().await.code, ErrorCode::NotMember);
    eve.opens("lobby").await;
    eve.types(lobby).await;
    ann.sees::<Typist>().await;
    eve.leaves(lobby).await;
    eve.sees::<app::event::RoomRemoved>().await;
    eve.types(lobby).await;
    assert_eq!(eve.sees::<ErrorReply>().await.code, ErrorCode::NotMember);
    ann.has_not_heard("").await;
    assert_eq!(ann.heard(is_typing), None);
}

#[tokio::test]
async fn too_much_typing_is_told_each_two_seconds_at_most() {
    let app = App::with(&[("message_burst", "1000")]).await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let lobby = bob.room.unwrap();
    let began = Instant::now();
    for _ in 0..500 {
        bob.types(lobby).await;
    }
    bob.says("done").await;
    ann.sees_message("done").await;
    let most = 1 + began.elapsed().as_secs() / 2;
    ann.sees::<Typist>().await;
    let mut told = 1;
    while ann.heard(is_typing).is_some() {
        ann.sees::<Typist>().await;
        told += 1;
    }
    assert!(told <= most, "{told} times");
}

#[tokio::test]
async fn of_many_who_write_only_a_few_are_told_of() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let lobby = ann.opens("lobby").await.room;
    let mut others = Vec::new();
    for number in 0..8 {
        let mut person = app.person(&format!("u{number}")).await;
        person.opens("lobby").await;
        others.push(person);
    }
    for person in &mut others {
        person.types(lobby).await;
        person.has_not_heard("").await;
    }
    ann.has_not_heard("").await;
    for _ in 0..server::typing::TYPISTS_MAX {
        ann.sees::<Typist>().await;
    }
    assert_eq!(ann.heard(is_typing), None);
}
