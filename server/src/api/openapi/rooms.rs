//! Rooms, described.

use app::event::{PresenceState, RoomId, RoomKind, RoomSummary, Seq, Timestamp};
use app::http::{Member, Members, OtherRoom, OtherRooms, Rooms};
use axum::http::StatusCode;
use serde_json::json;
use std::time::Duration;

use super::limit;
use super::route::Route;
use crate::api::room::{Called, Settings};
use crate::error::{BadRequest, Error};
use crate::name::Name;
use crate::room::{MEMBERS_MAX, OTHERS_MAX};

pub(super) const TAG: &str = "Rooms";

pub(super) fn routes() -> Vec<Route> {
    vec![list(), open(), others(), configure(), delete(), members()]
}

/// A route of one room, for its members.
pub(super) fn in_room(route: Route) -> Route {
    route
        .place::<RoomId>("room", "The room's id, as `GET /api/rooms` says it")
        .refuses([Error::NotMember])
}

fn list() -> Route {
    Route::get("/api/rooms", TAG, "listRooms").says("The rooms one is a member of", "").answers(
        StatusCode::OK,
        "By name.",
        &Rooms { rooms: vec![room()] },
    )
}

fn open() -> Route {
    let about = "Becomes a member of the room called so, and makes it if there is none. `@bob`, or `@bob,cid`, is the \
                 conversation with those people.";
    Route::post("/api/rooms", TAG, "openRoom")
        .says("Join a room, or make it", about)
        .takes::<Called>(&[], json!({"name": "builds"}))
        .answers(StatusCode::OK, "It was there.", &room())
        .answers(StatusCode::CREATED, "It was made.", &room())
        .refuses([BadRequest::NoRoomName.into(), Error::TooManyPeople, bad_name()])
        .refuses([Error::Nobody("dan".to_owned()), Error::NotMember])
        .refuses([Error::RateLimited(Duration::from_secs(1))])
}

fn others() -> Route {
    let example = OtherRoom { name: "builds".to_owned(), topic: "What CI says".to_owned() };
    Route::get("/api/rooms/others", TAG, "listOtherRooms")
        .says("Rooms that one could join", "By name, a page at a time.")
        .query("after", "The name after which the page begins", limit::any_text())
        .query("limit", LIMIT, limit::at_most(OTHERS_MAX, OTHERS_MAX))
        .answers(StatusCode::OK, "A page.", &OtherRooms { rooms: vec![example], more: false })
        .refuses([bad_name()])
}

/// Of any page.
pub(super) const LIMIT: &str = "How many; what lies outside the range is taken as its nearest end";

fn configure() -> Route {
    let about = "What is not named stays as it is. Any member sets the topic; who made the room, or an admin, renames \
                 and archives it.";
    in_room(Route::patch("/api/rooms/{room}", TAG, "configureRoom"))
        .says("Change a room's settings", about)
        .takes::<Settings>(&[], json!({"topic": "What CI says"}))
        .answers(StatusCode::OK, "As it is from now on.", &room())
        .refuses([BadRequest::NoSettings.into(), bad_name(), Error::BadTopic])
        .refuses([Error::NotYourRoom, Error::General, Error::NoSettings])
        .refuses([Error::Archived, Error::RoomNameTaken])
        .refuses([Error::RateLimited(Duration::from_secs(1))])
}

fn delete() -> Route {
    let about = "It is nobody's from now on, and what was said in it is wiped from the disk.";
    in_room(Route::delete("/api/rooms/{room}", TAG, "deleteRoom"))
        .says("Delete a room", about)
        .answers_nothing(StatusCode::NO_CONTENT, "It is gone.")
        .refuses([Error::NotYourRoom, Error::General, Error::NoSettings])
        .refuses([Error::RateLimited(Duration::from_secs(1))])
}

fn members() -> Route {
    let seen = Some(Timestamp("2026-11-21T03:30:00.000Z".to_owned()));
    let member = |name: &str, state, seen| Member {
        name: name.to_owned(),
        admin: name == "ann",
        state: Some(state),
        seen,
    };
    let members = vec![
        member("ann", PresenceState::Online, None),
        member("bob", PresenceState::Offline, seen),
    ];
    let about = format!("The first {MEMBERS_MAX} by name, and how many there are in all.");
    in_room(Route::get("/api/rooms/{room}/members", TAG, "listMembers"))
        .says("Who is in a room", &about)
        .answers(StatusCode::OK, "As of `head`.", &Members { members, count: 2, head: Seq(42) })
}

fn room() -> RoomSummary {
    RoomSummary {
        room: RoomId(7),
        name: "builds".to_owned(),
        kind: RoomKind::Room,
        topic: "What CI says".to_owned(),
        head: Seq(42),
        read: Seq(40),
        unread: 1,
        mentions: 0,
        archived: false,
        temporary: false,
    }
}

/// What is said of a room's name that is none.
fn bad_name() -> Error {
    Error::BadName(Name::of_room("").expect_err("nothing is no name"))
}
