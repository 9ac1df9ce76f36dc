//! `/rooms/{room}/settings`: what a room is called and about, leaving, archiving and deleting it, by plain forms.

use std::sync::Arc;

use app::address;
use app::document::{Notice, Page};
use app::event::RoomId;
use app::ui::room_settings::{Field, RoomSettings};
use axum::Form;
use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tokio::time::Instant;

use crate::api::asked::InRoom;
use crate::auth::SignedIn;
use crate::banter::Banter;
use crate::error::{BadRequest, Error};
use crate::name::Name;
use crate::store::{GENERAL, Session, Wanted};
use crate::topic::Topic;
use crate::{destination, language, notice, page};

/// What one of the page's forms holds.
#[derive(Default, Deserialize)]
struct Wish {
    /// `save`, `leave`, `archive`, `reopen` or `delete`.
    wish: String,
    name: Option<String>,
    topic: Option<String>,
    sure: Option<String>,
}

/// `GET /rooms/{room}/settings`
pub async fn show(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
    room: Result<InRoom, Error>,
    request: Request,
) -> Response {
    let session = match session {
        Ok(SignedIn(session)) => session,
        Err(error) => return stop(&banter, error, request).await,
    };
    match room {
        Ok(InRoom(room)) => page_of(&banter, &session, room, None, request).await,
        Err(error) => stop(&banter, error, request).await,
    }
}

/// `POST /rooms/{room}/settings`
pub async fn save(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
    room: Result<InRoom, Error>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let form = Form::from_request(Request::from_parts(parts.clone(), body), &()).await;
    let request = Request::from_parts(parts, Body::empty());
    let (session, room) = match (session, room) {
        (Ok(SignedIn(session)), Ok(InRoom(room))) => (session, room),
        (Err(error), _) | (_, Err(error)) => return stop(&banter, error, request).await,
    };
    let Ok(Form(wish)) = form else {
        let error = BadRequest::NoSettings.into();
        return page_of(&banter, &session, room, Some((error, Wish::default())), request).await;
    };
    match grant(&banter, &session, room, &wish).await {
        Ok(path) if wish.wish == "delete" => {
            notice::with(Notice::RoomDeleted, Redirect::to(&path).into_response())
        }
        Ok(path) => Redirect::to(&path).into_response(),
        Err(error) => page_of(&banter, &session, room, Some((error, wish)), request).await,
    }
}

/// Does what is wished; where that leads.
async fn grant(
    banter: &Banter,
    session: &Session,
    room: RoomId,
    wish: &Wish,
) -> Result<String, Error> {
    banter.rates.take(session.user.id, Instant::now()).map_err(Error::RateLimited)?;
    let (author, rooms) = (session.user.clone(), &banter.rooms);
    let archived = |archived| Wanted { archived: Some(archived), ..Wanted::default() };
    let wanted = match wish.wish.as_str() {
        "save" => Wanted {
            name: wish.name.as_deref().map(Name::of_room).transpose()?,
            topic: wish.topic.as_deref().map(Topic::new).transpose()?,
            archived: None,
        },
        "archive" => archived(true),
        "reopen" => archived(false),
        "leave" => {
            rooms.leave(author, room).await?;
            return Ok(address::ROOMS.to_owned());
        }
        "delete" if wish.sure.is_some() => {
            rooms.delete(author, room).await?;
            return Ok(address::ROOMS.to_owned());
        }
        // The browser does not send it like this.
        _ => return Err(BadRequest::NoSettings.into()),
    };
    let room = rooms.configure(author, room, wanted).await?;
    Ok(address::of_room(&room.handle()))
}

/// The page, after what was wished was refused or before anything was.
async fn page_of(
    banter: &Banter,
    session: &Session,
    room: RoomId,
    refused: Option<(Error, Wish)>,
    request: Request,
) -> Response {
    let language = language::of(request.headers());
    let (summary, is_theirs) = match banter.rooms.settings(&session.user, room).await {
        Ok(settings) => settings,
        Err(error) => return stop(banter, error, request).await,
    };
    let (error, wish) = refused.unzip();
    let Wish { name, topic, .. } = wish.unwrap_or_default();
    let typed = (
        name.unwrap_or_else(|| summary.name.clone()),
        topic.unwrap_or_else(|| summary.topic.clone()),
    );
    let settings = RoomSettings {
        room: summary,
        is_theirs,
        is_general: room == GENERAL,
        refused: error.as_ref().map(|error| (field_of(error), error.in_words(language))),
        typed,
    };
    let mut response = page::render(banter, Page::Settings(Box::new(settings)), request).await;
    if let Some(error) = error {
        *response.status_mut() = error.status();
    }
    response
}

/// The field that an error is about, if it is about one.
const fn field_of(error: &Error) -> Option<Field> {
    match error {
        Error::BadTopic => Some(Field::Topic),
        error if error.is_of_name() => Some(Field::Name),
        _ => None,
    }
}

/// There is no such page for whoever asks.
async fn stop(banter: &Banter, error: Error, request: Request) -> Response {
    match error {
        Error::NotSignedIn | Error::UnknownToken => {
            Redirect::to(&destination::sign_in_before(request.uri().path())).into_response()
        }
        Error::NotMember => page::not_found(banter, request).await,
        error => page::failed(banter, &error, request).await,
    }
}
