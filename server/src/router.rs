//! Every route and every layer, on one screen.

use std::sync::Arc;

use app::address;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{any, get, patch, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::banter::Banter;
use crate::error::Error;
use crate::{
    admin, api, auth, compression, guard, health, hook, language, page, room_settings, site, socket,
};

/// The whole server as one service.
pub fn router(banter: Arc<Banter>) -> Router {
    Router::new()
        .route("/ws", get(socket::upgrade))
        .route("/login", get(page::show).post(auth::login))
        .route("/register", get(page::show).post(auth::register))
        .route("/otp", post(auth::otp))
        .route("/logout", post(auth::logout))
        .route("/api", get(api::openapi::show))
        .route("/api/openapi.json", get(api::openapi::json))
        .route("/api/rooms", get(api::room::list).post(api::room::open))
        .route("/api/rooms/others", get(api::room::others))
        .route("/api/rooms/{room}", patch(api::room::configure).delete(api::room::delete))
        .route("/api/rooms/{room}/members", get(api::room::members))
        .route("/api/rooms/{room}/messages", get(api::room::messages).post(api::message::post))
        .route("/api/rooms/{room}/log", get(api::room::log))
        .route("/hooks/{secret}", post(hook::post))
        .route("/api/{*path}", any(async || Error::NoRoute))
        .route("/", get(page::show))
        .route(address::ROOMS, get(page::show))
        .route("/rooms/{room}/settings", get(room_settings::show).post(room_settings::save))
        .route("/r/{room}", get(page::show))
        .route("/r/{room}/{seq}", get(page::show))
        .route("/d/{people}", get(page::show))
        .route("/d/{people}/{seq}", get(page::show))
        .route("/admin", get(admin::show))
        .route("/admin/schedules", get(admin::schedules::show).post(admin::schedules::add))
        .route("/admin/schedules/{id}/remove", post(admin::schedules::remove))
        .route(
            "/admin/announcements",
            get(admin::announcements::show).post(admin::announcements::announce),
        )
        .route("/admin/announcements/{id}/end", post(admin::announcements::end))
        .route("/admin/hooks", get(admin::hooks::show))
        .route("/admin/hooks/in", post(admin::hooks::add_in))
        .route("/admin/hooks/in/{id}/remove", post(admin::hooks::remove_in))
        .route("/admin/hooks/out", post(admin::hooks::add_out))
        .route("/admin/hooks/out/{id}/remove", post(admin::hooks::remove_out))
        .route("/admin/hooks/out/{id}/go-on", post(admin::hooks::go_on))
        .merge(development())
        .method_not_allowed_fallback(async || Error::WrongMethod)
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
