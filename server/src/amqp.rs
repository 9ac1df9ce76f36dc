//! RabbitMQ: what programs put into `banter.in` is said, what happens in rooms goes out to `banter.rooms`.
//!
//! Invariant: RabbitMQ's message is acknowledged after our commit, our cursor moves after RabbitMQ's confirm. What is
//! cut in between comes again, under the same id.

mod filter;
mod incoming;
mod outgoing;
mod properties;
mod state;
mod stream;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use lapin::options::{ExchangeDeclareOptions, QueueDeclareOptions};
use lapin::types::FieldTable;
use lapin::uri::AMQPUri;
use lapin::{Channel, Connection, ConnectionProperties, ExchangeKind};
use tokio::runtime::{self, Runtime};
use tokio::time::{sleep, timeout};

use crate::banter::Banter;
use crate::error::Error;
use crate::store::{AddUserError, Author, StoreError, bot_called};

pub use state::{Health, State};

/// The queue from which messages come in.
pub const INCOMING: &str = "banter.in";
/// Where goes what cannot be said, with its reason in the header [`REASON`].
pub const DEAD: &str = "banter.in.dead";
/// The topic exchange to which everything goes that happens in rooms, by their names.
pub const ROOMS: &str = "banter.rooms";
/// The header that says why a message is dead.
pub const REASON: &str = "banter-reason";

/// AMQP's word for what outlives the broker's restart.
const PERSISTENT: u8 = 2;
/// A broker that takes longer is tried again.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// The pause after the first failure, and the longest: together with connecting, below five seconds.
const AGAIN_AFTER: Duration = Duration::from_millis(250);
const AGAIN_AFTER_MAX: Duration = Duration::from_secs(1);
/// How often the connection is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// A broker that stores nothing for so long is left, and what it has not confirmed is sent again.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// How long saying goodbye may take.
const CLOSE_WITHIN: Duration = Duration::from_secs(1);

/// Makes what is needed before anybody is let in: the bot, and the place from which on the log goes out.
///
/// # Errors
/// One sentence.
pub async fn prepare(banter: &Banter) -> Result<(), String> {
    if banter.config.amqp_url.is_none() {
        return Ok(());
    }
    let name = &banter.config.amqp_bot.0;
    bot(banter).await.map_err(|error| match error {
        AddUserError::NameTaken => {
            format!("amqp_bot is \"{}\", but a person has that name.", name.text())
        }
        other => other.to_string(),
    })?;
    outgoing::begin(banter).await.map(drop).map_err(|error| error.to_string())
}

async fn bot(banter: &Banter) -> Result<Author, AddUserError> {
    bot_called(&*banter.store, &banter.config.amqp_bot.0).await
}

/// Stays connected until the server goes down. What has come in by then is settled first.
pub async fn run(banter: Arc<Banter>) {
    let Some(uri) = banter.config.amqp_url.uri() else { return };
    let mut pause = AGAIN_AFTER;
    while !banter.draining.is_cancelled() {
        let ended = connected(&banter, uri.clone()).await;
        let Err(trouble) = ended else { break };
        if banter.amqp.goes_down(&trouble.to_string()) {
            pause = AGAIN_AFTER;
        }
        tokio::select! {
            () = sleep(pause) => pause = (pause * 2).min(AGAIN_AFTER_MAX),
            () = banter.draining.cancelled() => {}
        }
    }
}

/// One connection, from its beginning to its end.
async fn connected(banter: &Banter, uri: AMQPUri) -> Result<(), Trouble> {
    let properties = ConnectionProperties::default().with_connection_name("banter".into());
    let runtime = OwnRuntime::new().map_err(Trouble::NoThread)?;
    let connecting = runtime.run(async {
        let on = stream::runtime(incoming::LET_IN_MAX);
        let connection = Connection::connect_uri_with_runtime(uri, properties, on).await?;
        // Each has its own: what the broker refuses ends a channel.
        let takes = connection.create_channel().await?;
        let gives = connection.create_channel().await?;
        declare(&gives).await?;
        Ok::<_, Trouble>((connection, takes, gives))
    });
    let (connection, takes, gives) = within(CONNECT_WITHIN, connecting).await?;
    banter.amqp.comes_up();
    let both =
        async { tokio::try_join!(incoming::run(banter, &takes), outgoing::run(banter, &gives)) };
    let ended = tokio::select! {
        ended = both => ended,
        () = ends(&connection, |is_full| banter.amqp.is_full(is_full)) => Err(Trouble::Lost),
    };
    // Who does not answer is left; what was not acknowledged is delivered again.
    let _ = timeout(CLOSE_WITHIN, connection.close(200, "OK".into())).await;
    ended.map(|((), ())| ())
}

/// Waits for the connection's end. What is under way at that moment may never be answered: an ack is not, by the
/// library as it is (lapin 4.12). `is_full` hears whether the broker takes nothing for want of memory or disk
/// (<https://www.rabbitmq.com/docs/connection-blocked>).
pub async fn ends(connection: &Connection, mut is_full: impl FnMut(bool)) {
    let mut was_full = false;
    while connection.status().connected() {
        if was_full != connection.status().blocked() {
            was_full = !was_full;
            is_full(was_full);
        }
        sleep(LOOK_EVERY).await;
    }
}

/// What the library runs for one connection, and ends with it. Left alone, a connection that is given up keeps its
/// thread and its socket for as long as the other side says nothing (lapin 4.12).
struct OwnRuntime(Option<Runtime>);

impl OwnRuntime {
    fn new() -> io::Result<Self> {
        let runtime =
            runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        Ok(Self(Some(runtime)))
    }

    async fn run<T: Send + 'static>(
        &self,
        task: impl Future<Output = Result<T, Trouble>> + Send + 'static,
    ) -> Result<T, Trouble> {
        match &self.0 {
            Some(runtime) => runtime.spawn(task).await.unwrap_or(Err(Trouble::Lost)),
            None => Err(Trouble::Lost),
        }
    }
}

impl Drop for OwnRuntime {
    fn drop(&mut self) {
        // In the middle of other tasks it cannot be waited for.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// No answer in time is trouble, too.
async fn within<T, E>(
    time: Duration,
    answer: impl Future<Output = Result<T, E>>,
) -> Result<T, Trouble>
where
    Trouble: From<E>,
{
    Ok(timeout(time, answer).await.map_err(|_| Trouble::Slow)??)
}

/// All of it outlives the broker's restarts.
async fn declare(channel: &Channel) -> Result<(), Trouble> {
    for queue in [INCOMING, DEAD] {
        let options = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
        channel.queue_declare(queue.into(), options, FieldTable::default()).await?;
    }
    let options = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
    let kind = ExchangeKind::Topic;
    Ok(channel.exchange_declare(ROOMS.into(), kind, options, FieldTable::default()).await?)
}

/// Why a connection ended.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("{0}")]
    Broker(#[from] lapin::Error),
    #[error("the connection was lost")]
    Lost,
    #[error("there is no thread for a connection: {0}")]
    NoThread(io::Error),
    #[error("it does not answer")]
    Slow,
    #[error("the queue {INCOMING} was deleted")]
    NoQueue,
    #[error("it did not take a message")]
    NotTaken,
    /// Ours: nothing can be stored just now.
    #[error("Banter cannot store anything just now")]
    NotStored,
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        // Says so in the log.
        let _ = Error::from(error);
        Self::NotStored
    }
}
