//! `/hooks/{secret}`: what programs say that know an address and nothing else.

use std::sync::Arc;

use app::event::ClientId;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use tokio::time::Instant;

use super::slack::Payload;
use super::{BadHook, Secret};
use crate::alias::Alias;
use crate::api::message::idempotency_key;
use crate::banter::Banter;
use crate::cut::cut;
use crate::error::Error;
use crate::store::{Change, HookId};

/// `POST /hooks/{secret}`, answered after the commit with `ok`, as Slack does.
///
/// Its senders tell nobody of an error: a text or a name that is too long is cut. With an `Idempotency-Key` it can be
/// asked again safely, for ever.
pub async fn post(
    State(banter): State<Arc<Banter>>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<&'static str, Error> {
    // Whatever is asked for is hashed and looked up: nobody learns by the time it takes how near a guess was.
    let hook = banter.store.hook_in(Secret::hash(&secret)).await?.ok_or(BadHook::Unknown)?;
    banter.hooks.rates.take(hook.id, Instant::now()).map_err(Error::RateLimited)?;
    let key = idempotency_key(&headers)?;
    let payload = Payload::read(&body).ok_or(BadHook::NoText)?;
    let given = payload.username.as_deref().and_then(Alias::of);
    let alias = given.or_else(|| Alias::of(&hook.name));
    let text = payload.text().ok_or(BadHook::NoText)?;
    let text = banter.rooms.text(&cut(text.trim(), banter.config.message_chars))?;
    let change = Change::Message { room: hook.room, text, reply_to: None, alias };
    let client_id = key.and_then(|key| client_id(hook.id, &key));
    match banter.rooms.append(hook.bot, client_id, change).await {
        Ok(_) => Ok("ok"),
        // The bot may speak in every room that has a name: it is there no more.
        Err(Error::NotMember) => Err(BadHook::Gone.into()),
        Err(error) => Err(error),
    }
}

/// A key is a hook's own, and may be as long as an id by itself.
fn client_id(hook: HookId, key: &ClientId) -> Option<ClientId> {
    let hash = Secret::hash(key.as_str());
    let hex: String = hash[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    ClientId::try_from(format!("hook-{hook}-{hex}")).ok()
}
