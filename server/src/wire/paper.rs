//! For tests: a connection that hears nothing and keeps what is written.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use app::event::Event;
use axum::extract::ws::Message;
use futures_util::{Sink, Stream};

/// Hears nothing, and keeps what is written.
#[derive(Default)]
pub(crate) struct Paper {
    pub(crate) events: Vec<Event>,
    /// The close code, for those who give the paper away.
    pub(crate) closed: Arc<Mutex<Option<u16>>>,
}

impl Stream for Paper {
    type Item = Result<Message, axum::Error>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let closed = self.closed.lock().unwrap().is_some();
        if closed { Poll::Ready(None) } else { Poll::Pending }
    }
}

impl Sink<Message> for Paper {
    type Error = axum::Error;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        Poll::Ready(Ok(()))
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), axum::Error> {
        match message {
            Message::Text(text) => self.events.extend(Event::decode(&text)),
            Message::Close(frame) => {
                *self.closed.lock().unwrap() = frame.map(|frame| frame.code);
            }
            other => panic!("nobody writes {other:?}"),
        }
        Ok(())
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        Poll::Ready(Ok(()))
    }
}
