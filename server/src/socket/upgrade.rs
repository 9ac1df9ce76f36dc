//! The way in: every refusal comes before the upgrade, and a refused Origin has spent nothing.

use std::sync::Arc;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::Connection;
use crate::auth::SignedIn;
use crate::banter::Banter;
use crate::error::Error;
use crate::serve::Link;

/// The default of 128 KiB would be allocated for every idle connection.
const READ_BUFFER_BYTES: usize = 4 * 1024;
/// What may wait in the write buffer; the queue bounds it long before.
const WRITE_BUFFER_BYTES: usize = 1024 * 1024;
/// The 16 random bytes of `Sec-WebSocket-Key` in base64 (RFC 6455 section 4.2.1).
const KEY_CHARS: usize = 24;

/// The query of `GET /ws`.
#[derive(Deserialize)]
pub struct Ticket {
    otp: Option<String>,
}

/// `GET /ws?otp=…`: the guard has checked Host and Origin, the extractors session and handshake.
pub async fn upgrade(
    State(banter): State<Arc<Banter>>,
    Extension(link): Extension<Link>,
    Query(ticket): Query<Ticket>,
    headers: HeaderMap,
    SignedIn(session): SignedIn,
    handshake: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response {
    if banter.draining.is_cancelled() {
        return Error::Restarting.into_response();
    }
    let handshake = match checked(&headers, handshake) {
        Ok(handshake) => handshake,
        Err(refusal) => return refusal,
    };
    let otp = ticket.otp.unwrap_or_default();
    if !banter.one_time_passwords.redeem(&otp, session.id) {
        tracing::info!(
            user = session.user.id.0,
            "a socket was refused: no valid one-time password"
        );
        return Error::NotSignedIn.into_response();
    }
    let tracker = banter.tasks.clone();
    handshake
        .read_buffer_size(READ_BUFFER_BYTES)
        .max_write_buffer_size(WRITE_BUFFER_BYTES)
        .max_message_size(banter.config.frame_bytes)
        .max_frame_size(banter.config.frame_bytes)
        .on_upgrade(move |stream| {
            tracker.track_future(async move {
                let stream = link.watch(stream);
                Connection::run(banter, session, stream).await;
                // The connection counts against its caps until here.
                drop(link);
            })
        })
}

type Handshake = Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>;

/// What axum lets pass and RFC 6455 does not.
fn checked(headers: &HeaderMap, handshake: Handshake) -> Result<WebSocketUpgrade, Response> {
    let version = headers.get(header::SEC_WEBSOCKET_VERSION);
    if version.is_some_and(|version| version != "13") {
        let mut refusal = StatusCode::UPGRADE_REQUIRED.into_response();
        refusal.headers_mut().insert(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        return Err(refusal);
    }
    let key = headers.get(header::SEC_WEBSOCKET_KEY);
    if key.is_some_and(|key| key.len() != KEY_CHARS) {
        let why = "Sec-WebSocket-Key must be 16 bytes in base64.";
        return Err(Error::BadRequest(why).into_response());
    }
    handshake.map_err(IntoResponse::into_response)
}
