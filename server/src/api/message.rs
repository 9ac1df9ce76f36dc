//! `/api/rooms/{room}/messages`: what programs say.

use std::sync::Arc;

use app::event::{ClientId, RoomId, Seq, Timestamp};
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use utoipa::ToSchema;

use super::asked::InRoom;
use super::openapi::limit;
use crate::alias::Alias;
use crate::auth::SignedIn;
use crate::banter::Banter;
use crate::error::{BadRequest, Error};
use crate::store::Change;

/// What is to be said.
#[derive(Deserialize, ToSchema)]
#[schema(as = Message)]
pub struct Said {
    /// The text, in Markdown.
    message: String,
    /// The message that it answers.
    reply_to: Option<Seq>,
    /// For whom a bot says it: shown beside the bot's name.
    #[serde(rename = "as")]
    #[schema(schema_with = limit::alias)]
    alias: Option<String>,
}

/// Where it stands.
#[derive(Serialize, ToSchema)]
#[schema(as = Posted)]
pub struct Stands {
    /// Where.
    pub(super) room: RoomId,
    /// Its number there.
    pub(super) seq: Seq,
    /// When it was committed.
    pub(super) sent: Timestamp,
    /// It stood already: the key had been used for it.
    pub(super) dup: bool,
}

/// `POST /api/rooms/{room}/messages`, answered after the commit: 201, or 200 when it was kept before.
///
/// With an `Idempotency-Key` it can be asked again safely, for ever.
pub async fn post(
    State(banter): State<Arc<Banter>>,
    SignedIn(session): SignedIn,
    InRoom(room): InRoom,
    headers: HeaderMap,
    said: Result<Json<Said>, JsonRejection>,
) -> Result<(StatusCode, Json<Stands>), Error> {
    let Json(said) = said.map_err(|_| BadRequest::NoMessage)?;
    let client_id = idempotency_key(&headers)?;
    if said.alias.is_some() && !session.user.bot {
        return Err(Error::NotABot);
    }
    let alias = said.alias.as_deref().map(Alias::new).transpose()?;
    banter.rates.take(session.user.id, Instant::now()).map_err(Error::RateLimited)?;
    let text = banter.rooms.text(&said.message)?;
    let change = Change::Message { room, text, reply_to: said.reply_to, alias };
    let done = banter.rooms.append(session.user, client_id, change).await?;
    let status = if done.dup { StatusCode::OK } else { StatusCode::CREATED };
    let stands = Stands { room: done.room, seq: done.seq, sent: done.sent, dup: done.dup };
    Ok((status, Json(stands)))
}

/// As it is, or as a string of RFC 9651, which draft-ietf-httpapi-idempotency-key-header asks for.
pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<Option<ClientId>, Error> {
    let mut given = headers.get_all("idempotency-key").iter();
    let (key, more) = (given.next(), given.next());
    let Some(key) = key else { return Ok(None) };
    let bad = || Error::from(BadRequest::BadIdempotencyKey);
    let key = key.to_str().map_err(|_| bad())?;
    let quoted = key.strip_prefix('"').and_then(|key| key.strip_suffix('"'));
    let key = ClientId::try_from(quoted.unwrap_or(key).to_owned()).map_err(|_| bad())?;
    if more.is_some() { Err(bad()) } else { Ok(Some(key)) }
}
