//! Figures for machines, in Prometheus' text format 0.0.4, at an address of their own: they are nobody else's.

use std::fmt::Write;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;

use crate::amqp::Health;
use crate::banter::Banter;
use crate::error::Error;

/// What the answer is written in.
const FORMAT: &str = "text/plain; version=0.0.4";

/// Answers `GET /metrics` on `listener`, as long as the process lives.
pub async fn serve(banter: Arc<Banter>, listener: TcpListener) {
    let router = Router::new().route("/metrics", get(show)).with_state(banter);
    if let Err(error) = axum::serve(listener, router).await {
        tracing::error!(%error, "metrics cannot be served any more");
    }
}

async fn show(State(banter): State<Arc<Banter>>) -> Response {
    match figures(&banter).await {
        Ok(text) => ([(header::CONTENT_TYPE, FORMAT)], text).into_response(),
        Err(error) => error.into_response(),
    }
}

async fn figures(banter: &Banter) -> Result<String, Error> {
    let newest = banter.store.newest().await?;
    let mut text = String::new();
    let mut say = |name: &str, kind: &str, help: &str, value: i64| {
        // Writing into a string does not fail.
        let _ = write!(
            text,
            "# HELP banter_{name} {help}\n# TYPE banter_{name} {kind}\nbanter_{name} {value}\n"
        );
    };
    let connections = i64::try_from(banter.tasks.len()).unwrap_or(i64::MAX);
    say("connections", "gauge", "Open connections.", connections);
    say("log_position", "gauge", "Changes committed, over all rooms.", newest);
    let hooks = banter.store.hooks_out().await?;
    let behind = hooks.iter().map(|hook| banter.hooks.behind(hook, newest)).max();
    let paused = hooks.iter().filter(|hook| hook.is_paused()).count();
    let help = "Changes that the webhook which is furthest behind has not looked at yet.";
    say("hooks_behind", "gauge", help, behind.unwrap_or_default());
    say(
        "hooks_paused",
        "gauge",
        "Webhooks that wait for an admin.",
        i64::try_from(paused).unwrap_or(i64::MAX),
    );
    if !banter.config.amqp_url.is_none() {
        let is_up = matches!(banter.amqp.health(), Health::Up(_));
        let ([taken, dead, given], position) = banter.amqp.counts();
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        say("amqp_up", "gauge", "Whether RabbitMQ is connected.", i64::from(is_up));
        say("amqp_in_total", "counter", "Messages taken from banter.in.", count(taken));
        say("amqp_dead_total", "counter", "Messages moved to banter.in.dead.", count(dead));
        say("amqp_out_total", "counter", "Changes confirmed by RabbitMQ.", count(given));
        say("amqp_out_behind", "gauge", "Changes not looked at yet.", newest - position);
    }
    Ok(text)
}
