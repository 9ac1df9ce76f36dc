//! `banter connect`: where lines are written. A thread of its own writes, so that a terminal that is
//! stopped does not stop the connection.

use std::io::{self, Write, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use rustyline::ExternalPrinter;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::gate::Gate;

/// Lines that may wait to be written; past them nothing more is read from the server.
const LINES_MAX: usize = 1_000;
/// How long a terminal has to take the last of them.
const LAST_WITHIN: Duration = Duration::from_secs(1);

/// Writes lines, in order.
pub(super) struct Screen {
    lines: SyncSender<String>,
    broken: Arc<AtomicBool>,
    written: oneshot::Receiver<()>,
    writer: JoinHandle<()>,
    is_edited: bool,
}

impl Screen {
    /// On standard output.
    pub(super) fn plain() -> Self {
        let write = |line: String| {
            let mut out = stdout().lock();
            writeln!(out, "{line}").and_then(|()| out.flush())
        };
        Self::start(write, false)
    }

    /// Above the line that is being edited.
    pub(super) fn edited(
        mut printer: impl ExternalPrinter + Send + 'static,
        gate: Arc<Gate>,
    ) -> Self {
        let write = move |line| gate.print(|| printer.print(line + "\n").map_err(io::Error::other));
        Self::start(write, true)
    }

    fn start(
        mut write: impl FnMut(String) -> io::Result<()> + Send + 'static,
        is_edited: bool,
    ) -> Self {
        let (lines, to_write) = sync_channel::<String>(LINES_MAX);
        let (last, written) = oneshot::channel();
        let broken = Arc::new(AtomicBool::new(false));
        let is_broken = Arc::clone(&broken);
        let writer = std::thread::spawn(move || {
            for line in to_write {
                // Whoever read is gone. What is still said is taken, so that sending goes on.
                if !is_broken.load(Ordering::Relaxed) && write(line).is_err() {
                    is_broken.store(true, Ordering::Relaxed);
                }
            }
            // Nobody may wait any more.
            let _ = last.send(());
        });
        Self { lines, broken, written, writer, is_edited }
    }

    /// Writes `line`.
    pub(super) fn say(&self, line: String) {
        // The thread ends after this side.
        let _ = self.lines.send(line);
    }

    /// Whether nobody reads any more.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    /// Waits until all is written; not for an editor that has ended in the middle of a line.
    pub(super) async fn end(self) {
        drop(self.lines);
        if self.is_edited {
            // What it has not taken by now it will not take.
            let _ = timeout(LAST_WITHIN, self.written).await;
        } else {
            // It ends by returning.
            let _ = self.writer.join();
        }
    }
}
