//! What is said, described.

use app::event::{Epoch, Event, NewMessage, Reaction, RoomId, Seq, Timestamp};
use app::http::{History, LogPage};
use axum::http::StatusCode;
use serde_json::json;
use std::time::Duration;

use app::event::BodyError;

use super::limit;
use super::rooms::{LIMIT, in_room};
use super::route::Route;
use crate::api::message::{Said, Stands};
use crate::error::{BadRequest, Error};
use crate::room::{PAGE_MESSAGES, PAGE_MESSAGES_MAX};

pub(super) const TAG: &str = "Messages";

pub(super) fn routes(message_chars: usize) -> Vec<Route> {
    vec![post(message_chars), page(), log()]
}

fn post(message_chars: usize) -> Route {
    let about = "Answered when it is on disk. A bot may speak in every room that has a name, also where it is no member. \
                 With an `Idempotency-Key` it can be asked again, at any time: it stands once.";
    let key = "A name for this message, chosen by who sends it and used for no other, for ever; in quotes or not";
    let too_long =
        BodyError::TooLong { chars: message_chars.saturating_add(1), chars_max: message_chars };
    in_room(Route::post("/api/rooms/{room}/messages", TAG, "postMessage"))
        .says("Say something", about)
        .header("Idempotency-Key", key, limit::key())
        .takes::<Said>(&[], json!({"message": "**Green**", "as": "CI"}))
        .where_it_has_at_most(message_chars, "message")
        .answers(StatusCode::CREATED, "It was said.", &stands(false))
        .answers(StatusCode::OK, "It had been said under this key.", &stands(true))
        .refuses([BadRequest::NoMessage.into(), BadRequest::BadIdempotencyKey.into()])
        .refuses([Error::BadBody(BodyError::Empty), Error::BadBody(too_long), Error::BadAlias])
        .refuses([Error::NotABot, Error::NotFound, Error::Archived, Error::Conflict])
        .refuses([Error::RateLimited(Duration::from_secs(1))])
}

fn page() -> Route {
    let reaction = Reaction { emoji: "👍".to_owned(), from: vec!["ann".to_owned()] };
    let messages = vec![NewMessage { reactions: vec![reaction], ..message() }];
    let history = History { messages, head: Seq(42), epoch: epoch(), newer: false };
    in_room(Route::get("/api/rooms/{room}/messages", TAG, "listMessages"))
        .says("A page of messages, oldest first", "The newest ones, or those beside a message.")
        .query("before", "Those before this number", limit::seq())
        .query("after", "Those after this number; it counts more than `before`", limit::seq())
        .query("limit", LIMIT, limit::at_most(PAGE_MESSAGES_MAX, PAGE_MESSAGES))
        .answers(StatusCode::OK, "As of `head`.", &history)
}

fn log() -> Route {
    let events = vec![Event::NewMessage(message())];
    in_room(Route::get("/api/rooms/{room}/log", TAG, "listEvents"))
        .says("What has happened in a room, in order", "Its log, as it comes over a socket.")
        .query("after", "Those after this number; 0 is the beginning", limit::seq())
        .query("limit", LIMIT, limit::at_most(PAGE_MESSAGES_MAX, PAGE_MESSAGES))
        .answers(
            StatusCode::OK,
            "As of `head`.",
            &LogPage { events, head: Seq(42), epoch: epoch() },
        )
}

fn stands(dup: bool) -> Stands {
    Stands { room: RoomId(7), seq: Seq(42), sent: sent(), dup }
}

fn message() -> NewMessage {
    let said =
        NewMessage::plain(RoomId(7), Seq(42), "robot".to_owned(), "**Green**".to_owned(), sent());
    let html = "<p dir=\"auto\"><strong>Green</strong></p>".to_owned();
    NewMessage { html, bot: true, alias: Some("CI".to_owned()), ..said }
}

fn sent() -> Timestamp {
    Timestamp("2026-11-21T03:36:00.000Z".to_owned())
}

fn epoch() -> Epoch {
    Epoch("0197f3c28a4e".to_owned())
}
