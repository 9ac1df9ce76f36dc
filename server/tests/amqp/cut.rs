//! RabbitMQ stopped and started, Banter killed, in the middle: nothing is lost, doubled or out of order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use app::event::{Event, NewMessage, RoomId, Seq};
use futures_util::StreamExt;
use lapin::BasicProperties;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::broker::{Broker, Client, Heard, heard, said};
use crate::support::{App, Person, is_connected, log, messages, ready, serve, until};

/// A program that puts numbered messages into `banter.in` until it is told to stop, each until it is confirmed.
struct Publisher {
    stop: Arc<AtomicBool>,
    task: JoinHandle<u64>,
}

impl Publisher {
    fn start(room: &'static str) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&stop);
        let task = tokio::spawn(async move {
            let (mut number, mut client) = (0, Client::try_new().await);
            while !told.load(Ordering::Relaxed) {
                let body = said(room, &number.to_string(), &format!("n{number}"));
                let put = async {
                    client.as_ref()?.try_put(&body, BasicProperties::default()).await.ok()
                };
                // What is not confirmed may stand all the same: it is put again, under its id.
                if matches!(timeout(Duration::from_secs(5), put).await, Ok(Some(true))) {
                    number += 1;
                } else {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    client = Client::try_new().await;
                }
            }
            number
        });
        Self { stop, task }
    }

    /// How many were confirmed.
    async fn stops(self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        self.task.await.unwrap()
    }
}

/// Everything that went out, by a consumer that comes back as well.
struct Subscriber {
    all: Arc<Mutex<Vec<Heard>>>,
    task: JoinHandle<()>,
}

