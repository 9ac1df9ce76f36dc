//! What programs put into `banter.in`.

use app::event::Seq;
use lapin::BasicProperties;
use lapin::types::{AMQPValue, FieldTable};
use serde_json::json;
use server::amqp::{DEAD, INCOMING, REASON};

use crate::broker::{Broker, said};
use crate::support::{Process, is_connected, log, messages, serve, until};

#[tokio::test]
async fn original_practice_messages_come_in_from_rabbitmq() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let server = serve(data.path());
    let mut ann = server.app.person("ann").await;
    assert!(ann.welcome.user.admin, "a bot is not the first");
    ann.opens("Builds").await;
    let client = broker.client().await;
    let body = json!({"room": "builds", "message": "*green*", "id": "7", "from": "CI server"});
    client.puts(body.to_string().as_bytes()).await;
    let seen = ann.sees_message("*green*").await;
    assert_eq!(
        (&*seen.from, seen.bot, seen.alias.as_deref()),
        ("rabbitmq", true, Some("CI server"))
    );
    for number in 0..500 {
        client.says("BUILDS", &format!("{number}"), &format!("n{number}")).await;
    }
    for number in 0..500 {
        let seen = ann.sees_message(&format!("{number}")).await;
        assert_eq!((seen.seq, seen.alias), (Seq(number + 3), None), "in order");
    }
    client.has_waiting(INCOMING, 0).await;
    assert_eq!(client.waiting(DEAD).await, 0);
}

/// Another process holds the database's write lock: nothing is committed. What Banter holds then is RabbitMQ's still.
#[tokio::test]
async fn a_message_is_acknowledged_after_its_commit() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let server = serve(data.path());
    let mut ann = server.app.person("ann").await;
    let room = ann.opens("builds").await.room;
    is_connected(&server.app).await;
    let client = broker.client().await;
    let other = rusqlite::Connection::open(data.path().join("banter.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    for id in ["a", "b", "c"] {
        client.says("builds", id, id).await;
    }
    client.has_waiting(INCOMING, 0).await;
    server.kill();
    client.has_waiting(INCOMING, 3).await;
    other.execute_batch("ROLLBACK").unwrap();
    let server = serve(data.path());
    let mut ann = server.app.person("ann").await;
    ann.opens("builds").await;
    until("all of them to stand", async || messages(&server.app, &ann, room).await.len() == 3)
        .await;
    client.has_waiting(INCOMING, 0).await;
    let said: Vec<_> = messages(&server.app, &ann, room).await;
    let texts: Vec<_> = said.iter().map(|message| message.message.as_str()).collect();
    assert_eq!(texts, ["a", "b", "c"]);
}

/// The lock is held for longer than a commit waits: nothing is refused, nothing is out of order.
#[tokio::test]
async fn what_cannot_be_stored_just_now_comes_again_in_its_order() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let mut server = serve(data.path());
    let mut ann = server.app.person("ann").await;
    let room = ann.opens("builds").await.room;
    is_connected(&server.app).await;
    let client = broker.client().await;
    let other = rusqlite::Connection::open(data.path().join("banter.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    for number in 0..200 {
        client.says("builds", &number.to_string(), &number.to_string()).await;
    }
    // Given back, since nothing could be committed.
    until("it to be said", async || {
        crate::support::ready(&server.app).await.contains("cannot store")
    })
    .await;
    other.execute_batch("ROLLBACK").unwrap();
    for number in 0..200 {
        ann.sees_message(&number.to_string()).await;
    }
    assert_eq!(messages(&server.app, &ann, room).await.len(), 200);
    assert_eq!(client.waiting(DEAD).await, 0);
    server.signal("-TERM");
    server.ends();
    assert!(server.log().contains("RabbitMQ is not connected"));
}

#[tokio::test]
async fn a_redelivery_stands_once() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let server = serve(data.path());
    let mut ann = server.app.person("ann").await;
    let room = ann.opens("builds").await.room;
    let client = broker.client().await;
    for _ in 0..3 {
        client.says("builds", "green", "7").await;
    }
    client.says("builds", "red", "8").await;
    ann.sees_message("green").await;
    ann.sees_message("red").await;
    client.has_waiting(INCOMING, 0).await;
    assert_eq!(log(&server.app, &ann, room).await.len(), 3);
    assert_eq!(client.waiting(DEAD).await, 0, "a repetition is no fault");
}

