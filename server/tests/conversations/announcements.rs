//! What an admin says to everybody: told to all who are there, once to who comes within its lifetime, to nobody after.

use std::path::Path;
use std::time::{Duration, SystemTime};

use app::event::{
    Ack, Announce, Announcement, ClientId, Command, ErrorCode, ErrorReply, Event, RoomId, Seq,
    Timestamp, Welcome,
};
use futures_util::{SinkExt, StreamExt};
use rusqlite::Connection;
use server::auth::BotToken;
use server::name::Name;
use server::store::ANNOUNCEMENTS_MAX;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{App, Person, Process, new_client_id, socket_over_pipe, within};

impl Person {
    /// Says something to everybody; the answer is still to come.
    async fn begins_to_announce(&mut self, text: &str, minutes: u64, id: &ClientId) {
        let (message, client_id) = (text.to_owned(), Some(id.clone()));
        self.sends(&Command::Announcement(Announce { message, minutes, client_id })).await;
    }

    async fn announces_as(
        &mut self,
        text: &str,
        minutes: u64,
        id: &ClientId,
    ) -> Result<Ack, ErrorReply> {
        self.begins_to_announce(text, minutes, id).await;
        self.is_answered(id).await
    }

    pub(crate) async fn announces(&mut self, text: &str) -> Ack {
        self.announces_as(text, 60, &new_client_id()).await.unwrap()
    }

    pub(crate) async fn sees_announcement(&mut self, text: &str) -> Announcement {
        let told: Announcement = self.sees().await;
        assert_eq!(told.message, text);
        told
    }

