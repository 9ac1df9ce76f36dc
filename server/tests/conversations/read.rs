//! Read markers: what is unread, on one device and on several.

use app::event::{
    Ack, Command, ErrorCode, ErrorReply, Event, Read, ReadChanged, RoomSummary, Seq, Welcome, read,
};
use app::http::{History, Rooms};

use crate::support::Wish::{Delete, Edit};
use crate::support::{App, Person, new_client_id};

/// What all three places of the wire say of ann's lobby: (read, unread, mentions).
async fn counts(app: &App, ann: &mut Person) -> (Seq, u64, u64) {
    let of = |rooms: &[RoomSummary]| {
        let lobby = rooms.iter().find(|room| room.name == "lobby").unwrap();
        (lobby.read, lobby.unread, lobby.mentions)
    };
    ann.sends_text(r#"{"type":"hello"}"#).await;
    let welcome = of(&ann.sees::<Welcome>().await.rooms);
    let changed = ann.opens("lobby").await;
    assert_eq!((changed.read, changed.unread, changed.mentions), welcome);
    let rooms = app.get("/api/rooms").bearer_auth(&ann.token).send().await.unwrap();
    assert_eq!(of(&read::<Rooms>(&rooms.text().await.unwrap()).unwrap().rooms), welcome);
    // What other devices had read was heard before the welcome.
    ann.forgets(|event| matches!(event, Event::ReadChanged(_)));
    let asked = ann.reads(Seq::ZERO).await;
    assert_eq!((asked.read, asked.unread, asked.mentions), welcome, "reading 0 is a question");
    welcome
}

#[tokio::test]
async fn unread_is_what_others_said_after_the_marker_and_was_not_deleted() {
    let app = App::start().await;
    let mut bob = app.person("bob").await;
    bob.opens("lobby").await;
    bob.says("before she came").await;
    let mut ann = app.person("ann").await;
    let joined = ann.opens("lobby").await.head;
    assert_eq!(counts(&app, &mut ann).await, (joined, 0, 0));
    let one = bob.says("one").await.seq;
    let two = bob.says("two, @Ann").await.seq;
    ann.says("my own, @ann").await;
    let three = bob.says("three").await.seq;
    assert_eq!(counts(&app, &mut ann).await, (joined, 3, 1));
    bob.does(Edit("three, @ann!"), three).await;
    assert_eq!(counts(&app, &mut ann).await, (joined, 3, 2));
    bob.does(Edit("two"), two).await;
    bob.does(Delete, one).await;
    assert_eq!(counts(&app, &mut ann).await, (joined, 2, 1));
    let read = ann.reads(two).await;
    assert_eq!((read.read, read.unread, read.mentions), (two, 1, 1));
    bob.does(Delete, three).await;
    assert_eq!(counts(&app, &mut ann).await, (two, 0, 0));
}

#[tokio::test]
async fn the_marker_only_goes_forward_and_every_device_hears_of_it() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let mut phone = app.device_of(&ann).await;
    phone.room = ann.room;
    let last = bob.says("one").await.seq;
    let read = ann.reads(last).await;
    assert_eq!((read.read, read.unread, read.head), (last, 0, last));
    assert_eq!(phone.sees::<ReadChanged>().await, read);
    assert_eq!(phone.reads(Seq(1)).await.read, last, "an older marker changes nothing");
    let beyond = phone.reads(Seq(9_999)).await;
    assert_eq!(beyond.read, last, "nothing is read that was not said");
    bob.says("two").await;
    assert_eq!(counts(&app, &mut ann).await.1, 1);
    let (room, id) = (ann.room.unwrap(), Some(new_client_id()));
    ann.sends(&Command::Read(Read { room, seq: last, client_id: id.clone() })).await;
    assert_eq!(ann.sees::<Ack>().await.client_id, id, "one who asks for an ack gets one");
    bob.sends(&Command::Read(Read { room: app::event::RoomId(77), seq: last, client_id: None }))
        .await;
    assert_eq!(bob.sees::<ErrorReply>().await.code, ErrorCode::NotMember);
}

#[tokio::test]
async fn names_are_found_in_any_script_and_only_members_are_named() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let mut wang = app.person("王小明").await;
    app.person("eve").await;
    wang.opens("lobby").await;
    ann.says("你好@王小明你好 @BOB, @bobby @eve a@bob.example").await;
    let heard: app::event::NewMessage = bob.sees().await;
    assert_eq!(heard.mentions, ["bob", "王小明"]);
    let named = |name: &str| format!(r#"<span class="mention">{name}</span>"#);
    let (wang_named, bob_named) = (named("@王小明"), named("@BOB"));
    let others = "@bobby @eve a@bob.example";
    let html = format!(r#"<p dir="auto">你好{wang_named}你好 {bob_named}, {others}</p>"#);
    assert_eq!(heard.html, html);
    let path = format!("/api/rooms/{}/messages", ann.room.unwrap());
    let page = app.get(&path).bearer_auth(&ann.token).send().await.unwrap();
    let page: History = read(&page.text().await.unwrap()).unwrap();
    assert_eq!(page.messages, [heard]);
}
