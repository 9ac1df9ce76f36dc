//! The page's questions, where nobody asks them: the first render was answered before it began.

use crate::event::{RoomId, Seq};
use crate::http::{ApiError, History, LogPage, Members, OneTimePassword, OtherRooms, Part};
use crate::words::Language;

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The HTTP status; 0 here.
    pub status: u16,
    /// When to ask again, in milliseconds, if the server says so.
    pub retry_ms: Option<u64>,
    /// What the server says.
    pub error: ApiError,
}

/// Nobody reads on during a render.
///
/// # Errors
/// Always.
pub async fn history(_room: RoomId, _part: Part) -> Result<History, Failure> {
    Err(absent())
}

/// Nobody looks for a room during a render.
///
/// # Errors
/// Always.
pub async fn other_rooms() -> Result<OtherRooms, Failure> {
    Err(absent())
}

/// Nobody asks who is there during a render.
///
/// # Errors
/// Always.
pub async fn members(_room: RoomId) -> Result<Members, Failure> {
    Err(absent())
}

/// Nobody catches up during a render.
///
/// # Errors
/// Always.
pub async fn log(_room: RoomId, _after: Seq) -> Result<LogPage, Failure> {
    Err(absent())
}

/// Nobody opens a socket during a render.
///
/// # Errors
/// Always.
pub async fn otp() -> Result<OneTimePassword, Failure> {
    Err(absent())
}

/// Nobody logs out during a render.
///
/// # Errors
/// Always.
pub async fn log_out() -> Result<(), Failure> {
    Err(absent())
}

fn absent() -> Failure {
    // Nothing is asked during a render.
    let message = Language::default().words().connection.unreachable.to_owned();
    Failure { status: 0, retry_ms: None, error: ApiError { code: "internal".to_owned(), message } }
}
