//! The page's questions, asked during the first render: the server itself answers.

use std::sync::Arc;

use leptos::prelude::use_context;

use crate::backend::Backend;
use crate::event::{RoomId, Seq};
use crate::http::{ApiError, Credentials, History, OneTimePassword, RoomPage, Viewer};

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

/// Who looks at the page.
///
/// # Errors
/// What the server says.
pub async fn viewer() -> Result<Viewer, ApiError> {
    backend()?.viewer().await
}

/// The room of the page's address.
///
/// # Errors
/// What the server says.
pub async fn room_page(name: String) -> Result<RoomPage, ApiError> {
    backend()?.room_page(&name).await
}

/// A page of `room`'s messages before `before`, or the newest.
///
/// # Errors
/// Why there is none.
pub async fn history(room: RoomId, before: Option<Seq>) -> Result<History, Failure> {
    let backend = backend().map_err(failure)?;
    backend.history(room, before).await.map_err(failure)
}

/// Nobody opens a socket during a render.
///
/// # Errors
/// Always.
pub async fn otp() -> Result<OneTimePassword, Failure> {
    Err(failure(absent()))
}

/// Nobody signs in during a render.
///
/// # Errors
/// Always.
pub async fn sign_in(_path: &str, _credentials: &Credentials) -> Result<(), Failure> {
    Err(failure(absent()))
}

/// Nobody logs out during a render.
///
/// # Errors
/// Always.
pub async fn log_out() -> Result<(), Failure> {
    Err(failure(absent()))
}

fn backend() -> Result<Arc<dyn Backend>, ApiError> {
    use_context::<Arc<dyn Backend>>().ok_or_else(absent)
}

fn absent() -> ApiError {
    ApiError {
        code: "internal".to_owned(),
        message: "This part of the server is not there.".to_owned(),
    }
}

fn failure(error: ApiError) -> Failure {
    Failure { status: 0, retry_ms: None, error }
}
