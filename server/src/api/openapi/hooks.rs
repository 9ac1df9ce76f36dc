//! What comes in by a webhook, described.

use axum::http::StatusCode;
use serde_json::json;
use std::time::Duration;
use utoipa::openapi::schema::Type;

use super::limit;
use super::route::Route;
use crate::error::{BadRequest, Error};
use crate::hook::{BadHook, Payload};

pub(super) const TAG: &str = "Webhooks";

/// What the senders that know Slack send, too.
const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn routes() -> Vec<Route> {
    vec![say()]
}

fn say() -> Route {
    let about = "The address is all that it takes. A body is JSON, or a form with such a `payload`, or one with `text` \
                 itself; what kind it says it is does not count.";
    let key = "A name for this message, used for no other of this webhook; in quotes or not";
    Route::post("/hooks/{secret}", TAG, "sayByWebhook")
        .open_to_all()
        .says("Say something in a room, as Slack's senders do", about)
        .place::<String>("secret", "What an admin was shown once, at `/admin/hooks`")
        .header("Idempotency-Key", key, limit::key())
        .takes::<Payload>(
            &[FORM],
            json!({"text": "*Green*: <https://ci.example.org/7|build 7>", "username": "CI"}),
        )
        .answers_a(StatusCode::OK, "`ok`: it is on disk.", "text/plain", Type::String)
        .refuses([BadHook::Unknown.into(), BadHook::NoText.into(), BadHook::Gone.into()])
        .refuses([BadRequest::BadIdempotencyKey.into(), Error::Archived, Error::Conflict])
        .refuses([Error::RateLimited(Duration::from_secs(1))])
}