#[tokio::test]
async fn poison_goes_to_the_dead_with_its_reason() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let server = serve(data.path());
    let mut ann = server.app.person("ann").await;
    ann.opens("builds").await;
    let client = broker.client().await;
    client.says("builds", "green", "7").await;
    let body = |room: &str, message: &str, id: &str, from: &str| {
        json!({"room": room, "message": message, "id": id, "from": from}).to_string().into_bytes()
    };
    let long = "x".repeat(4_001);
    let poison = [
        (b"green".to_vec(), "not {\"room\""),
        (vec![0xff, 0xfe], "not {\"room\""),
        (br#"{"room":"builds","message":"m"}"#.to_vec(), "missing field `id`"),
        (said("nowhere", "m", "1"), "There is no room called nowhere."),
        (said("@ann", "m", "1"), "A name has"),
        (said("builds", "m", "two words"), "An id is"),
        (said("builds", "m", &"x".repeat(65)), "An id is"),
        (said("builds", " ", "1"), "empty"),
        (said("builds", &long, "1"), "4000"),
        (body("builds", "m", "1", "a\nb"), "A bot speaks for"),
        (said("builds", "another text", "7"), "used for something else"),
        (said("builds", &"x".repeat(70_000), "1"), "larger than 65536 bytes"),
    ];
    for (body, _) in &poison {
        client.puts(body).await;
    }
    client.says("builds", "and on", "9").await;
    ann.sees_message("green").await;
    ann.sees_message("and on").await;
    for (body, why) in &poison {
        let (is, reason) = client.dead().await;
        assert_eq!(is, body[..body.len().min(65_536)], "{reason}");
        assert!(reason.contains(why), "{reason} has not {why}");
        assert!(reason.ends_with('.'), "{reason}");
    }
    client.has_waiting(INCOMING, 0).await;
}

/// Poison neither comes back nor goes away, whatever it tells RabbitMQ, and what is behind it comes in.
#[tokio::test]
async fn poison_is_put_away_once_and_stays() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let server = serve(data.path());
    let mut ann = server.app.person("ann").await;
    ann.opens("builds").await;
    let client = broker.client().await;
    let mut headers = FieldTable::default();
    headers.insert("build".into(), AMQPValue::LongInt(7));
    for route in ["CC", "BCC"] {
        let to = vec![AMQPValue::LongString(INCOMING.into())];
        headers.insert(route.into(), AMQPValue::FieldArray(to.into()));
    }
    let told = BasicProperties::default()
        .with_headers(headers)
        .with_user_id("guest".into())
        .with_expiration("60000".into())
        .with_priority(3)
        .with_reply_to(INCOMING.into())
        .with_message_id("7".into())
        .with_content_type("text/plain".into());
    client.puts_as(b"green", told).await;
    let mut long = FieldTable::default();
    long.insert("note".into(), AMQPValue::LongString("x".repeat(130_000).into()));
    let long = BasicProperties::default().with_headers(long);
    client.puts_as(b"red", long).await;
    // As long as it may be, and three times that as what is wrong with it.
    let wrong = serde_json::to_vec(&"\u{1}".repeat(10_000)).unwrap();
    client.puts(&wrong).await;
    client.says("builds", "and on", "9").await;
    ann.sees_message("and on").await;
    for body in [&b"green"[..], b"red", &wrong] {
        let (is, reason, told) = client.dead_as().await;
        assert_eq!(is, body);
        assert!(reason.chars().count() <= 500, "{}", reason.len());
        let headers = told.headers().clone().unwrap();
        let kept: Vec<_> = headers.inner().keys().map(|name| name.as_str().to_owned()).collect();
        if body == b"green" {
            assert_eq!(kept, [REASON, "build"]);
            assert_eq!(told.message_id().as_ref().map(|id| id.as_str()), Some("7"));
            assert_eq!(told.content_type().as_ref().map(|kind| kind.as_str()), Some("text/plain"));
        } else {
            assert_eq!(kept, [REASON]);
        }
        assert_eq!((told.user_id(), told.expiration(), told.reply_to()), (&None, &None, &None));
    }
    for queue in [INCOMING, DEAD] {
        client.has_waiting(queue, 0).await;
    }
}

/// RabbitMQ delivers all of them at once; of each no more is held than can be said.
#[tokio::test]
async fn long_messages_take_no_memory() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let server = Process::start(data.path(), &[]);
    server.app.person("ann").await.opens("builds").await;
    server.kill();
    let (client, long) = (broker.client().await, "x".repeat(8 << 20));
    for _ in 0..40 {
        client.puts(long.as_bytes()).await;
    }
    client.says("builds", "and on", "9").await;
    let server = serve(data.path());
    client.has_waiting(DEAD, 40).await;
    client.has_waiting(INCOMING, 0).await;
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.strip_suffix(" kB"));
    let peak: u32 = peak.unwrap().trim().parse().unwrap();
    assert!(peak < 200 << 10, "{peak} KiB of 320 MiB");
    let mut ann = server.app.person("ann").await;
    let room = ann.opens("builds").await.room;
    until("what is behind", async || messages(&server.app, &ann, room).await.len() == 1).await;
}

#[tokio::test]
async fn a_rooms_old_name_leads_to_it() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let server = serve(data.path());
    let mut ann = server.app.person("ann").await;
    let room = ann.opens("builds").await.room;
    let client = broker.client().await;
    let url = format!("http://{}/api/rooms/{room}", server.app.address);
    let renamed = server.app.http.patch(url).bearer_auth(&ann.token).json(&json!({"name": "ci"}));
    assert!(renamed.send().await.unwrap().status().is_success());
    client.says("builds", "green", "1").await;
    ann.sees_message("green").await;
    assert_eq!(client.waiting(DEAD).await, 0);
}
