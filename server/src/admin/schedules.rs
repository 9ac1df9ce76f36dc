//! `/admin/schedules`: what the server says by itself.

use std::sync::Arc;

use app::document::Page;
use app::document::admin::{Schedule as Shown, Schedules, Typed};
use app::event::RoomKind;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::{admin, answer, filled_in, refuse};
use crate::auth::SignedIn;
use crate::banter::Banter;
use crate::error::Error;
use crate::schedule::{self, Typed as Rhythmic, Wish};
use crate::store::{Rhythm, Schedule, ScheduleId, Session};
use crate::{clock, language};

const HERE: &str = "/admin/schedules";

/// `GET /admin/schedules`
pub async fn show(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
    request: Request,
) -> Response {
    let page = match admin(session) {
        Ok(session) => page(&banter, &session).await.map(|page| Page::Schedules(Box::new(page))),
        Err(error) => Err(error),
    };
    answer(&banter, page, StatusCode::OK, request).await
}

/// `POST /admin/schedules`: one more. What does not fit comes back with the reason, as it was filled in.
pub async fn add(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
    request: Request,
) -> Response {
    let (typed, again) = filled_in::<Typed>(request).await;
    let session = match admin(session) {
        Ok(session) => session,
        Err(error) => return refuse(&banter, &error, again).await,
    };
    let error = match schedule::add(&*banter.store, &banter.config, &wish(&typed)).await {
        Ok(id) => {
            tracing::info!(schedule = id.0, user = session.user.id.0, "a schedule was made");
            return Redirect::to(HERE).into_response();
        }
        Err(error) => error,
    };
    let refused = Some(error.in_words(language::of(again.headers())));
    let page = page(&banter, &session).await;
    let page = page.map(|page| Page::Schedules(Box::new(Schedules { typed, refused, ..page })));
    answer(&banter, page, error.status(), again).await
}

/// `POST /admin/schedules/{id}/remove`: one less; it may be gone already.
pub async fn remove(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let removed = match (admin(session), id.parse().map(ScheduleId)) {
        (Err(error), _) => Err(error),
        (Ok(_), Err(_)) => Err(Error::NotFound),
        (Ok(session), Ok(id)) => {
            banter.store.remove_schedule(id).await.map_err(Error::from).map(|_| {
                tracing::info!(schedule = id.0, user = session.user.id.0, "a schedule was removed")
            })
        }
    };
    match removed {
        Ok(()) => Redirect::to(HERE).into_response(),
        Err(error) => refuse(&banter, &error, request).await,
    }
}

fn wish(typed: &Typed) -> Wish<'_> {
    let rhythm = if typed.rhythm == "cron" {
        Rhythmic::Cron(&typed.cron)
    } else {
        Rhythmic::Every(&typed.every)
    };
    Wish { room: &typed.room, rhythm, zone: &typed.zone, message: &typed.message }
}

async fn page(banter: &Banter, session: &Session) -> Result<Schedules, Error> {
    let rooms = banter.rooms.all_of(&session.user).await?.into_iter();
    let rooms = rooms.filter(|room| room.kind == RoomKind::Room).map(|room| room.name).collect();
    let schedules = banter.store.schedules().await?.into_iter().map(shown).collect();
    let zones = schedule::zones().collect();
    Ok(Schedules { schedules, rooms, zones, ..Schedules::default() })
}

fn shown(schedule: Schedule) -> Shown {
    let Schedule { id, room_name: room, rhythm, zone, body, next, last, failed, .. } = schedule;
    let (every, cron) = match rhythm {
        Rhythm::Every(ms) => (Some(schedule::in_units(ms)), None),
        Rhythm::Cron(expression) => (None, Some(expression)),
    };
    let next = (next != i64::MAX).then(|| clock::timestamp(next));
    let (id, message, last) = (id.0, body, last.map(clock::timestamp));
    Shown { id, room, every, cron, zone, message, next, last, failed }
}
