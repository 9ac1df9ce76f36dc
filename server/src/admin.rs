//! The pages for admins: forms that a browser sends. To other people there is nothing at their addresses; somebody who
//! is signed out signs in first.
//!
//! That a form comes from our own page is checked by [`guard`](crate::guard), as for every request that acts.

pub mod announcements;
pub mod hooks;
pub mod schedules;

use std::sync::Arc;

use app::document::Page;
use axum::Form;
use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::de::DeserializeOwned;

use crate::auth::SignedIn;
use crate::banter::Banter;
use crate::error::Error;
use crate::store::Session;
use crate::{destination, page};

/// `GET /admin`: the first of them.
pub async fn show(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
    request: Request,
) -> Response {
    match admin(session) {
        Ok(_) => Redirect::to("/admin/schedules").into_response(),
        Err(error) => refuse(&banter, &error, request).await,
    }
}

/// The session, if it is an admin's.
fn admin(session: Result<SignedIn, Error>) -> Result<Session, Error> {
    match session {
        Ok(SignedIn(session)) if session.admin => Ok(session),
        Ok(_) => Err(Error::NotFound),
        Err(error) => Err(error),
    }
}

/// What was filled in, and the request without it, for which the page is rendered.
async fn filled_in<Typed: Default + DeserializeOwned>(request: Request) -> (Typed, Request) {
    let (parts, body) = request.into_parts();
    let again = Request::from_parts(parts.clone(), Body::empty());
    let form = Form::<Typed>::from_request(Request::from_parts(parts, body), &()).await;
    (form.map(|Form(typed)| typed).unwrap_or_default(), again)
}

/// The page, under that status, or why there is none.
async fn answer(
    banter: &Banter,
    page: Result<Page, Error>,
    status: StatusCode,
    request: Request,
) -> Response {
    match page {
        Ok(page) => {
            let mut response = page::render(banter, page, request).await;
            *response.status_mut() = status;
            response
        }
        Err(error) => refuse(banter, &error, request).await,
    }
}

/// What who is no admin sees, and who cannot be told from one just now or not yet.
async fn refuse(banter: &Banter, error: &Error, request: Request) -> Response {
    match error {
        Error::NotSignedIn | Error::UnknownToken => {
            let path = section(request.uri().path());
            Redirect::to(&destination::sign_in_before(path)).into_response()
        }
        Error::NotFound => page::not_found(banter, request).await,
        error => page::failed(banter, error, request).await,
    }
}

/// Of the address of what a form does, the page that has the form.
fn section(path: &str) -> &str {
    let rest = path.match_indices('/').nth(2).map_or(path.len(), |(at, _)| at);
    &path[..rest]
}
