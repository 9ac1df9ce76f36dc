//! For machines: does it live, can it serve.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::amqp::Health;
use crate::banter::Banter;
use crate::error::Error;

/// `GET /healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: messages can be taken and kept. How it is with RabbitMQ is told, and does not count: what is for it
/// waits here.
pub async fn ready(State(banter): State<Arc<Banter>>) -> Response {
    if banter.draining.is_cancelled() {
        return Error::Restarting.into_response();
    }
    match banter.store.check().await {
        Ok(()) => (StatusCode::OK, format!("ready\n{}", carried(&banter))).into_response(),
        Err(error) => Error::from(error).into_response(),
    }
}

fn carried(banter: &Banter) -> String {
    if banter.config.amqp_url.is_none() {
        return String::new();
    }
    match banter.amqp.health() {
        Health::Unknown => "rabbitmq: connecting\n".to_owned(),
        Health::Up(since) => format!("rabbitmq: connected since {}\n", since.0),
        Health::Down(since, reason) => format!("rabbitmq: down since {}: {reason}\n", since.0),
    }
}
