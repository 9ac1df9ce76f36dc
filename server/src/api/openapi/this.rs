//! How the server is, and this description itself, described.

use axum::http::StatusCode;
use utoipa::openapi::schema::Type;

use super::route::Route;
use crate::error::Error;

pub(super) const TAG: &str = "Server";

const TEXT: &str = "text/plain";

pub(super) fn routes() -> Vec<Route> {
    let lines = "`ready`, and a line on RabbitMQ where it is used: that does not count.";
    vec![
        Route::get("/healthz", TAG, "isAlive")
            .unguarded()
            .says("Whether the process answers", "")
            .answers_a(StatusCode::OK, "`ok`", TEXT, Type::String),
        Route::get("/readyz", TAG, "isReady")
            .unguarded()
            .says("Whether messages can be taken and kept", "")
            .answers_a(StatusCode::OK, lines, TEXT, Type::String)
            .refuses([Error::Unavailable, Error::Restarting]),
        Route::get("/api/openapi.json", TAG, "describe")
            .open_to_all()
            .says("This description", "OpenAPI 3.1, with this server's own settings.")
            .answers_a(StatusCode::OK, "The description.", "application/json", Type::Object),
        Route::get("/api", TAG, "readDescription")
            .open_to_all()
            .says(
                "This description, to read",
                "A page, in the reader's language but for what comes from here.",
            )
            .answers_a(StatusCode::OK, "The page.", "text/html", Type::String),
    ]
}
