//! What the conversations have too, and a server that is connected to the tests' broker.

#[path = "../conversations/support/app.rs"]
#[expect(dead_code, reason = "the conversations use the rest")]
mod app;
#[path = "../conversations/support/person.rs"]
#[expect(dead_code, reason = "the conversations use the rest")]
mod person;
#[path = "../conversations/support/process.rs"]
mod process;

use std::path::Path;
use std::time::Duration;

use ::app::event::{Event, NewMessage, RoomId, Seq};
use ::app::http::LogPage;

pub(crate) use app::{App, try_open};
pub(crate) use person::Person;
pub(crate) use process::{Process, banter, free_address};

use crate::broker::URL;

/// Nothing that is waited for takes longer, unless it is broken; the broker takes ten seconds to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits for the thing.
///
/// # Panics
/// It did not come.
pub(crate) async fn within<T>(what: &str, thing: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, thing).await {
        Ok(thing) => thing,
        Err(_) => panic!("waited in vain for {what}"),
    }
}

/// Asks again and again until the answer is yes.
pub(crate) async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let asking = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    within(what, asking).await;
}

/// Nobody answers a heartbeat while a test waits for the broker.
pub(crate) const PATIENT: [&str; 2] = ["--ping-timeout", "10m"];

/// A server on `data`, connected to the broker of the tests.
pub(crate) fn serve(data: &Path) -> Process {
    let fast = ["--message-burst", "10000", "--messages-per-second", "10000"];
    Process::start(data, &[&["--amqp-url", URL][..], &PATIENT, &fast].concat())
}

/// What `/readyz` says.
pub(crate) async fn ready(app: &App) -> String {
    app.get("/readyz").send().await.unwrap().text().await.unwrap()
}

pub(crate) async fn is_connected(app: &App) {
    until("RabbitMQ to be connected", async || ready(app).await.contains("rabbitmq: connected"))
        .await;
}

/// All that ever happened in `room`, which `reader` is a member of.
pub(crate) async fn log(app: &App, reader: &Person, room: RoomId) -> Vec<Event> {
    let mut all = Vec::new();
    loop {
        let after = all.last().and_then(Event::log_position).map_or(Seq::ZERO, |(_, seq)| seq);
        let path = format!("/api/rooms/{room}/log?limit=200&after={}", after.0);
        let page = app.get(&path).bearer_auth(&reader.token).send().await.unwrap();
        let page: LogPage = ::app::event::read(&page.text().await.unwrap()).unwrap();
        if page.events.is_empty() {
            return all;
        }
        all.extend(page.events);
    }
}

/// The messages among them.
pub(crate) async fn messages(app: &App, reader: &Person, room: RoomId) -> Vec<NewMessage> {
    let said = |event| match event {
        Event::NewMessage(message) => Some(message),
        _ => None,
    };
    log(app, reader, room).await.into_iter().filter_map(said).collect()
}
