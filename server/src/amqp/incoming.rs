//! From RabbitMQ into the log, in order: each message is acknowledged after its commit.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use app::event::ClientId;
use futures_util::StreamExt;
use futures_util::future::{BoxFuture, FutureExt, ready};
use futures_util::stream::FuturesOrdered;
use lapin::message::Delivery;
use lapin::options::{
    BasicAckOptions, BasicConsumeOptions, BasicPublishOptions, BasicQosOptions,
    ConfirmSelectOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Confirmation};
use serde::Deserialize;

use super::properties::{self, UNREADABLE};
use super::{ANSWER_WITHIN, DEAD, INCOMING, PERSISTENT, REASON, Trouble, within};
use crate::alias::Alias;
use crate::banter::Banter;
use crate::cut::cut;
use crate::error::Error;
use crate::log::Fence;
use crate::name::Name;
use crate::store::{AddUserError, Append, Author, Change};

/// Messages that are under way at once: 16 MiB, if all are as long as may be. With 64 a tenth fewer come in.
const PREFETCH: u16 = 256;
/// The largest message, in bytes: as a request's.
const BYTES_MAX: usize = crate::guard::BODY_BYTES;
/// What of a message is let in, in bytes: the last of them says that there was more.
pub(super) const LET_IN_MAX: usize = BYTES_MAX + 1;
/// Of a reason, in characters.
const REASON_CHARS_MAX: usize = 500;
/// Of a dead message's own headers, in bytes; a frame holds 128 KiB.
const HEADERS_MAX: usize = 64 * 1024;
/// Headers that a dead message is without: by two RabbitMQ delivers to more queues, and what is unreadable about it
/// need not be for ever.
const LEFT_OUT: [&str; 3] = ["CC", "BCC", UNREADABLE];

/// What a message in `banter.in` is.
#[derive(Deserialize)]
struct Message {
    room: String,
    message: String,
    id: String,
    from: Option<String>,
}

/// What became of a message.
enum Outcome {
    /// It stands, perhaps since an earlier delivery.
    Stands,
    /// It never will, and why.
    Dead(String),
    /// Nothing can be stored just now.
    NotStored,
}

/// Takes messages until the server goes down; then settles those that are under way.
pub(super) async fn run(banter: &Banter, channel: &Channel) -> Result<(), Trouble> {
    let bot = super::bot(banter).await.map_err(|error| match error {
        AddUserError::Store(error) => error.into(),
        _ => Trouble::NotStored,
    })?;
    channel.confirm_select(ConfirmSelectOptions::default()).await?;
    channel.basic_qos(PREFETCH, BasicQosOptions::default()).await?;
    let consume = channel.basic_consume(
        INCOMING.into(),
        "banter".into(),
        BasicConsumeOptions::default(),
        FieldTable::default(),
    );
    let mut deliveries = consume.await?;
    let fence = Arc::new(Fence::default());
    let mut under_way = FuturesOrdered::new();
    loop {
        let closing = banter.draining.is_cancelled();
        tokio::select! {
            Some((delivery, outcome)) = under_way.next() => {
                settle(banter, channel, delivery, outcome).await?;
            }
            delivery = deliveries.next(), if !closing => {
                let delivery = delivery.ok_or(Trouble::NoQueue)??;
                // Handed over one by one: their places in the log's queue are their order.
                let outcome = begin(banter, &bot, &delivery, &fence).await;
                under_way.push_back(outcome.map(|outcome| (delivery, outcome)));
            }
            () = banter.draining.cancelled(), if !closing => {}
            else => return Ok(()),
        }
    }
}

/// Hands it to the log; what comes of it is known later.
async fn begin(
    banter: &Banter,
    bot: &Author,
    delivery: &Delivery,
    fence: &Arc<Fence>,
) -> BoxFuture<'static, Outcome> {
    let begun = async {
        let append = read(banter, bot, delivery).await?;
        banter.rooms.begin(append, Arc::clone(fence)).await.map_err(|error| refused(&error))
    };
    match begun.await {
        Ok(answer) => answer
            .map(|answer| match answer {
                Ok(_) => Outcome::Stands,
                Err(error) => refused(&error),
            })
            .boxed(),
        Err(outcome) => {
            if matches!(outcome, Outcome::NotStored) {
                fence.hold();
            }
            ready(outcome).boxed()
        }
    }
}

