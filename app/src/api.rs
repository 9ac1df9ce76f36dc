//! The page's questions, asked from the browser: HTTP with the session's cookie.

use gloo_net::http::{Request, Response};
use web_sys::AbortSignal;

use crate::browser;
use crate::client::LOG_PAGE_EVENTS;
use crate::event::{FromJson, RoomId, Seq, read};
use crate::http::{ApiError, History, LogPage, Members, OneTimePassword, OtherRooms, Part};
use crate::timeline::PAGE_MESSAGES;

/// No answer for this long is none.
const ANSWER_MS: u32 = 15_000;

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The HTTP status; 0 when nothing was heard.
    pub status: u16,
    /// When to ask again, in milliseconds, if the server says so.
    pub retry_ms: Option<u64>,
    /// What the server says.
    pub error: ApiError,
}

/// A page of `room`'s messages: `part` of them.
///
/// # Errors
/// Why there is none.
pub async fn history(room: RoomId, part: Part) -> Result<History, Failure> {
    let part = part.query();
    let url = format!("/api/rooms/{room}/messages?limit={PAGE_MESSAGES}{part}");
    answer(Request::get(&url).abort_signal(deadline().as_ref()).send().await).await
}

/// The rooms that could be joined, the first ones by name.
///
/// # Errors
/// Why they are not known.
pub async fn other_rooms() -> Result<OtherRooms, Failure> {
    answer(Request::get("/api/rooms/others").abort_signal(deadline().as_ref()).send().await).await
}

/// Who is in `room`.
///
/// # Errors
/// Why that is not known.
pub async fn members(room: RoomId) -> Result<Members, Failure> {
    let url = format!("/api/rooms/{room}/members");
    answer(Request::get(&url).abort_signal(deadline().as_ref()).send().await).await
}

/// The log events of `room` after `after`.
///
/// # Errors
/// Why there are none.
pub async fn log(room: RoomId, after: Seq) -> Result<LogPage, Failure> {
    let url = format!("/api/rooms/{room}/log?limit={LOG_PAGE_EVENTS}&after={after}");
    answer(Request::get(&url).abort_signal(deadline().as_ref()).send().await).await
}

/// Asks for a one-time password for this session.
///
/// # Errors
/// 401 when there is no session.
pub async fn otp() -> Result<OneTimePassword, Failure> {
    answer(Request::post("/otp").abort_signal(deadline().as_ref()).send().await).await
}

/// Ends the session.
///
/// # Errors
/// Why it goes on; 401 when it was over already.
pub async fn log_out() -> Result<(), Failure> {
    accepted(Request::post("/logout").abort_signal(deadline().as_ref()).send().await)
        .await
        .map(drop)
}

fn deadline() -> Option<AbortSignal> {
    Some(AbortSignal::timeout_with_u32(ANSWER_MS))
}

async fn answer<T: FromJson>(sent: Result<Response, gloo_net::Error>) -> Result<T, Failure> {
    let text = accepted(sent).await?.text().await.map_err(|_| silence())?;
    read(&text).ok_or_else(silence)
}

async fn accepted(sent: Result<Response, gloo_net::Error>) -> Result<Response, Failure> {
    let response = sent.map_err(|_| silence())?;
    if response.ok() {
        return Ok(response);
    }
    let seconds = response.headers().get("retry-after").and_then(|value| value.parse::<u64>().ok());
    let status = response.status();
    let text = response.text().await.unwrap_or_default();
    // What no Banter wrote was written by something in between.
    let error = read(&text).unwrap_or_else(|| silence().error);
    Err(Failure { status, retry_ms: seconds.map(|seconds| seconds.saturating_mul(1_000)), error })
}

fn silence() -> Failure {
    let message = browser::language().words().connection.unreachable.to_owned();
    let error = ApiError { code: "unreachable".to_owned(), message };
    Failure { status: 0, retry_ms: None, error }
}
