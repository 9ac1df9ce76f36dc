//! The tests' own RabbitMQ (`make services`), one test at a time.

use std::fs::File;
use std::process::Command;

use app::event::{Event, Seq};
use futures_util::StreamExt;
use lapin::message::Delivery;
use lapin::options::{
    BasicAckOptions, BasicConsumeOptions, BasicGetOptions, BasicPublishOptions,
    ConfirmSelectOptions, ExchangeDeclareOptions, ExchangeDeleteOptions, QueueBindOptions,
    QueueDeclareOptions, QueueDeleteOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties, Consumer, ExchangeKind};
use server::amqp::{DEAD, INCOMING, REASON, ROOMS};
use tokio::task::spawn_blocking;
use tokio::time::{Duration, sleep, timeout};

use crate::support::{until, within};

/// Where it is.
pub(crate) const URL: &str = "amqp://guest:guest@127.0.0.1:5682/%2f";

/// A deed of `broker.sh` takes seconds, on a busy machine half a minute.
const DONE_WITHIN: Duration = Duration::from_mins(4);
/// A broker that takes longer to let somebody in is asked anew.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// So long after one that let nobody in.
const AGAIN_AFTER: Duration = Duration::from_millis(50);

/// The broker, as nobody else's.
pub(crate) struct Broker {
    /// Held by one test at a time, over all processes.
    _alone: File,
}

/// A connection to it.
pub(crate) struct Client {
    connection: Connection,
    channel: Channel,
}

/// What came out of `banter.rooms`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Heard {
    /// The routing key.
    pub(crate) room: String,
    pub(crate) id: String,
    pub(crate) event: Event,
    /// As it was written.
    pub(crate) frame: String,
    pub(crate) properties: BasicProperties,
}

impl Broker {
    /// Running, and empty.
    pub(crate) async fn start() -> Self {
        let alone = spawn_blocking(|| {
            let file = File::create(std::env::temp_dir().join("banter-amqp-tests.lock")).unwrap();
            file.lock().unwrap();
            file
        });
        let broker = Self { _alone: alone.await.unwrap() };
        broker.does("start").await;
        let client = broker.client().await;
        // The last is what tests listen with, of one that failed perhaps.
        for queue in [INCOMING, DEAD, "test.out"] {
            let delete = QueueDeleteOptions::default();
            client.channel.queue_delete(queue.into(), delete).await.unwrap();
        }
        let delete = ExchangeDeleteOptions::default();
        client.channel.exchange_delete(ROOMS.into(), delete).await.unwrap();
        broker
    }

    /// One of `broker.sh`'s deeds: stop, start, rest, wake, fill, drain.
    pub(crate) async fn does(&self, deed: &'static str) {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/amqp/broker.sh");
        let done = spawn_blocking(move || Command::new(script).arg(deed).output().unwrap());
        let output = timeout(DONE_WITHIN, done).await.expect(deed).unwrap();
        assert!(output.status.success(), "is RabbitMQ there? `make services`: {output:?}");
    }

    /// A connection with confirms, and with what Banter declares. The port is open before it lets anybody in.
    pub(crate) async fn client(&self) -> Client {
        within("RabbitMQ to let us in", async {
            loop {
                if let Some(client) = Client::try_new().await {
                    return client;
                }
                sleep(AGAIN_AFTER).await;
            }
        })
        .await
    }
}

impl Client {
    /// None where there is no answer in time: the library (lapin 4.12) waits for ever when a broker that is about to
    /// stop leaves in the middle of the handshake.
    pub(crate) async fn try_new() -> Option<Self> {
        timeout(CONNECT_WITHIN, Self::connect()).await.ok()?.ok()
    }

    async fn connect() -> lapin::Result<Self> {
        let connection = Connection::connect(URL, ConnectionProperties::default()).await?;
        let channel = connection.create_channel().await?;
        channel.confirm_select(ConfirmSelectOptions::default()).await?;
        let durable = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
        for queue in [INCOMING, DEAD] {
            channel.queue_declare(queue.into(), durable, FieldTable::default()).await?;
        }
        let durable = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
        let (kind, none) = (ExchangeKind::Topic, FieldTable::default());
        channel.exchange_declare(ROOMS.into(), kind, durable, none).await?;
        Ok(Self { connection, channel })
    }