/// What is to be appended for it.
async fn read(banter: &Banter, bot: &Author, delivery: &Delivery) -> Result<Append, Outcome> {
    let dead = |reason: String| Err(Outcome::Dead(reason));
    if delivery.data.len() > BYTES_MAX {
        return dead(format!("It is larger than {BYTES_MAX} bytes, and no more of it was kept."));
    }
    if properties::stand_for_unreadable(&delivery.properties) {
        return dead(properties::reason());
    }
    let message: Message = match serde_json::from_slice(&delivery.data) {
        Ok(message) => message,
        Err(error) => {
            let form = "{\"room\": …, \"message\": …, \"id\": …, \"from\": … or nothing}";
            return dead(format!("It is not {form} in JSON: {error}."));
        }
    };
    let id = ClientId::try_from(message.id);
    let id = id.map_err(|_| Outcome::Dead("An id is 1 to 64 visible ASCII characters.".into()))?;
    let name = Name::of_room(&message.room).map_err(|bad| refused(&bad.into()))?;
    let text = banter.rooms.text(&message.message).map_err(|bad| refused(&bad))?;
    let alias = message.from.as_deref().map(Alias::new).transpose();
    let alias = alias.map_err(|bad| refused(&bad.into()))?;
    let room = match banter.store.room_ever_called(&name).await {
        Ok(Some(room)) => room,
        Ok(None) => return dead(format!("There is no room called {}.", name.text())),
        Err(error) => return Err(refused(&error.into())),
    };
    let change = Change::Message { room, text, reply_to: None, alias };
    Ok(Append { author: bot.clone(), client_id: Some(id), change })
}

/// Whether it is the message's fault.
fn refused(error: &Error) -> Outcome {
    match error {
        Error::Unavailable | Error::Restarting | Error::Busy | Error::Internal => {
            Outcome::NotStored
        }
        fault => Outcome::Dead(fault.to_string()),
    }
}

/// In the order of the queue. What could not be stored ends the channel: RabbitMQ delivers it again, and what came
/// behind it, each in its place.
async fn settle(
    banter: &Banter,
    channel: &Channel,
    delivery: Delivery,
    outcome: Outcome,
) -> Result<(), Trouble> {
    let count = match outcome {
        Outcome::Stands => &banter.amqp.taken,
        Outcome::Dead(reason) => {
            bury(channel, &delivery, &reason).await?;
            &banter.amqp.dead
        }
        Outcome::NotStored => return Err(Trouble::NotStored),
    };
    within(ANSWER_WITHIN, delivery.ack(BasicAckOptions::default())).await?;
    count.fetch_add(1, Ordering::Relaxed);
    Ok(())
}

/// What it said, with the reason; it is in the other queue before it leaves this one.
async fn bury(channel: &Channel, delivery: &Delivery, reason: &str) -> Result<(), Trouble> {
    let properties = buried(&delivery.properties, reason);
    let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
    let data = delivery.data.get(..BYTES_MAX).unwrap_or(&delivery.data);
    let published =
        channel.basic_publish("".into(), DEAD.into(), options, data, properties).await?;
    match within(ANSWER_WITHIN, published).await? {
        Confirmation::Ack(None) => Ok(()),
        // Sent back, as there is no such queue, or not kept.
        _ => Err(Trouble::NotTaken),
    }
}

/// What says something about the message, and nothing that RabbitMQ would act on: another's `user_id` is refused, an
/// `expiration` takes the dead one away, and `CC` brings it back into the queue it came from
/// (<https://www.rabbitmq.com/docs/sender-selected>). What does not fit into a frame would end the connection.
fn buried(of: &BasicProperties, reason: &str) -> BasicProperties {
    let mut headers = FieldTable::default();
    for (name, value) in of.headers().iter().flat_map(FieldTable::inner) {
        if !LEFT_OUT.contains(&name.as_str()) {
            headers.insert(name.clone(), value.clone());
        }
    }
    // As text they are never shorter than in a frame.
    if format!("{headers:?}").len() > HEADERS_MAX {
        headers = FieldTable::default();
    }
    let reason = cut(reason, REASON_CHARS_MAX);
    headers.insert(REASON.into(), AMQPValue::LongString(reason.into_owned().into()));
    let mut properties =
        BasicProperties::default().with_delivery_mode(PERSISTENT).with_headers(headers);
    macro_rules! keep {
        ($($property:ident, $with:ident;)+) => {
            $(if let Some(value) = of.$property().clone() {
                properties = properties.$with(value);
            })+
        };
    }
    keep! {
        content_type, with_content_type;
        content_encoding, with_content_encoding;
        correlation_id, with_correlation_id;
        message_id, with_message_id;
        timestamp, with_timestamp;
        kind, with_type;
        app_id, with_app_id;
    }
    properties
}
