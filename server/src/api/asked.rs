//! What stands in an address, read so that what does not fit is refused like everything else: in JSON.

use app::event::RoomId;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::error::{BadRequest, Error};

/// The query.
pub struct Asked<T>(pub T);

/// The room. What is no id is no room.
pub struct InRoom(pub RoomId);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let query = Query::from_request_parts(parts, state).await;
        query.map(|Query(asked)| Self(asked)).map_err(|_| BadRequest::BadQuery.into())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for InRoom {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let room = Path::<String>::from_request_parts(parts, state).await;
        room.ok().and_then(|Path(room)| room.parse().ok()).map(Self).ok_or(Error::NoRoomId)
    }
}
