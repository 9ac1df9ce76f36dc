//! `/admin/announcements`: what everybody is told.

use std::sync::Arc;

use app::document::Page;
use app::document::admin::announcements::{Announcement, Announcements, HERE, Typed};
use app::event::ClientId;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

use super::{admin, answer, filled_in, refuse};
use crate::announcements;
use crate::auth::SignedIn;
use crate::banter::Banter;
use crate::error::Error;
use crate::store::{Announced, AnnouncementId, Change, Session};
use crate::{clock, language};

/// `GET /admin/announcements`
pub async fn show(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
    request: Request,
) -> Response {
    let page = match admin(session) {
        Ok(_) => page(&banter).await.map(|page| Page::Announcements(Box::new(page))),
        Err(error) => Err(error),
    };
    answer(&banter, page, StatusCode::OK, request).await
}

/// `POST /admin/announcements`: one more. What does not fit comes back with the reason, as it was filled in.
pub async fn announce(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
    request: Request,
) -> Response {
    let (typed, again) = filled_in::<Typed>(request).await;
    let session = match admin(session) {
        Ok(session) => session,
        Err(error) => return refuse(&banter, &error, again).await,
    };
    let error = match add(&banter, &session, &typed).await {
        Ok(()) => return Redirect::to(HERE).into_response(),
        Err(error) => error,
    };
    let refused = Some(error.in_words(language::of(again.headers())));
    let page = page(&banter).await;
    let page =
        page.map(|page| Page::Announcements(Box::new(Announcements { typed, refused, ..page })));
    answer(&banter, page, error.status(), again).await
}

/// `POST /admin/announcements/{id}/end`: one less; it may be over already.
pub async fn end(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let ended = match (admin(session), id.parse().map(AnnouncementId)) {
        (Err(error), _) => Err(error),
        (Ok(_), Err(_)) => Err(Error::NotFound),
        (Ok(session), Ok(id)) => {
            let change = Change::EndAnnouncement(id);
            banter.rooms.append(session.user, None, change).await
        }
    };
    match ended {
        Ok(_) => Redirect::to(HERE).into_response(),
        Err(error) => refuse(&banter, &error, request).await,
    }
}

async fn add(banter: &Banter, session: &Session, typed: &Typed) -> Result<(), Error> {
    // What is no number is no lifetime.
    let minutes = typed.minutes.parse().unwrap_or_default();
    let change = announcements::announce(&typed.message, minutes, banter.config.message_chars)?;
    let client_id = ClientId::try_from(typed.client_id.clone()).ok();
    banter.rooms.append(session.user.clone(), client_id, change).await.map(drop)
}

async fn page(banter: &Banter) -> Result<Announcements, Error> {
    let announcements = banter.store.announcements(clock::now_ms()).await?;
    let live = announcements.into_iter().filter(|one| one.ended.is_none());
    let client_id = Uuid::new_v4().to_string();
    let announcements = live.map(shown).collect();
    Ok(Announcements { announcements, client_id, ..Announcements::default() })
}

fn shown(announced: Announced) -> Announcement {
    let Announced { id, author, body, sent, expires, .. } = announced;
    let (sent, expires) = (clock::timestamp(sent), clock::timestamp(expires));
    Announcement { id: id.0, from: author, message: body, sent, expires }
}
