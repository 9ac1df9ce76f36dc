//! For machines: does it live, can it serve.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::banter::Banter;
use crate::error::Error;

/// `GET /healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: messages can be taken and kept.
pub async fn ready(State(banter): State<Arc<Banter>>) -> Response {
    if banter.draining.is_cancelled() {
        return Error::Restarting.into_response();
    }
    match banter.store.check().await {
        Ok(()) => (StatusCode::OK, "ready\n").into_response(),
        Err(error) => Error::from(error).into_response(),
    }
}
