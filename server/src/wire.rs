//! Stop 12 of a message's way: one WebSocket, whatever carries it. Frames are fed, then flushed.

use app::event::CloseCode;
use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes};
use futures_util::{Sink, SinkExt, Stream, StreamExt};

use crate::store::StoreError;

/// Bytes fed before a flush in between.
const FLUSH_BYTES: usize = 64 * 1024;

/// What a connection speaks over: axum's WebSocket, on whatever stream lies below.
pub trait WireStream:
    Stream<Item = Result<Message, axum::Error>> + Sink<Message, Error = axum::Error> + Unpin + Send
{
}

impl<T> WireStream for T where
    T: Stream<Item = Result<Message, axum::Error>>
        + Sink<Message, Error = axum::Error>
        + Unpin
        + Send
{
}

/// Why a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// We close it with this code.
    Close(CloseCode),
    /// The client closed it, or it is broken.
    Gone,
}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a connection cannot be brought up to date");
        Self::Close(CloseCode::Internal)
    }
}

/// One WebSocket.
#[derive(Debug)]
pub struct Wire<S> {
    stream: S,
    fed: usize,
}

impl<S: WireStream> Wire<S> {
    /// On `stream`.
    pub fn new(stream: S) -> Self {
        Self { stream, fed: 0 }
    }

    /// What lies below.
    #[cfg(test)]
    pub(crate) fn stream(&self) -> &S {
        &self.stream
    }

    /// Puts a text frame into the write buffer; a full buffer is flushed.
    ///
    /// # Errors
    /// The connection is broken, or took no byte for too long.
    pub async fn feed(&mut self, frame: Utf8Bytes) -> Result<(), Ended> {
        self.fed += frame.len();
        self.stream.feed(Message::Text(frame)).await.map_err(|_| Ended::Gone)?;
        if self.fed >= FLUSH_BYTES { self.flush().await } else { Ok(()) }
    }

    /// Writes what was fed, in as few writes as it fits.
    ///
    /// # Errors
    /// The connection is broken, or took no byte for too long.
    pub async fn flush(&mut self) -> Result<(), Ended> {
        self.fed = 0;
        self.stream.flush().await.map_err(|_| Ended::Gone)
    }

    /// Flushes, and asks the client for a sign of life that carries `payload`: when it comes, so has all before.
    ///
    /// # Errors
    /// The connection is broken, or took no byte for too long.
    pub async fn ping(&mut self, payload: Bytes) -> Result<(), Ended> {
        self.fed = 0;
        self.stream.send(Message::Ping(payload)).await.map_err(|_| Ended::Gone)
    }

    /// The next message of the client.
    ///
    /// # Errors
    /// How the connection ends: closed, broken, or against the protocol (RFC 6455 section 7.4.1).
    pub async fn next(&mut self) -> Result<Message, Ended> {
        match self.stream.next().await {
            None | Some(Ok(Message::Close(_))) => Err(Ended::Gone),
            Some(Ok(message)) => Ok(message),
            Some(Err(error)) => Err(close_code(error).map_or(Ended::Gone, Ended::Close)),
        }
    }

    /// Sends a Close and waits for the client's.
    pub async fn close(&mut self, code: CloseCode) {
        let frame = CloseFrame { code: code.into(), reason: Utf8Bytes::from_static("") };
        if self.stream.send(Message::Close(Some(frame))).await.is_ok() {
            while let Some(Ok(_)) = self.stream.next().await {}
        }
    }
}

/// axum drops the connection on each of these; the client is told why all the same.
fn close_code(error: axum::Error) -> Option<CloseCode> {
    let error = error.into_inner().downcast::<tungstenite::Error>().ok()?;
    match *error {
        tungstenite::Error::Capacity(_) => Some(CloseCode::TooBig),
        tungstenite::Error::Utf8(_) => Some(CloseCode::NotUtf8),
        tungstenite::Error::Protocol(
            tungstenite::error::ProtocolError::ResetWithoutClosingHandshake,
        ) => None,
        tungstenite::Error::Protocol(_) => Some(CloseCode::Protocol),
        _ => None,
    }
}

#[cfg(test)]
mod paper;
#[cfg(test)]
pub(crate) use paper::Paper;
