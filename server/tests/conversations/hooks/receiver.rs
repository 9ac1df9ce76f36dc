//! Somebody who takes what hooks send: a real HTTP server on this machine.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use app::event::Event;
use aws_lc_rs::hmac;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::support::{free_address, within};

/// A receiver at an address of its own.
pub(super) struct Receiver {
    pub(super) address: SocketAddr,
    /// What it answers; 0: it takes a request and never answers.
    pub(super) status: Arc<AtomicU16>,
    got: mpsc::UnboundedReceiver<Sent>,
    serving: JoinHandle<()>,
}

/// A request, as it came.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    pub(super) id: String,
    pub(super) body: Value,
    pub(super) text: String,
    /// What it was answered; 0: nothing.
    pub(super) status: u16,
    pub(super) signature: String,
    kind: String,
}

impl Receiver {
    pub(super) async fn starts() -> Self {
        Self::starts_at(free_address()).await
    }

    pub(super) async fn starts_at(address: SocketAddr) -> Self {
        let listener = within("the address", async {
            loop {
                // Where one was just now, the system may take a moment.
                match TcpListener::bind(address).await {
                    Ok(listener) => break listener,
                    Err(_) => tokio::task::yield_now().await,
                }
            }
        });
        let listener = listener.await;
        let address = listener.local_addr().unwrap();
        let (status, (gives, got)) = (Arc::new(AtomicU16::new(204)), mpsc::unbounded_channel());
        let router = Router::new().fallback(take).with_state((Arc::clone(&status), gives));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, status, got, serving }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/from-banter?key=canary", self.address)
    }

    pub(super) fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    pub(super) async fn gets(&mut self) -> Sent {
        within("a request", self.got.recv()).await.unwrap()
    }

    /// What came by now and was not looked at.
    pub(super) fn has_got(&mut self) -> Vec<Sent> {
        std::iter::from_fn(|| self.got.try_recv().ok()).collect()
    }

    /// Nobody listens there from now on.
    pub(super) async fn stops(self) -> SocketAddr {
        self.serving.abort();
        // It is over once its listener is gone.
        assert!(self.serving.await.unwrap_err().is_cancelled());
        self.address
    }
}

async fn take(
    State((status, gives)): State<(Arc<AtomicU16>, mpsc::UnboundedSender<Sent>)>,
    headers: HeaderMap,
    text: String,
) -> Response {
    let answer = status.load(Ordering::SeqCst);
    let named = |name: &str| headers[name].to_str().unwrap().to_owned();
    let sent = Sent {
        id: named("banter-id"),
        signature: named("banter-signature"),
        kind: named("content-type"),
        body: serde_json::from_str(&text).unwrap(),
        text,
        status: answer,
    };
    gives.send(sent).unwrap();
    match answer {
        0 => std::future::pending().await,
        302 => (StatusCode::FOUND, [(header::LOCATION, "/elsewhere")]).into_response(),
        status => StatusCode::from_u16(status).unwrap().into_response(),
    }
}

impl Sent {
    /// Whether `secret` signed it, and when, in seconds since 1970.
    pub(super) fn is_signed(&self, secret: &str) -> Option<i64> {
        let (t, v1) = self.signature.strip_prefix("t=")?.split_once(",v1=")?;
        let bytes: Vec<u8> = (0..v1.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&v1[at..at + 2], 16).unwrap())
            .collect();
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        hmac::verify(&key, format!("{t}.{}", self.text).as_bytes(), &bytes).ok()?;
        assert_eq!(self.kind, "application/json");
        t.parse().ok()
    }

    /// Its place among all commits.
    pub(super) fn position(&self) -> i64 {
        self.id.rsplit_once('-').unwrap().1.parse().unwrap()
    }

    /// What it tells.
    pub(super) fn event(&self) -> Event {
        Event::decode(&self.body["event"].to_string()).unwrap()
    }

    /// The message it tells of, if it is one.
    pub(super) fn message(&self) -> Option<String> {
        match self.event() {
            Event::NewMessage(message) => Some(message.message),
            _ => None,
        }
    }
}
