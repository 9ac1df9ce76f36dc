//! Passwords that are asked for at a terminal.

use std::fs::File;
use std::{io, thread};

use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use super::EXIT_INTERRUPTED;

/// Asks `question` at the terminal, which shows nothing of the answer. Ctrl-C ends the process, once the terminal is as
/// it was.
///
/// # Errors
/// There is no terminal, or its line is over.
pub(super) fn ask(question: &str) -> io::Result<String> {
    let terminal = File::open("/dev/tty")?;
    let before = tcgetattr(&terminal)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut interrupt = {
        let _inside = runtime.enter();
        signal(SignalKind::interrupt())?
    };
    let (answered, is_answered) = oneshot::channel::<()>();
    // The question stands there before the library has the keys, and until then Ctrl-C is a signal; after that, the
    // library makes one of it while the terminal is still silent.
    let listens = thread::spawn(move || {
        runtime.block_on(async move {
            tokio::select! {
                _ = interrupt.recv() => {
                    let _ = tcsetattr(&terminal, OptionalActions::Now, &before);
                    std::process::exit(EXIT_INTERRUPTED);
                }
                _ = is_answered => {}
            }
        });
    });
    let answer = rpassword::prompt_password(question);
    if answer.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::Interrupted) {
        std::process::exit(EXIT_INTERRUPTED);
    }
    drop(answered);
    // What it panicked over is told already.
    let _ = listens.join();
    answer
}