    /// What comes of `doing`, unless the connection ends before.
    pub(crate) async fn while_connected<T>(&self, doing: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            done = doing => Some(done),
            () = server::amqp::ends(&self.connection, drop) => None,
        }
    }

    /// Puts `body` into `banter.in`, and has it confirmed.
    pub(crate) async fn puts(&self, body: &[u8]) {
        self.puts_as(body, BasicProperties::default()).await;
    }

    /// The same, told as `properties`.
    pub(crate) async fn puts_as(&self, body: &[u8], properties: BasicProperties) {
        assert!(self.try_put(body, properties).await.unwrap());
    }

    /// Whether it was confirmed.
    pub(crate) async fn try_put(
        &self,
        body: &[u8],
        properties: BasicProperties,
    ) -> lapin::Result<bool> {
        let properties = properties.with_delivery_mode(2);
        let options = BasicPublishOptions::default();
        let put = self.channel.basic_publish("".into(), INCOMING.into(), options, body, properties);
        Ok(put.await?.await?.is_ack())
    }

    /// Something to be said.
    pub(crate) async fn says(&self, room: &str, text: &str, id: &str) {
        self.puts(&said(room, text, id)).await;
    }

    /// How many wait in `queue`; those that were delivered do not count.
    pub(crate) async fn waiting(&self, queue: &str) -> u32 {
        let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
        let queue = self.channel.queue_declare(queue.into(), passive, FieldTable::default()).await;
        queue.unwrap().message_count()
    }

    pub(crate) async fn has_waiting(&self, queue: &str, count: u32) {
        let what = format!("{count} in {queue}");
        until(&what, async || self.waiting(queue).await == count).await;
    }

    /// The next dead one: what it was, and the reason.
    pub(crate) async fn dead(&self) -> (Vec<u8>, String) {
        let (data, reason, _) = self.dead_as().await;
        (data, reason)
    }

    /// The same, and how it is told.
    pub(crate) async fn dead_as(&self) -> (Vec<u8>, String, BasicProperties) {
        self.has_any(DEAD).await;
        let options = BasicGetOptions { no_ack: true };
        let dead = self.channel.basic_get(DEAD.into(), options).await.unwrap().unwrap();
        let Delivery { data, properties, .. } = dead.delivery;
        assert_eq!(properties.delivery_mode(), &Some(2));
        let headers = properties.headers().clone().unwrap();
        let Some(AMQPValue::LongString(reason)) = headers.inner().get(REASON) else {
            panic!("no reason: {headers:?}")
        };
        (data, reason.to_string(), properties)
    }

    async fn has_any(&self, queue: &str) {
        until(queue, async || self.waiting(queue).await > 0).await;
    }

    /// Hears everything that goes out from now on, in the durable queue `name`.
    pub(crate) async fn listens(&self, name: &str) -> Consumer {
        self.try_listen(name).await.unwrap()
    }

    pub(crate) async fn try_listen(&self, name: &str) -> lapin::Result<Consumer> {
        let (durable, none) = (QueueDeclareOptions::durable(), FieldTable::default());
        self.channel.queue_declare(name.into(), durable, none.clone()).await?;
        let bind = QueueBindOptions::default();
        self.channel.queue_bind(name.into(), ROOMS.into(), "#".into(), bind, none.clone()).await?;
        // With acks: what is on its way when the broker stops comes again.
        let options = BasicConsumeOptions::default();
        self.channel.basic_consume(name.into(), name.into(), options, none).await
    }

    pub(crate) async fn forgets(&self, name: &str) {
        let delete = QueueDeleteOptions::default();
        self.channel.queue_delete(name.into(), delete).await.unwrap();
    }
}

/// The body of a message in `banter.in`.
pub(crate) fn said(room: &str, text: &str, id: &str) -> Vec<u8> {
    serde_json::json!({"room": room, "message": text, "id": id}).to_string().into_bytes()
}

/// The next that goes out.
pub(crate) async fn heard(from: &mut Consumer) -> Heard {
    let delivery = within("what goes out", from.next()).await.unwrap().unwrap();
    Heard::take(delivery).await.unwrap()
}

impl Heard {
    /// What `delivery` brings, acked: it does not come again.
    pub(crate) async fn take(delivery: Delivery) -> lapin::Result<Self> {
        let heard = Self::of(&delivery);
        delivery.ack(BasicAckOptions::default()).await?;
        Ok(heard)
    }

    pub(crate) fn of(delivery: &Delivery) -> Self {
        let Delivery { routing_key, properties, data, .. } = delivery;
        let frame = str::from_utf8(data).unwrap().to_owned();
        let event = Event::decode(&frame).unwrap();
        let id = properties.message_id().as_ref().unwrap().to_string();
        Self { room: routing_key.to_string(), id, event, frame, properties: properties.clone() }
    }

    pub(crate) fn seq(&self) -> Seq {
        self.event.log_position().unwrap().1
    }

    /// Its place among all.
    pub(crate) fn position(&self) -> u64 {
        self.id.rsplit_once('-').unwrap().1.parse().unwrap()
    }
}
