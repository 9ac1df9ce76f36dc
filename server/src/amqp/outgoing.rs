//! From the log to RabbitMQ: a cursor over its position, which moves after the broker's confirms.

use std::sync::atomic::Ordering;
use std::time::Duration;

use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};

use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, PublisherConfirm};

use super::{ANSWER_WITHIN, PERSISTENT, ROOMS, Trouble, within};
use crate::banter::Banter;
use crate::carrier::Carrier;
use crate::store::{Published, Since, StoreError};

/// Under which name the place in the log is kept.
const CONSUMER: &str = "amqp";

/// Where it stands, from the first time on that it was ever switched on.
pub(super) async fn begin(banter: &Banter) -> Result<Carrier<'_>, StoreError> {
    let carrier = Carrier::begin(banter, CONSUMER.to_owned(), Duration::ZERO).await?;
    banter.amqp.position.store(carrier.position(), Ordering::Relaxed);
    Ok(carrier)
}

/// Sends until the server goes down.
pub(super) async fn run(banter: &Banter, channel: &Channel) -> Result<(), Trouble> {
    channel.confirm_select(ConfirmSelectOptions::default()).await?;
    let mut carrier = begin(banter).await?;
    while let Some(Since { rows, up_to }) = carrier.next(None).await? {
        if rows.is_empty() {
            carrier.skips(up_to).await?;
            banter.amqp.position.store(up_to, Ordering::Relaxed);
            continue;
        }
        let mut confirms = Vec::with_capacity(rows.len());
        for row in &rows {
            confirms.push(publish(banter, channel, row).await?);
        }
        for confirm in confirms {
            if !within(ANSWER_WITHIN, confirm).await?.is_ack() {
                return Err(Trouble::NotTaken);
            }
        }
        carrier.moves(up_to).await?;
        banter.amqp.position.store(up_to, Ordering::Relaxed);
        banter.amqp.given.fetch_add(rows.len() as u64, Ordering::Relaxed);
    }
    Ok(())
}

/// Under the same id whenever it is sent again.
async fn publish(
    banter: &Banter,
    channel: &Channel,
    row: &Published,
) -> Result<PublisherConfirm, Trouble> {
    let mut headers = FieldTable::default();
    headers.insert("room".into(), AMQPValue::LongString(row.room.to_string().into()));
    let seq = i64::try_from(row.seq.0).unwrap_or(i64::MAX);
    headers.insert("seq".into(), AMQPValue::LongLongInt(seq));
    let id = row.id(banter.store.epoch());
    let properties = BasicProperties::default()
        .with_delivery_mode(PERSISTENT)
        .with_content_type("application/json".into())
        .with_message_id(id.into())
        .with_headers(headers);
    let (to, body) = (row.name.as_str().into(), row.event.encode());
    let options = BasicPublishOptions::default();
    Ok(channel.basic_publish(ROOMS.into(), to, options, body.as_bytes(), properties).await?)
}
