//! `banter connect`: whoever leaves waits for what is on its way, and may have enough of that.

use std::pin::pin;

use app::event::CloseCode;
use futures_util::StreamExt;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{Duration, Instant, timeout, timeout_at};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use super::super::Failure;
use super::super::entrance::Socket;
use super::Session;

/// How long one who leaves waits for acks that are on their way.
const ACKS_WITHIN: Duration = Duration::from_secs(3);
/// How long the server has to answer our Close.
const CLOSE_WITHIN: Duration = Duration::from_secs(1);
/// Who waits for longer is told for what.
const TELL_AFTER: Duration = Duration::from_secs(1);

/// Signals that come while it ends.
pub(super) struct Again {
    interrupt: Signal,
    terminate: Signal,
}

impl Again {
    /// Of those from here on.
    pub(super) fn new() -> Result<Self, Failure> {
        let hear = |kind| signal(kind).map_err(|error| format!("cannot hear signals: {error}."));
        let (interrupt, terminate) =
            (hear(SignalKind::interrupt())?, hear(SignalKind::terminate())?);
        Ok(Self { interrupt, terminate })
    }

    /// The next.
    pub(super) async fn heard(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

impl Session {
    /// Waits for what is on its way, and closes. Whether the person did not want to wait.
    pub(super) async fn leave(&mut self) -> bool {
        let tell_at = Instant::now() + TELL_AFTER;
        let mut is_told = false;
        // Whoever leaves in the middle has what is on its way acknowledged.
        let acks = timeout(ACKS_WITHIN, self.wait_for_acks(tell_at, &mut is_told)).await;
        self.show();
        if acks.unwrap_or_default() {
            return true;
        }
        let Some(mut socket) = self.socket.take() else { return false };
        let (entrance, token) = (self.entrance.clone(), self.token.clone());
        let mut closing = pin!(async move {
            // A server that does not answer has no more to say.
            let _ = close(&mut socket).await;
            entrance.leave(&token).await;
        });
        if timeout_at(tell_at, &mut closing).await.is_err() {
            if !is_told {
                self.tell_of_waiting();
            }
            closing.await;
        }
        false
    }

    async fn wait_for_acks(&mut self, tell_at: Instant, is_told: &mut bool) -> bool {
        while self.socket.is_some() && !self.is_settled() {
            self.settle().await;
            if self.next().await.is_some() {
                return true;
            }
            if !*is_told && Instant::now() >= tell_at {
                *is_told = true;
                self.tell_of_waiting();
            }
        }
        false
    }

    fn tell_of_waiting(&self) {
        self.tell("waiting for the server; Ctrl-C again leaves now");
    }
}

/// Closes in order; whether the server answered.
pub(in super::super) async fn close(socket: &mut Socket) -> bool {
    let frame = CloseFrame { code: u16::from(CloseCode::Normal).into(), reason: "".into() };
    let closing = async {
        socket.close(Some(frame)).await.ok()?;
        let mut is_answered = false;
        while let Some(Ok(message)) = socket.next().await {
            is_answered |= matches!(message, Message::Close(_));
        }
        is_answered.then_some(())
    };
    timeout(CLOSE_WITHIN, closing).await.is_ok_and(|answered| answered.is_some())
}
