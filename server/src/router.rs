//! Every route and every layer, on one screen.

use std::sync::Arc;

use app::address;
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{any, get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::banter::Banter;
use crate::error::Error;
use crate::{api, auth, compression, guard, health, language, page, site, socket};

/// The whole server as one service.
pub fn router(banter: Arc<Banter>) -> Router {
    Router::new()
        .route("/ws", get(socket::upgrade))
        .route("/login", get(page::show).post(auth::login))
        .route("/register", get(page::show).post(auth::register))
        .route("/otp", post(auth::otp))
        .route("/logout", post(auth::logout))
        .route("/api/rooms", get(api::room::list))
        .route("/api/rooms/{room}/members", get(api::room::members))
        .route("/api/rooms/{room}/messages", get(api::room::messages))
        .route("/api/rooms/{room}/log", get(api::room::log))
        .route("/api/{*path}", any(async || StatusCode::NOT_FOUND))
        .route("/", get(page::show))
        .route(address::ROOMS, get(page::show))
        .route("/r/{room}", get(page::show))
        .route("/d/{people}", get(page::show))
        .merge(development())
        .fallback(site::file_or_page)
        .layer(CatchPanicLayer::custom(|_panic| Error::Internal.into_response()))
        .layer(from_fn_with_state(Arc::clone(&banter), guard::admit))
        .layer(from_fn(language::answer))
        .layer(compression::layer())
        // Asked by machines, at any address.
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .with_state(banter)
}

/// What a release has not.
fn development() -> Router<Arc<Banter>> {
    #[cfg(debug_assertions)]
    return crate::styleguide::routes();
    #[cfg(not(debug_assertions))]
    Router::new()
}