    /// Nothing was announced here that was not waited for. What it has read it has answered by now, pings too.
    pub(crate) async fn is_told_nothing(&mut self) {
        for _ in 0..2 {
            self.sends_text(r#"{"type":"hello"}"#).await;
            let _: Welcome = self.sees().await;
        }
        let told = self.heard(|event| matches!(event, Event::Announcement(_)));
        assert_eq!(told, None, "{} was told", self.name);
    }
}

/// Works on what a server keeps, as nothing of Banter's does.
fn tampers<T>(data: &Path, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> T {
    let db = Connection::open(data.join("banter.db")).unwrap();
    db.busy_timeout(Duration::from_secs(10)).unwrap();
    work(&db).unwrap()
}

/// Waits until it is kept that `person` was told up to there.
async fn is_noted(data: &Path, person: &Person, id: u64) {
    let query = "SELECT announced FROM user WHERE name = ?1";
    let noted =
        || tampers(data, |db| db.query_row(query, [&*person.name], |row| row.get::<_, u64>(0)));
    within("it to be noted", async {
        while noted() != id {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

fn is_forbidden(answer: Result<Ack, ErrorReply>, told: &str) {
    let error = answer.unwrap_err();
    assert_eq!((error.code, error.is_final), (ErrorCode::Forbidden, true));
    assert!(error.message.contains(told), "{}", error.message);
}

#[tokio::test]
async fn original_practice_a_broadcast_reaches_everybody() {
    let app = App::start().await;
    let (mut ann, mut phone) = (app.person("ann").await, app.person("bob").await);
    let mut laptop = app.device_of(&phone).await;
    let store = &app.banter.as_ref().unwrap().store;
    let id = store.add_bot(&Name::of_user("robot").unwrap()).await.unwrap();
    let token = BotToken::make().unwrap();
    assert!(store.add_token(id, token.session(), "test").await.unwrap());
    let otp = app.otp(token.reveal()).await;
    let mut robot = Person::enters(&app, "robot", token.reveal().to_owned(), &otp).await;
    let head = ann.opens("general").await.head;

    let ack = ann.announces("**Backup** at 18:00, @bob").await;
    assert_eq!((ack.room, ack.seq, ack.dup), (RoomId(0), Seq(1), false));
    let told = ann.sees_announcement("**Backup** at 18:00, @bob").await;
    assert_eq!((&*told.id, &*told.from, &told.sent), ("a1", "ann", &ack.sent));
    assert_eq!(told.html, "<p dir=\"auto\"><strong>Backup</strong> at 18:00, @bob</p>");
    let hour = ms(&told.expires) - ms(&told.sent);
    assert_eq!(hour, 60 * 60_000);
    for other in [&mut phone, &mut laptop, &mut robot] {
        assert_eq!(other.sees::<Announcement>().await, told);
        other.is_told_nothing().await;
    }
    // It is in no room.
    assert_eq!(ann.opens("general").await.head, head);
}

fn ms(at: &Timestamp) -> u64 {
    app::zone::ms_of(at)
}

#[tokio::test]
async fn original_hub_any_other_type_goes_to_everyone() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let mut cid = app.person("cid").await;
    ann.writes(&["bob"], "to one").await;
    ann.announces("to all").await;
    assert_eq!(bob.sees_message("to one").await.from, "ann");
    for person in [&mut ann, &mut bob, &mut cid] {
        person.sees_announcement("to all").await;
    }
    assert!(cid.heard(|event| matches!(event, Event::NewMessage(_))).is_none());
}

#[tokio::test]
async fn only_admins_announce() {
    let app = App::with(&[("message_burst", "100")]).await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let id = new_client_id();
    is_forbidden(bob.announces_as("I am king", 60, &id).await, "Only an admin");
    // What was refused is nowhere, its client_id is not spent.
    assert!(bob.announces_as("I am king", 60, &id).await.is_err());
    for (text, minutes, code, told) in [
        (" ", 60, ErrorCode::Empty, "empty"),
        (&*"x".repeat(4_001), 60, ErrorCode::TooLong, "4000"),
        ("x", 0, ErrorCode::BadPayload, "1 to 10080 minutes"),
        ("x", 10_081, ErrorCode::BadPayload, "1 to 10080 minutes"),
    ] {
        let error = ann.announces_as(text, minutes, &new_client_id()).await.unwrap_err();
        assert_eq!((error.code, error.is_final), (code, true), "{minutes}");
        assert!(error.message.to_lowercase().contains(told), "{}", error.message);
    }
    for number in 0..ANNOUNCEMENTS_MAX {
        ann.announces(&number.to_string()).await;
        bob.sees_announcement(&number.to_string()).await;
    }
    let error = ann.announces_as("one more", 60, &new_client_id()).await;
    is_forbidden(error, "20 announcements");
    bob.is_told_nothing().await;
}

#[tokio::test]
async fn who_comes_within_its_lifetime_is_told_once() {
    let data = tempfile::tempdir().unwrap();
    let app = App::on(data.path(), &[]).await;
    let mut ann = app.person("ann").await;
    let bob = app.person("bob").await;
    let token = bob.token.clone();
    drop(bob);
    ann.announces("first").await;
    ann.announces("second").await;
    ann.sees_announcement("first").await;
    ann.sees_announcement("second").await;
    let mut bob = Person::enters(&app, "bob", token.clone(), &app.otp(&token).await).await;
    bob.sees_announcement("first").await;
    bob.sees_announcement("second").await;
    for person in [&mut ann, &mut bob] {
        person.is_told_nothing().await;
        is_noted(data.path(), person, 2).await;
        app.device_of(person).await.is_told_nothing().await;
    }
    ann.announces("third").await;
    bob.sees_announcement("third").await;
    bob.is_told_nothing().await;
    // Who is new here comes within its lifetime as well.
    let mut cid = app.person("cid").await;
    for text in ["first", "second", "third"] {
        cid.sees_announcement(text).await;
    }
}

#[tokio::test]
async fn over_a_restart_too() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let (mut ann, bob) = (server.app.person("ann").await, server.app.person("bob").await);
    let mut cid = server.app.person("cid").await;
    let token = bob.token.clone();
    drop(bob);
    let ack = ann.announces("before").await;
    cid.sees_announcement("before").await;
    cid.is_told_nothing().await;
    is_noted(data.path(), &cid, ack.seq.0).await;
    server.kill();

    let server = Process::start(data.path(), &[]);
    let otp = server.app.otp(&token).await;
    let mut bob = Person::enters(&server.app, "bob", token.clone(), &otp).await;
    let told = bob.sees_announcement("before").await;
    assert_eq!((&*told.from, &told.sent), ("ann", &ack.sent));
    bob.is_told_nothing().await;
    is_noted(data.path(), &bob, ack.seq.0).await;
    server.app.device_of(&cid).await.is_told_nothing().await;
    server.kill();

    let server = Process::start(data.path(), &[]);
    server.app.device_of(&bob).await.is_told_nothing().await;
    let mut ann = server.app.device_of(&ann).await;
    let ack = ann.announces("after").await;
    assert_eq!(ack.seq, Seq(2), "no number is given twice");
}

/// The bytes went out, and nobody says that they came: the process is killed, and tells it again.
#[tokio::test]
async fn kill_9_between_telling_and_noting_tells_it_again() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let (mut ann, mut bob) = (server.app.person("ann").await, server.app.person("bob").await);
    ann.announces("to all").await;
    ann.sees_announcement("to all").await;
    ann.is_told_nothing().await;
    is_noted(data.path(), &ann, 1).await;
    // Bob's socket has taken it; this bob has not looked.
    server.kill();
    let server = Process::start(data.path(), &[]);
    let mut again = server.app.device_of(&bob).await;
    let told = again.sees_announcement("to all").await;
    assert_eq!(bob.sees::<Announcement>().await, told, "the page knows it by its id");
    again.is_told_nothing().await;
    is_noted(data.path(), &again, 1).await;
    server.app.device_of(&ann).await.is_told_nothing().await;
}

#[tokio::test]
async fn after_its_end_nobody_is() {
    let data = tempfile::tempdir().unwrap();
    let app = App::on(data.path(), &[]).await;
    let mut ann = app.person("ann").await;
    ann.announces("until then").await;
    ann.announces("for longer").await;
    app.stop().await;
    let app = App::on(data.path(), &[]).await;
    let now = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let now = || i64::try_from(now().as_millis()).unwrap();
    // Each comes for the first time, the first of them in time: all but coming is done before.
    let (token, otp) = app.sign_in("person-0").await;
    let end = now() + 10_000;
    let shorten = "UPDATE announcement SET expires = ?1 WHERE id = 1";
    tampers(data.path(), |db| db.execute(shorten, [end]));
    let mut person = Person::enters(&app, "person-0", token, &otp).await;
    person.sees_announcement("until then").await;
    person.sees_announcement("for longer").await;
    within("its end", async {
        for number in 1.. {
            let mut person = app.person(&format!("person-{number}")).await;
            let told: Announcement = person.sees().await;
            if told.message == "for longer" {
                break;
            }
            person.sees_announcement("for longer").await;
        }
    })
    .await;
    assert!(now() >= end, "and not before");
}

#[tokio::test]
async fn a_retry_announces_once() {
    let data = tempfile::tempdir().unwrap();
    let app = App::on(data.path(), &[]).await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let room = ann.opens("general").await.room;
    let id = new_client_id();
    let ack = ann.announces_as("once", 60, &id).await.unwrap();
    let dup = ann.announces_as("once", 60, &id).await.unwrap();
    assert_eq!(dup, Ack { dup: true, ..ack.clone() });
    bob.sees_announcement("once").await;
    for other in [("twice", 60), ("once", 61)] {
        let error = ann.announces_as(other.0, other.1, &id).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Conflict, "{other:?}");
    }
    // One client_id over all kinds.
    let said =
        r#"{"type":"send_message","payload":{"message":"once","room":"ROOM","client_id":"ID"}}"#;
    let said = said.replace("ROOM", &room.to_string()).replace("ID", id.as_str());
    ann.sends_text(&said).await;
    assert_eq!(ann.is_answered(&id).await.unwrap_err().code, ErrorCode::Conflict);
    let said = ann.says("a message").await.client_id.unwrap();
    let error = ann.announces_as("a message", 60, &said).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Conflict);
    bob.is_told_nothing().await;
    app.stop().await;

    let app = App::on(data.path(), &[]).await;
    let (mut ann, mut bob) = (app.device_of(&ann).await, app.device_of(&bob).await);
    let dup = ann.announces_as("once", 60, &id).await.unwrap();
    assert_eq!(dup, Ack { dup: true, ..ack });
    bob.is_told_nothing().await;
}

/// As many as there can be, each as long as it can be: copies of them would not fit into the queue.
#[tokio::test]
async fn a_slow_reader_is_told_all_when_it_reads_on() {
    let settings = [("queue_bytes", "131072"), ("message_burst", "100")];
    let app = App::with(&settings).await;
    let mut ann = app.person("ann").await;
    let mut bob = socket_over_pipe(&app, "bob", 1_024).await;
    let text = |number: usize| format!("{number} {}", "公告 ".repeat(1_300));
    for number in 0..ANNOUNCEMENTS_MAX {
        ann.announces(&text(number)).await;
        assert!(ann.sees::<Announcement>().await.message.starts_with(&format!("{number} ")));
    }
    bob.send(Message::text(r#"{"type":"hello"}"#)).await.unwrap();
    for number in 0..ANNOUNCEMENTS_MAX {
        let told = within("an announcement", async {
            loop {
                let message = bob.next().await.expect("the connection lives on").unwrap();
                let Message::Text(frame) = message else { continue };
                if let Event::Announcement(told) = Event::decode(&frame).unwrap() {
                    return told;
                }
            }
        })
        .await;
        assert_eq!(told.message, text(number).trim_end());
    }
}

/// A pong that the server asked for costs nothing: who has nothing left of the rate is not closed for it.
#[tokio::test]
async fn being_told_uses_up_no_rate() {
    let app = App::with(&[("message_burst", "12"), ("messages_per_second", "1")]).await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    bob.opens("lobby").await;
    let answered = async |bob: &mut Person| {
        let id = bob.begins_to_say("hi").await;
        bob.is_answered(&id).await
    };
    while answered(&mut bob).await.is_ok() {}
    for number in 0..10 {
        ann.announces(&number.to_string()).await;
        bob.sees_announcement(&number.to_string()).await;
    }
    // The connection lives.
    let _ = answered(&mut bob).await;
}

/// Whatever a client says in its pongs, it is told of what is new.
#[tokio::test]
async fn nobody_knows_of_what_was_not_said() {
    let data = tempfile::tempdir().unwrap();
    let app = App::on(data.path(), &[]).await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    ann.announces("first").await;
    bob.sees_announcement("first").await;
    for claim in [&u64::MAX.to_be_bytes()[..], b"", b"x", &[0; 100]] {
        bob.socket.send(Message::Pong(claim.to_vec().into())).await.unwrap();
    }
    bob.is_told_nothing().await;
    is_noted(data.path(), &bob, 1).await;
    ann.announces("second").await;
    bob.sees_announcement("second").await;
}

#[tokio::test]
async fn what_is_ended_early_is_taken_down_and_told_to_nobody_else() {
    let data = tempfile::tempdir().unwrap();
    let app = App::on(data.path(), &[]).await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let cid = app.person("cid").await;
    let token = cid.token.clone();
    drop(cid);
    ann.announces("a mistake").await;
    let told = bob.sees_announcement("a mistake").await;
    bob.is_told_nothing().await;
    is_noted(data.path(), &bob, 1).await;
    let end = || async {
        let ended = app.post("/admin/announcements/1/end");
        let cookie = format!("banter={}", ann.token);
        ended.header("cookie", cookie).send().await.unwrap().status().as_u16()
    };
    assert_eq!(end().await, 303);
    let over = bob.sees_announcement("").await;
    assert!(over.expires < told.expires && over.html.is_empty());
    assert_eq!((over.id, over.from, over.sent), (told.id, told.from, told.sent));
    assert_eq!(end().await, 303, "it is over already");
    bob.is_told_nothing().await;
    // A page of bob's that was asleep may show it still.
    let mut asleep = app.device_of(&bob).await;
    asleep.sees_announcement("").await;
    asleep.is_told_nothing().await;
    let mut cid = Person::enters(&app, "cid", token.clone(), &app.otp(&token).await).await;
    cid.is_told_nothing().await;
    let left = "SELECT count(*) FROM announcement WHERE body != ''";
    assert_eq!(tampers(data.path(), |db| db.query_row(left, [], |row| row.get::<_, u32>(0))), 0);
}
