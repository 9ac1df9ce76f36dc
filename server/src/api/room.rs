//! `/api/rooms`: a member's rooms, who is in them and what was said in them.

use std::sync::Arc;

use app::event::{RoomSummary, Seq};
use app::http::{History, LogPage, Members, OtherRooms, Rooms};
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::Deserialize;
use tokio::time::Instant;
use utoipa::ToSchema;

use super::asked::{Asked, InRoom};
use super::openapi::limit;
use crate::auth::SignedIn;
use crate::banter::Banter;
use crate::error::{BadRequest, Error};
use crate::name::Name;
use crate::room::{OTHERS_MAX, PAGE_MESSAGES};
use crate::store::{Rows, Wanted};
use crate::topic::Topic;

/// The query of a page of messages: those before a number, or after one, or the newest.
#[derive(Deserialize)]
pub struct Part {
    before: Option<Seq>,
    after: Option<Seq>,
    limit: Option<usize>,
}

/// The query of a page of rooms that one could join.
#[derive(Deserialize)]
pub struct AfterName {
    after: Option<String>,
    limit: Option<usize>,
}

/// What `PATCH /api/rooms/{room}` takes; what is not named stays as it is.
#[derive(Deserialize, ToSchema)]
#[schema(as = RoomSettings)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// What it is called from now on; its old name leads to it.
    #[schema(schema_with = limit::new_room_name)]
    name: Option<String>,
    /// What it is about; white space and control characters become single spaces.
    #[schema(schema_with = limit::new_topic)]
    topic: Option<String>,
    /// Whether it is to be kept, and nothing more said in it.
    archived: Option<bool>,
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

/// What `POST /api/rooms` takes.
#[derive(Deserialize, ToSchema)]
#[schema(as = RoomName)]
pub struct Called {
    /// A room's name, or `@` and the names of people, as in `@bob` or `@bob,cid`.
    name: String,
    /// Whether one that is made by this closes itself when nobody is in it.
    #[serde(default)]
    temporary: bool,
}

/// `POST /api/rooms`: becomes a member of the room called so; 201 when it was made by that.
pub async fn open(
    State(banter): State<Arc<Banter>>,
    SignedIn(session): SignedIn,
    called: Result<Json<Called>, JsonRejection>,
) -> Result<(StatusCode, Json<RoomSummary>), Error> {
    let Json(Called { name, temporary }) = called.map_err(|_| BadRequest::NoRoomName)?;
    banter.rates.take(session.user.id, Instant::now()).map_err(Error::RateLimited)?;
    let done = banter.rooms.join(session.user.clone(), (&name, temporary), None).await?;
    // Whoever makes a room is its first change.
    let is_new = !done.dup && done.seq <= Seq(1);
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(banter.rooms.standing(&session.user, done.room).await?.summary)))
}

/// `GET /api/rooms/others?after=&limit=`
pub async fn others(
    State(banter): State<Arc<Banter>>,
    SignedIn(session): SignedIn,
    Asked(page): Asked<AfterName>,
) -> Result<Json<OtherRooms>, Error> {
    let limit = page.limit.unwrap_or(OTHERS_MAX);
    Ok(Json(banter.rooms.others(&session.user, page.after.as_deref(), limit).await?))
}

/// `PATCH /api/rooms/{room}`
pub async fn configure(
    State(banter): State<Arc<Banter>>,
    SignedIn(session): SignedIn,
    InRoom(room): InRoom,
    settings: Result<Json<Settings>, JsonRejection>,
) -> Result<Json<RoomSummary>, Error> {
    let Json(Settings { name, topic, archived }) =
        settings.map_err(|_| Error::from(BadRequest::NoSettings))?;
    let name = name.as_deref().map(Name::of_room).transpose()?;
    let topic = topic.as_deref().map(Topic::new).transpose()?;
    let wanted = Wanted { name, topic, archived };
    banter.rates.take(session.user.id, Instant::now()).map_err(Error::RateLimited)?;
    Ok(Json(banter.rooms.configure(session.user, room, wanted).await?))
}

/// `DELETE /api/rooms/{room}`
pub async fn delete(
    State(banter): State<Arc<Banter>>,
    SignedIn(session): SignedIn,
    InRoom(room): InRoom,
) -> Result<StatusCode, Error> {
    banter.rates.take(session.user.id, Instant::now()).map_err(Error::RateLimited)?;
    banter.rooms.delete(session.user, room).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/rooms/{room}/messages?before=&limit=`, or `after=`
pub async fn messages(
    State(banter): State<Arc<Banter>>,
    SignedIn(session): SignedIn,
    InRoom(room): InRoom,
    Asked(page): Asked<Part>,
) -> Result<Json<History>, Error> {
    let limit = page.limit.unwrap_or(PAGE_MESSAGES);
    let (reader, rooms) = (&session.user, &banter.rooms);
    let history = match page.after {
        Some(after) => rooms.history_after(reader, room, after, limit).await?,
        None => rooms.history(reader, room, page.before, limit).await?,
    };
    Ok(Json(history))
}

/// `GET /api/rooms/{room}/members`
pub async fn members(
    State(banter): State<Arc<Banter>>,
    SignedIn(session): SignedIn,
    InRoom(room): InRoom,
) -> Result<Json<Members>, Error> {
    let mut members = banter.rooms.members(&session.user, room).await?;
    banter.presence.fill(&mut members.members);
    Ok(Json(members))
}

/// `GET /api/rooms/{room}/log?after=&limit=`
pub async fn log(
    State(banter): State<Arc<Banter>>,
    SignedIn(session): SignedIn,
    InRoom(room): InRoom,
    Asked(page): Asked<After>,
) -> Result<Json<LogPage>, Error> {
    let (after, limit) = (page.after.unwrap_or_default(), page.limit.unwrap_or(PAGE_MESSAGES));
    let Rows { rows, head } = banter.rooms.log(&session.user, room, after, limit).await?;
    let events = rows.into_iter().map(|row| row.event).collect();
    Ok(Json(LogPage { events, head, epoch: banter.store.epoch().clone() }))
}