impl Subscriber {
    fn start(queue: &'static str) -> Self {
        let all = Arc::<Mutex<Vec<Heard>>>::default();
        let heard = Arc::clone(&all);
        let task = tokio::spawn(async move {
            loop {
                let listening = async |client: &Client| {
                    let mut out = client.try_listen(queue).await.ok()?;
                    while let Some(Ok(delivery)) = out.next().await {
                        let taken = Heard::take(delivery).await.ok()?;
                        heard.lock().unwrap().push(taken);
                    }
                    Some(())
                };
                if let Some(client) = Client::try_new().await {
                    client.while_connected(listening(&client)).await;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        Self { all, task }
    }

    /// All there is, once `seq` of `room` is among it.
    async fn hears(self, room: RoomId, seq: Seq) -> Vec<Heard> {
        let is_it = |heard: &Heard| heard.event.log_position() == Some((room, seq));
        until("all of it to go out", async || self.all.lock().unwrap().iter().any(is_it)).await;
        self.task.abort();
        self.all.lock().unwrap().clone()
    }
}

/// The next that the bot says.
async fn sees_the_bot(person: &mut Person) {
    while !person.sees::<NewMessage>().await.bot {}
}

/// Each confirmed one stands once, in order.
async fn stand_once(app: &App, reader: &Person, room: RoomId, confirmed: u64) {
    let last = format!("n{}", confirmed - 1);
    until("the last of them", async || {
        let said = messages(app, reader, room).await;
        said.iter().any(|it| it.client_id.as_ref().is_some_and(|id| id.as_str() == last))
    })
    .await;
    let said = messages(app, reader, room).await;
    let numbers: Vec<u64> =
        said.iter().filter(|it| it.bot).map(|it| it.message.parse().unwrap()).collect();
    // One more may have been put and not been confirmed.
    let all = numbers.len() as u64;
    assert!((confirmed..=confirmed + 1).contains(&all), "{all} of {confirmed}");
    assert!(numbers.iter().copied().eq(0..all), "{numbers:?}");
}

/// All that happened in `room` went out, at least once, first arrivals in order, and each as it is.
async fn went_out(app: &App, reader: &Person, room: RoomId, heard: &[Heard]) {
    let mut first = BTreeMap::<Seq, Event>::new();
    let mut newest = Seq::ZERO;
    for heard in heard.iter().filter(|it| it.event.log_position().unwrap().0 == room) {
        let is_new = !first.contains_key(&heard.seq());
        assert!(!is_new || heard.seq() == newest.next(), "{newest} and then {}", heard.seq());
        if is_new {
            newest = heard.seq();
            first.insert(newest, heard.event.clone());
        }
    }
    let mut stands = log(app, reader, room).await;
    // What was put and not confirmed may have come in since.
    stands.retain(|event| event.log_position().unwrap().1 <= newest);
    assert_eq!(first.len(), stands.len());
    assert!(first.into_values().eq(stands));
}

#[tokio::test]
async fn stopped_and_started_in_the_middle_nothing_is_lost() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let server = serve(data.path());
    let mut ann = server.app.person("ann").await;
    let room = ann.opens("builds").await.room;
    is_connected(&server.app).await;
    let client = broker.client().await;
    let mut out = client.listens("test.out").await;
    client.says("builds", "0", "n0").await;
    ann.sees_message("0").await;
    // Hers of coming in, and the bot's first words: the latter at least.
    while heard(&mut out).await.event.log_position() != Some((room, Seq(2))) {}
    broker.does("stop").await;
    until("it to be noticed", async || ready(&server.app).await.contains("rabbitmq: down")).await;
    for number in 0..300 {
        ann.says(&format!("meanwhile {number}")).await;
    }
    broker.does("start").await;
    let client = broker.client().await;
    let started = Instant::now();
    is_connected(&server.app).await;
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    let subscriber = Subscriber::start("test.out");
    client.says("builds", "1", "n1").await;
    sees_the_bot(&mut ann).await;
    let head = ann.says("last").await.seq;
    let all = subscriber.hears(room, head).await;
    let seqs: Vec<_> = all.iter().map(|heard| heard.seq().0).collect();
    // Hers of coming in, and what was heard before, are the first two.
    assert!(seqs.iter().copied().eq(3..=head.0), "{seqs:?}");
    assert_eq!(head.0, 304);
    client.forgets("test.out").await;
}

/// The figure of the issue: the broker stopped and started ten times, 0 lost.
#[tokio::test]
async fn stopped_and_started_ten_times_nothing_is_lost_either_way() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let server = serve(data.path());
    broker.client().await.listens("test.out").await;
    let mut ann = server.app.person("ann").await;
    let room = ann.opens("builds").await.room;
    let (publisher, subscriber) = (Publisher::start("builds"), Subscriber::start("test.out"));
    for round in 0..10 {
        ann.says(&format!("round {round}")).await;
        sees_the_bot(&mut ann).await;
        broker.does("rest").await;
        ann.says(&format!("round {round}, without")).await;
        broker.does("wake").await;
        is_connected(&server.app).await;
    }
    let confirmed = publisher.stops().await;
    stand_once(&server.app, &ann, room, confirmed).await;
    let (head, client) = (ann.says("last").await.seq, broker.client().await);
    let heard = subscriber.hears(room, head).await;
    went_out(&server.app, &ann, room, &heard).await;
    client.forgets("test.out").await;
    eprintln!("RabbitMQ stopped and started 10 times: {confirmed} in, {} out, 0 lost", heard.len());
}

#[tokio::test]
async fn kill_9_of_banter_in_the_middle() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let mut server = serve(data.path());
    broker.client().await.listens("test.out").await;
    let mut ann = server.app.person("ann").await;
    let room = ann.opens("builds").await.room;
    let (publisher, subscriber) = (Publisher::start("builds"), Subscriber::start("test.out"));
    for _ in 0..5 {
        for _ in 0..20 {
            sees_the_bot(&mut ann).await;
        }
        server.kill();
        server = serve(data.path());
        ann = server.app.person("ann").await;
        ann.opens("builds").await;
    }
    let confirmed = publisher.stops().await;
    stand_once(&server.app, &ann, room, confirmed).await;
    let (head, client) = (ann.says("last").await.seq, broker.client().await);
    went_out(&server.app, &ann, room, &subscriber.hears(room, head).await).await;
    client.forgets("test.out").await;
}
