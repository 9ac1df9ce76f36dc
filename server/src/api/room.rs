//! `/api/rooms`: a member's rooms, who is in them and what was said in them.

use std::sync::Arc;

use app::event::{RoomId, Seq};
use app::http::{History, LogPage, Members, Rooms};
use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use crate::auth::SignedIn;
use crate::banter::Banter;
use crate::error::Error;
use crate::room::PAGE_MESSAGES;
use crate::store::Rows;

/// The query of a page of messages.
#[derive(Deserialize)]
pub struct Before {
    before: Option<Seq>,
    limit: Option<usize>,
}

/// The query of a page of the log.
#[derive(Deserialize)]
pub struct After {
    after: Option<Seq>,
    limit: Option<usize>,
}

/// `GET /api/rooms`
pub async fn list(
    State(banter): State<Arc<Banter>>,
    SignedIn(session): SignedIn,
) -> Result<Json<Rooms>, Error> {
    Ok(Json(Rooms { rooms: banter.rooms.all_of(&session.user).await? }))
}

/// `GET /api/rooms/{room}/messages?before=&limit=`
pub async fn messages(
    State(banter): State<Arc<Banter>>,
    SignedIn(session): SignedIn,
    Path(room): Path<String>,
    Query(page): Query<Before>,
) -> Result<Json<History>, Error> {
    let limit = page.limit.unwrap_or(PAGE_MESSAGES);
    Ok(Json(banter.rooms.history(&session.user, id(&room)?, page.before, limit).await?))
}

/// `GET /api/rooms/{room}/members`
pub async fn members(
    State(banter): State<Arc<Banter>>,
    SignedIn(session): SignedIn,
    Path(room): Path<String>,
) -> Result<Json<Members>, Error> {
    Ok(Json(banter.rooms.members(&session.user, id(&room)?).await?))
}

/// `GET /api/rooms/{room}/log?after=&limit=`
pub async fn log(
    State(banter): State<Arc<Banter>>,
    SignedIn(session): SignedIn,
    Path(room): Path<String>,
    Query(page): Query<After>,
) -> Result<Json<LogPage>, Error> {
    let (after, limit) = (page.after.unwrap_or_default(), page.limit.unwrap_or(PAGE_MESSAGES));
    let Rows { rows, head } = banter.rooms.log(&session.user, id(&room)?, after, limit).await?;
    let events = rows.into_iter().map(|row| row.event).collect();
    Ok(Json(LogPage { events, head, epoch: banter.store.epoch().clone() }))
}

/// What is no id is no room.
fn id(room: &str) -> Result<RoomId, Error> {
    room.parse().map_err(|_| Error::NotMember)
}
