//! The library's way to the broker, with a [`Filter`] on what comes from there.

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use async_rs::traits::Reactor;
use async_rs::util::RuntimeParts;
use async_rs::{Runtime, Tokio};
use futures_util::Stream;
use futures_util::io::{AsyncRead, AsyncWrite};

use super::filter::Filter;

/// Read at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// What the library runs on: the runtime that this is called in. Of messages it is given no more than `body_max` bytes.
pub(super) fn runtime(body_max: usize) -> Runtime<RuntimeParts<Tokio, Filtering>> {
    let filtering = Filtering { on: Tokio::current(), body_max };
    Runtime::new(RuntimeParts::new(Tokio::current(), filtering))
}

/// Connects as tokio does, and filters.
#[derive(Debug, Clone)]
pub(super) struct Filtering {
    on: Tokio,
    body_max: usize,
}

impl Reactor for Filtering {
    type TcpStream = Filtered<<Tokio as Reactor>::TcpStream>;
    type Sleep = <Tokio as Reactor>::Sleep;

    /// Nobody asks for it.
    fn register<H: Read + Write + Send + 'static>(
        &self,
        _socket: H,
    ) -> io::Result<impl AsyncRead + AsyncWrite + Send + Unpin + 'static> {
        Err::<Self::TcpStream, _>(io::ErrorKind::Unsupported.into())
    }

    fn sleep(&self, duration: Duration) -> Self::Sleep {
        self.on.sleep(duration)
    }

    fn interval(&self, duration: Duration) -> impl Stream<Item = Instant> + Send + 'static {
        self.on.interval(duration)
    }

    fn tcp_connect_addr(
        &self,
        address: SocketAddr,
    ) -> impl Future<Output = io::Result<Self::TcpStream>> + Send + 'static {
        let (connecting, body_max) = (self.on.tcp_connect_addr(address), self.body_max);
        async move { Ok(Filtered::new(connecting.await?, body_max)) }
    }
}

/// A stream on which what is read is filtered.
pub(super) struct Filtered<S> {
    stream: S,
    filter: Filter,
    chunk: Box<[u8]>,
    /// What came through, and how much of it has been read.
    through: Vec<u8>,
    read: usize,
}

impl<S> Filtered<S> {
    fn new(stream: S, body_max: usize) -> Self {
        let chunk = vec![0; CHUNK].into_boxed_slice();
        Self { stream, filter: Filter::new(body_max), chunk, through: Vec::new(), read: 0 }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Filtered<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        // Nothing read would be the stream's end.
        while this.read == this.through.len() {
            let length = ready!(Pin::new(&mut this.stream).poll_read(context, &mut this.chunk))?;
            if length == 0 {
                return Poll::Ready(Ok(0));
            }
            this.through.clear();
            this.read = 0;
            this.filter.feed(&this.chunk[..length], &mut this.through);
        }
        let unread = &this.through[this.read..];
        let length = unread.len().min(into.len());
        into[..length].copy_from_slice(&unread[..length]);
        this.read += length;
        Poll::Ready(Ok(length))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Filtered<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_close(context)
    }
}
