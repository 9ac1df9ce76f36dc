//! Messages a second over RabbitMQ, in and out. The broker is the tests' own (`make services`).

use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use lapin::options::{BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};

use super::client::Fleet;
use super::process::Server;

/// Where the tests have it.
const AT: &str = "127.0.0.1:5682";
const URL: &str = "amqp://guest:guest@127.0.0.1:5682/%2f";
/// Put into the queue, and come out of the exchange.
const MESSAGES: usize = 20_000;

/// Messages a second, from the first put into `banter.in` until the last is acknowledged, and until the last has
/// gone out and is confirmed; `None` where there is no broker.
pub(crate) async fn in_and_out() -> Option<[f64; 2]> {
    TcpStream::connect_timeout(&AT.parse().ok()?, Duration::from_secs(1)).ok()?;
    let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
    let metrics = free.expect("a free port").to_string();
    let server = Server::start(&["--amqp-url", URL, "--metrics-listen", &metrics]);
    // Its member makes the room, and is told of each message.
    let fleet = Fleet::of(&server, 1).await;
    let _members = fleet.open(&server, 1).await;
    let connection = Connection::connect(URL, ConnectionProperties::default()).await;
    let connection = connection.expect("the broker is there");
    let channel = connection.create_channel().await.expect("a channel");
    channel.confirm_select(ConfirmSelectOptions::default()).await.expect("confirms");
    let durable = QueueDeclareOptions::durable();
    let declared = channel.queue_declare("banter.in".into(), durable, FieldTable::default()).await;
    declared.expect("the queue");
    let began = Instant::now();
    let putting = tokio::spawn(put_all(channel));
    let rates = [
        rate(&metrics, "banter_amqp_in_total", began).await,
        rate(&metrics, "banter_amqp_out_total", began).await,
    ];
    putting.await.expect("all were put");
    Some(rates)
}

async fn put_all(channel: Channel) {
    for number in 0..MESSAGES {
        let text = "sixty-four bytes of text, as people say it in a room, more or les";
        let body =
            serde_json::json!({"room": "room0", "message": text, "id": format!("n{number}")});
        let properties = BasicProperties::default().with_delivery_mode(2);
        let options = BasicPublishOptions::default();
        let body = body.to_string();
        let put = channel.basic_publish(
            "".into(),
            "banter.in".into(),
            options,
            body.as_bytes(),
            properties,
        );
        // Confirmed together, at the end.
        drop(put.await.expect("put"));
    }
    channel.wait_for_confirms().await.expect("confirmed");
}

/// Messages a second, once the counter `name` has reached them all.
async fn rate(metrics: &str, name: &str, began: Instant) -> f64 {
    let http = reqwest::Client::new();
    loop {
        let page = http.get(format!("http://{metrics}/metrics")).send().await.expect("answers");
        let page = page.text().await.expect("text");
        let line = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        if line.and_then(|count| count.parse().ok()).is_some_and(|count: usize| count >= MESSAGES) {
            return MESSAGES as f64 / began.elapsed().as_secs_f64();
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
