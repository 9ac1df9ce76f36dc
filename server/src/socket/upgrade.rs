//! The way in: every refusal comes before the upgrade, and a refused Origin has spent nothing.

use std::sync::Arc;

use app::words::Language;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Extension, FromRequestParts, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Deserialize;

use super::Connection;
use crate::api::asked::Asked;
use crate::auth::SignedIn;
use crate::banter::Banter;
use crate::error::{BadRequest, Error};
use crate::language;
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
    announcements: Option<Announcements>,
}

/// Whether the client has somebody to show them to.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Announcements {
    Yes,
    No,
}

/// `GET /ws?otp=…`: the guard has checked Host and Origin, the extractors session and handshake.
pub async fn upgrade(
    State(banter): State<Arc<Banter>>,
    Extension(link): Extension<Link>,
    Asked(ticket): Asked<Ticket>,
    SignedIn(session): SignedIn,
    Handshake { upgrade, language }: Handshake,
) -> Result<Response, Error> {
    if banter.draining.is_cancelled() {
        return Err(Error::Restarting);
    }
    let otp = ticket.otp.unwrap_or_default();
    if !banter.one_time_passwords.redeem(&otp, session.id) {
        tracing::info!(
            user = session.user.id.0,
            "a socket was refused: no valid one-time password"
        );
        return Err(Error::NotSignedIn);
    }
    let shows = ticket.announcements != Some(Announcements::No);
    let tracker = banter.tasks.clone();
    let upgraded = upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .max_write_buffer_size(WRITE_BUFFER_BYTES)
        .max_message_size(banter.config.frame_bytes)
        .max_frame_size(banter.config.frame_bytes)
        .on_upgrade(move |stream| {
            tracker.track_future(async move {
                let stream = link.watch(stream);
                Connection::run(banter, session, language, shows, stream).await;
                // The connection counts against its caps until here.
                drop(link);
            })
        });
    Ok(upgraded)
}

/// A proper handshake: what axum lets pass and RFC 6455 does not is refused.
pub struct Handshake {
    upgrade: WebSocketUpgrade,
    /// Everything on this socket is said in it.
    language: Language,
}

impl<S: Send + Sync> FromRequestParts<S> for Handshake {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let version = parts.headers.get(header::SEC_WEBSOCKET_VERSION);
        if version.is_some_and(|version| version != "13") {
            return Err(Error::WrongVersion);
        }
        let key = parts.headers.get(header::SEC_WEBSOCKET_KEY);
        if key.is_some_and(|key| key.len() != KEY_CHARS) {
            return Err(BadRequest::BadKey.into());
        }
        match WebSocketUpgrade::from_request_parts(parts, state).await {
            Ok(upgrade) => Ok(Self { upgrade, language: language::of(&parts.headers) }),
            Err(_) => Err(BadRequest::NoHandshake.into()),
        }
    }
}
