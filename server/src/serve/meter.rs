//! What a connection's bytes tell: one that takes none for too long, one that sends without end.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::StreamExt;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use super::caps::Permit;
use crate::wire::WireStream;

/// A peer that takes no byte for this long is given up; one at 1 KB/s is not.
const WRITE_STALLED_AFTER: Duration = Duration::from_secs(30);
/// Beside the largest message: frame heads, and what was read ahead.
const HEADROOM_BYTES: usize = 64 * 1024;

/// A connection's place among the caps and its meter; its socket keeps it until it ends.
#[derive(Clone)]
pub struct Link {
    _permit: Arc<Permit>,
    meter: Arc<Meter>,
}

impl Link {
    pub(super) fn new(permit: Permit, meter: Arc<Meter>) -> Self {
        Self { _permit: Arc::new(permit), meter }
    }

    /// From now on bytes must come to messages: fragments alone, which axum hides, are counted.
    pub fn watch<S: WireStream>(&self, stream: S) -> impl WireStream + use<S> {
        let meter = Arc::clone(&self.meter);
        // The requests before the upgrade were bounded by their own limits.
        meter.since_message.store(0, Ordering::Relaxed);
        meter.is_socket.store(true, Ordering::Relaxed);
        stream.inspect(move |_message| meter.since_message.store(0, Ordering::Relaxed))
    }
}

/// Counts what came in since the last whole message.
pub(super) struct Meter {
    is_socket: AtomicBool,
    since_message: AtomicUsize,
    bytes_max: usize,
}

impl Meter {
    pub(super) fn new(message_bytes: usize) -> Self {
        Self {
            is_socket: AtomicBool::new(false),
            since_message: AtomicUsize::new(0),
            bytes_max: message_bytes * 2 + HEADROOM_BYTES,
        }
    }

    fn count(&self, bytes: usize) -> io::Result<()> {
        let before = self.since_message.fetch_add(bytes, Ordering::Relaxed);
        if self.is_socket.load(Ordering::Relaxed) && before + bytes > self.bytes_max {
            return Err(io::Error::other("bytes without a message"));
        }
        Ok(())
    }
}

/// A stream under its meter.
pub(super) struct Metered<IO> {
    io: IO,
    meter: Arc<Meter>,
    /// Set while the peer takes nothing.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<IO> Metered<IO> {
    pub(super) fn new(io: IO, meter: Arc<Meter>) -> Self {
        Self { io, meter, stalled: None }
    }

    /// Passes progress on; without any, fails when the time is over.
    fn progress<T>(
        &mut self,
        context: &mut Context<'_>,
        polled: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.stalled = None;
            return polled;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(WRITE_STALLED_AFTER)));
        ready!(stalled.as_mut().poll(context));
        stalled.as_mut().reset(Instant::now() + WRITE_STALLED_AFTER);
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<IO: AsyncRead + Unpin> AsyncRead for Metered<IO> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.io).poll_read(context, buffer))?;
        Poll::Ready(self.meter.count(buffer.filled().len() - before))
    }
}

impl<IO: AsyncWrite + Unpin> AsyncWrite for Metered<IO> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.io).poll_write(context, bytes);
        self.progress(context, polled)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.io).poll_flush(context);
        self.progress(context, polled)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.io).poll_write_vectored(context, parts);
        self.progress(context, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }
}
