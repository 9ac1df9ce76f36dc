//! What goes out to `banter.rooms`.

use app::event::{Command, DirectMessage, Event};
use lapin::types::AMQPValue;

use crate::broker::{Broker, heard};
use crate::support::{log, serve};

#[tokio::test]
async fn original_practice_messages_go_out_to_rabbitmq() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let server = serve(data.path());
    let client = broker.client().await;
    let mut out = client.listens("test.out").await;
    let mut ann = server.app.person("ann").await;
    let room = ann.opens("Bücher.neu").await.room;
    let ack = ann.says("*hello*").await;
    ann.says("again").await;
    // Hers of general come first.
    assert_eq!(heard(&mut out).await.room, "general");
    let mut told = Vec::new();
    for number in 1..=3 {
        let next = heard(&mut out).await;
        assert_eq!((&*next.room, next.seq().0), ("Bücher.neu", number));
        assert_eq!(next.properties.delivery_mode(), &Some(2), "it outlives the broker");
        let content = next.properties.content_type().clone().unwrap();
        assert_eq!(content.as_str(), "application/json");
        let headers = next.properties.headers().clone().unwrap();
        let in_room = AMQPValue::LongString(room.to_string().into());
        assert_eq!(headers.inner().get("room"), Some(&in_room));
        let seq = AMQPValue::LongLongInt(number.try_into().unwrap());
        assert_eq!(headers.inner().get("seq"), Some(&seq));
        told.push(next);
    }
    let events: Vec<_> = told.iter().map(|heard| heard.event.clone()).collect();
    assert_eq!(events, log(&server.app, &ann, room).await, "as the socket has it");
    let Event::NewMessage(message) = &events[1] else { panic!("{events:?}") };
    assert_eq!((message.seq, &message.client_id), (ack.seq, &ack.client_id));
    assert!(told.windows(2).all(|pair| pair[0].position() < pair[1].position()));
    client.forgets("test.out").await;
}

/// What was said before RabbitMQ was ever named is not sent.
#[tokio::test]
async fn it_begins_where_it_was_first_switched_on() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let server = crate::support::Process::start(data.path(), &[]);
    let mut ann = server.app.person("ann").await;
    ann.opens("builds").await;
    ann.says("before").await;
    server.kill();
    let client = broker.client().await;
    let mut out = client.listens("test.out").await;
    let server = serve(data.path());
    let mut ann = server.app.person("ann").await;
    ann.opens("builds").await;
    ann.says("after").await;
    let Event::NewMessage(first) = heard(&mut out).await.event else { panic!("a message") };
    assert_eq!(first.message, "after");
    client.forgets("test.out").await;
}

#[tokio::test]
async fn a_room_of_people_is_not_told() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let server = serve(data.path());
    let client = broker.client().await;
    let mut out = client.listens("test.out").await;
    let (mut ann, mut bob) = (server.app.person("ann").await, server.app.person("bob").await);
    ann.opens("builds").await;
    bob.opens("builds").await;
    // More of it than is read at once.
    for number in 0..300 {
        let (to, message) = (vec!["bob".to_owned()], format!("psst {number}"));
        let secret = DirectMessage { to, message, client_id: None, echo: false };
        ann.sends(&Command::DirectMessage(secret)).await;
    }
    ann.begins_to_say("aloud").await;
    let mut rooms = Vec::new();
    loop {
        let next = heard(&mut out).await;
        rooms.push(next.room);
        match next.event {
            Event::NewMessage(message) if message.message == "aloud" => break,
            Event::NewMessage(message) => panic!("{message:?}"),
            _ => {}
        }
    }
    assert!(rooms.iter().all(|room| ["general", "builds"].contains(&room.as_str())), "{rooms:?}");
    client.forgets("test.out").await;
}
