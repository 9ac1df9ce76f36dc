//! The accept loop: every phase of a connection has its deadline, every connection counts against
//! its caps until its socket ends, and going down loses nothing that was asked before.

mod caps;
mod meter;
mod sweep;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::amqp;
use crate::banter::Banter;
use crate::hook;
use crate::page;
use crate::presence;
use crate::router::router;
use crate::schedule;
use caps::Caps;
use meter::{Meter, Metered};

pub use caps::Permit;
pub use meter::Link;

/// A request's header, and the time between two requests of one connection.
const HEADER_WITHIN: Duration = Duration::from_secs(5);
/// Headers of a request.
const HEADERS_MAX: usize = 64;
/// A request's header, and the largest frame read at once before an upgrade, in bytes.
const HEADER_BYTES: usize = 32 * 1024;
/// From the signal to the end.
const ENDED_WITHIN: Duration = Duration::from_secs(10);
/// Of it, until connections that have not ended are cut.
const DRAIN_WITHIN: Duration = Duration::from_secs(7);
/// When the process has no file descriptors left.
const ACCEPT_AGAIN_AFTER: Duration = Duration::from_millis(100);
/// How long RabbitMQ, and the receivers of hooks, may take beside the connections to answer for what they were sent;
/// the rest goes out after the next start.
const CARRIED_WITHIN: Duration = Duration::from_secs(2);
/// How long a connection over the caps may take to hear so.
const REFUSE_WITHIN: Duration = Duration::from_secs(1);
/// What is left for what is kept last.
const SAVE_WITHIN: Duration = Duration::from_secs(2);
const _: () = {
    let one_by_one = DRAIN_WITHIN.saturating_add(REFUSE_WITHIN).saturating_add(SAVE_WITHIN);
    assert!(one_by_one.as_millis() <= ENDED_WITHIN.as_millis());
    assert!(CARRIED_WITHIN.as_millis() <= DRAIN_WITHIN.as_millis());
};

/// Serves until `shutdown` is cancelled, then drains: the log's writer finishes what is queued,
/// every socket is told, flushed and closed, all within ten seconds.
pub async fn serve(
    banter: Arc<Banter>,
    listener: TcpListener,
    writer: JoinHandle<()>,
    shutdown: CancellationToken,
) {
    page::prepare();
    let router = router(Arc::clone(&banter));
    let (mut keepers, mut carriers) = (JoinSet::new(), JoinSet::new());
    keepers.spawn(sweep::run(Arc::clone(&banter)));
    keepers.spawn(presence::run(Arc::clone(&banter)));
    // What these do not finish comes again.
    carriers.spawn(amqp::run(Arc::clone(&banter)));
    carriers.spawn(hook::run(Arc::clone(&banter)));
    banter.tasks.spawn(schedule::run(Arc::clone(&banter)));
    let caps = Caps::new(banter.config.connections, banter.config.connections_per_address);
    // While it drains it still answers, with 503, so that probes and proxies learn of it.
    tokio::select! {
        () = accept(&banter, &router, &caps, &listener) => {}
        () = shutdown.cancelled() => {}
    }
    let end = Instant::now() + ENDED_WITHIN;
    tokio::select! {
        () = accept(&banter, &router, &caps, &listener) => {}
        () = drain(&banter, writer, &mut carriers) => {}
    }
    // None of them is to find the store closed.
    tokio::join!(carriers.shutdown(), keepers.shutdown());
    // One that was accepted at the last moment is answered before the store goes.
    if timeout(REFUSE_WITHIN, banter.tasks.wait()).await.is_err() {
        tracing::debug!("some connections are cut");
    }
    if timeout_at(end, save(&banter)).await.is_err() {
        tracing::warn!("the store did not close in time");
    }
}

async fn save(banter: &Banter) {
    if let Err(error) = banter.presence.save(&*banter.store).await {
        tracing::warn!(%error, "when people were last there could not be kept");
    }
    if let Err(error) = banter.announcements.save(&*banter.store).await {
        tracing::warn!(%error, "who was told of announcements could not be kept");
    }
    banter.store.close().await;
}

async fn accept(banter: &Arc<Banter>, router: &Router, caps: &Caps, listener: &TcpListener) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => admit(banter, router, caps, stream, peer),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(ACCEPT_AGAIN_AFTER).await;
            }
        }
    }
}

/// `carriers` end when what was sent elsewhere is answered for.
async fn drain(banter: &Banter, writer: JoinHandle<()>, carriers: &mut JoinSet<()>) {
    tracing::info!("going down: telling everybody");
    banter.draining.cancel();
    banter.hub.drain();
    let all_ended = async {
        if writer.await.is_err() {
            tracing::error!("the log's writer ended badly");
        }
        banter.committed.cancel();
        banter.tasks.close();
        let carried = async { while carriers.join_next().await.is_some() {} };
        let _ = tokio::join!(banter.tasks.wait(), timeout(CARRIED_WITHIN, carried));
    };
    if timeout(DRAIN_WITHIN, all_ended).await.is_err() {
        tracing::warn!(connections = banter.tasks.len(), "some connections did not end in time");
    }
}

fn admit(banter: &Arc<Banter>, router: &Router, caps: &Caps, stream: TcpStream, peer: SocketAddr) {
    // A second small frame must not wait for the first one's acknowledgement.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection ended before it began");
        return;
    }
    match caps.permit(peer.ip()) {
        Some(permit) => {
            let connection = connection(Arc::clone(banter), router.clone(), stream, peer, permit);
            banter.tasks.spawn(connection);
        }
        None => {
            if let Some(turn) = caps.refusal() {
                banter.tasks.spawn(async move {
                    let _turn = turn;
                    // It is over the caps: if it does not listen, that is that.
                    let _ = timeout(REFUSE_WITHIN, refuse(stream)).await;
                });
            }
        }
    }
}

/// Speaks HTTP on `io` until it ends, is upgraded, or the server goes down.
pub async fn connection<IO>(
    banter: Arc<Banter>,
    router: Router,
    io: IO,
    peer: SocketAddr,
    permit: Permit,
) where
    IO: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let meter = Arc::new(Meter::new(banter.config.frame_bytes));
    let link = Link::new(permit, Arc::clone(&meter));
    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(link.clone());
        router.clone().oneshot(request)
    });
    let io = TokioIo::new(Metered::new(io, meter));
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_WITHIN)
        .max_headers(HEADERS_MAX)
        .max_buf_size(HEADER_BYTES)
        .keep_alive(!banter.draining.is_cancelled())
        .serve_connection(io, service)
        .with_upgrades();
    tokio::pin!(serving);
    let draining = banter.draining.clone();
    let ended = tokio::select! {
        ended = &mut serving => ended,
        // One that came later has its one request answered.
        () = draining.cancelled(), if !draining.is_cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended");
    }
}

/// In English: nothing is read of what it asks, so its language is not known.
async fn refuse(mut stream: TcpStream) -> io::Result<()> {
    let body = r#"{"code":"busy","message":"Too many connections. Try again in a moment."}"#;
    let head = "HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\n\
                content-type: application/json\r\n";
    let answer = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await?;
    // Closing with unread bytes would reset the connection and take the answer with it.
    while stream.read(&mut [0; 1024]).await? > 0 {}
    Ok(())
}
