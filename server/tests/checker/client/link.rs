//! One connection of a client, from the knock to its end.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use app::event::read;
use app::http::OneTimePassword;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpSocket;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;

use crate::support::App;

/// Each step of opening takes no longer, or it is begun anew.
const STEP_WITHIN: Duration = Duration::from_secs(5);
/// What a client that dawdles lets the system keep for it, in bytes.
const SMALL_BUFFER: u32 = 4_096;
/// Frames kept to be shown with a violation.
const RECENT: usize = 40;

/// One connection.
pub(crate) struct Link {
    socket: WebSocketStream<tokio::net::TcpStream>,
    /// When the client began to open it.
    pub(crate) opened: Instant,
    /// When the last byte came.
    pub(crate) heard: Instant,
    recent: VecDeque<String>,
}

/// It is over.
#[derive(Debug)]
pub(crate) struct Lost;

impl Link {
    /// Opens one to the server that `app` stands for, by way of `through`.
    pub(crate) async fn open(
        app: &App,
        token: &str,
        through: SocketAddr,
        small: bool,
    ) -> Option<Self> {
        let opened = Instant::now();
        let asked = app.post("/otp").bearer_auth(token).send();
        let response = timeout(STEP_WITHIN, asked).await.ok()?.ok()?;
        let answer = timeout(STEP_WITHIN, response.text()).await.ok()?.ok()?;
        let OneTimePassword { otp } = read(&answer)?;
        let socket = TcpSocket::new_v4().ok()?;
        if small {
            socket.set_recv_buffer_size(SMALL_BUFFER).ok()?;
        }
        let stream = timeout(STEP_WITHIN, socket.connect(through)).await.ok()?.ok()?;
        stream.set_nodelay(true).ok()?;
        let mut request =
            format!("ws://{}/ws?otp={otp}", app.address).into_client_request().ok()?;
        let bearer = HeaderValue::from_str(&format!("Bearer {token}")).ok()?;
        request.headers_mut().insert("authorization", bearer);
        let upgrade = tokio_tungstenite::client_async(request, stream);
        let (socket, _) = timeout(STEP_WITHIN, upgrade).await.ok()?.ok()?;
        Some(Self { socket, opened, heard: Instant::now(), recent: VecDeque::new() })
    }

    /// The next text; an empty one stands for a sign of life. Loses nothing when dropped.
    pub(crate) async fn next(&mut self) -> Result<String, Lost> {
        let message = self.socket.next().await;
        self.heard = Instant::now();
        match message {
            Some(Ok(Message::Text(text))) => {
                self.note(format!("<< {text}"));
                Ok(text.to_string())
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(String::new()),
            _ => Err(Lost),
        }
    }

    pub(crate) async fn send(&mut self, frame: String) -> Result<(), Lost> {
        self.note(format!(">> {frame}"));
        let sent = timeout(STEP_WITHIN, self.socket.send(Message::text(frame))).await;
        sent.map_err(|_| Lost)?.map_err(|_| Lost)
    }

    /// Sends as much as it takes in one go.
    pub(crate) async fn send_all(&mut self, frames: Vec<String>) -> Result<(), Lost> {
        for frame in &frames {
            self.note(format!(">> {frame}"));
        }
        let sending = async {
            for frame in frames {
                self.socket.feed(Message::text(frame)).await.map_err(|_| Lost)?;
            }
            self.socket.flush().await.map_err(|_| Lost)
        };
        timeout(STEP_WITHIN, sending).await.map_err(|_| Lost)?
    }

    /// What was last said on it.
    pub(crate) fn recent(&self) -> String {
        self.recent.iter().flat_map(|frame| ["\n    ", frame]).collect()
    }

    fn note(&mut self, frame: String) {
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(frame);
    }
}
