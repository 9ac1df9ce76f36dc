//! `banter connect`: where text is written, standard error too. A thread of its own writes, so that a terminal that is
//! stopped, or a reader that stands still, does not stop the session: it never waits for one, and reads no more from the
//! server instead.

use std::io::{self, Write, stderr, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use rustyline::ExternalPrinter;
use tokio::sync::watch;
use tokio::time::timeout;

use super::gate::Gate;

/// Bytes that may wait to be written; past them nothing more is read from the server, nor from a pipe.
const WAITING_BYTES_MAX: usize = 1024 * 1024;
/// How long a terminal has to take the last of them.
pub(super) const LAST_WITHIN: Duration = Duration::from_secs(1);

/// Writes text, in order.
pub(super) struct Screen {
    texts: Sender<String>,
    /// Bytes that wait to be written.
    waiting: Arc<watch::Sender<usize>>,
    broken: Arc<AtomicBool>,
    is_edited: bool,
}

impl Screen {
    /// On standard output.
    pub(super) fn plain() -> Self {
        Self::start(|text| written(&mut stdout().lock(), &text), false)
    }

    /// On standard error.
    pub(super) fn errors() -> Self {
        Self::start(|text| written(&mut stderr().lock(), &text), false)
    }

    /// Above the line that is being edited.
    pub(super) fn edited(
        mut printer: impl ExternalPrinter + Send + 'static,
        gate: Arc<Gate>,
    ) -> Self {
        let write = move |text| gate.print(|| printer.print(text).map_err(io::Error::other));
        Self::start(write, true)
    }

    fn start(
        mut write: impl FnMut(String) -> io::Result<()> + Send + 'static,
        is_edited: bool,
    ) -> Self {
        let (texts, to_write) = channel::<String>();
        let waiting = Arc::new(watch::Sender::new(0));
        let broken = Arc::new(AtomicBool::new(false));
        let (still_waiting, is_broken) = (Arc::clone(&waiting), Arc::clone(&broken));
        std::thread::spawn(move || {
            for text in to_write {
                let bytes = text.len();
                // Whoever read is gone. What is still said is taken, so that sending goes on.
                if !is_broken.load(Ordering::Relaxed) && write(text).is_err() {
                    is_broken.store(true, Ordering::Relaxed);
                }
                still_waiting.send_modify(|waiting| *waiting -= bytes);
            }
        });
        Self { texts, waiting, broken, is_edited }
    }

    /// Writes `line`, as soon as there is room for it; never waits for that.
    pub(super) fn say(&self, line: String) {
        self.write(line + "\n");
    }

    /// Writes `text`, which may be a part of a line.
    pub(super) fn write(&self, text: String) {
        self.waiting.send_modify(|waiting| *waiting += text.len());
        // The thread ends after this side.
        let _ = self.texts.send(text);
    }

    /// Whether so much waits that nothing more is to be said that can wait too.
    pub(super) fn is_full(&self) -> bool {
        *self.waiting.borrow() >= WAITING_BYTES_MAX
    }

    /// Until it is not full.
    pub(super) async fn has_room(&self) {
        // The sender is this side's own.
        let _ = self.waiting.subscribe().wait_for(|waiting| *waiting < WAITING_BYTES_MAX).await;
    }

    /// Whether nobody reads any more.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    /// Waits until all is written, or nothing was taken for `patience`; not for an editor that has ended in the
    /// middle of a line.
    pub(super) async fn end(&self, patience: Duration) {
        let patience = if self.is_edited { LAST_WITHIN } else { patience };
        let mut waiting = self.waiting.subscribe();
        while *waiting.borrow_and_update() > 0 && timeout(patience, waiting.changed()).await.is_ok()
        {
        }
    }
}

fn written(out: &mut impl Write, text: &str) -> io::Result<()> {
    out.write_all(text.as_bytes()).and_then(|()| out.flush())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, sync_channel};
    use std::time::Duration;

    use super::{Screen, WAITING_BYTES_MAX};

    /// A screen that writes only what is taken from it.
    fn stalled() -> (Screen, Receiver<String>) {
        let (shown, taken) = sync_channel(0);
        let screen = Screen::start(
            move |text| shown.send(text).map_err(|_| std::io::ErrorKind::BrokenPipe.into()),
            false,
        );
        (screen, taken)
    }

    #[tokio::test]
    async fn one_that_stands_still_holds_nobody_up_and_loses_nothing() {
        let (screen, taken) = stalled();
        let line = "x".repeat(99);
        let lines = 2 * WAITING_BYTES_MAX / 100;
        for _ in 0..lines {
            screen.say(line.clone());
        }
        assert!(screen.is_full());
        // Nothing is taken: whoever leaves does not wait for ever.
        screen.end(Duration::from_millis(1)).await;
        for _ in 0..lines {
            assert_eq!(taken.recv().unwrap().len(), 100);
        }
        screen.has_room().await;
        screen.end(Duration::MAX).await;
        assert!(!screen.is_full());
    }

    #[tokio::test]
    async fn one_that_nobody_reads_any_more_takes_everything() {
        let (screen, taken) = stalled();
        drop(taken);
        screen.say("to nobody".to_owned());
        screen.end(Duration::MAX).await;
        assert!(screen.is_broken());
    }
}
