//! `banter serve`: opens what is kept, listens, and goes down in order on SIGTERM and SIGINT.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::EXIT_INTERRUPTED;
use super::lock::{lock, sign};
use crate::amqp;
use crate::banter::Banter;
use crate::config::Config;
use crate::logging;
use crate::metrics;
use crate::schedule;
use crate::serve::serve;

pub(super) fn run(config: Config) -> Result<(), String> {
    logging::start(&config)?;
    allow_many_connections();
    let data = config.data.clone();
    make_private(&data)?;
    let mut lock = lock(&data)?;
    let runtime =
        tokio::runtime::Runtime::new().map_err(|error| format!("cannot start: {error}."))?;
    runtime.block_on(async {
        let address = config.listen;
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| format!("cannot listen on {address}: {error}."))?;
        let shutdown = CancellationToken::new();
        tokio::spawn(on_signals(shutdown.clone())?);
        let address = listener.local_addr().map_err(|error| format!("cannot listen: {error}."))?;
        let (banter, writer) = Banter::open(config, address)?;
        let place = banter.origins.main();
        schedule::check(&banter).await?;
        sign(&mut lock, &format!("at {place}"))?;
        tracing::info!("Banter is open at {place} and keeps everything in {}", data.display());
        amqp::prepare(&banter).await?;
        if let Some(at) = banter.config.metrics_listen {
            let listener = TcpListener::bind(at)
                .await
                .map_err(|error| format!("cannot listen on {at} for metrics: {error}."))?;
            tokio::spawn(metrics::serve(Arc::clone(&banter), listener));
        }
        serve(banter, listener, writer, shutdown).await;
        Ok(())
    })
}

/// Each connection is a file descriptor; the usual soft limit of 1,024 is soon reached.
fn allow_many_connections() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
}

fn make_private(folder: &Path) -> Result<(), String> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| format!("{} cannot be made: {error}.", folder.display()))
}

/// The first signal drains, the second ends the process at once.
fn on_signals(shutdown: CancellationToken) -> Result<impl Future<Output = ()>, String> {
    let hear = |kind| signal(kind).map_err(|error| format!("cannot hear signals: {error}."));
    let mut terminate = hear(SignalKind::terminate())?;
    let mut interrupt = hear(SignalKind::interrupt())?;
    Ok(async move {
        for first in [true, false] {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if first {
                shutdown.cancel();
            } else {
                std::process::exit(EXIT_INTERRUPTED);
            }
        }
    })
}
