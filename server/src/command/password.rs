//! Passwords that are asked for at a terminal.

use std::io;

use tokio::signal::unix::{SignalKind, signal};

use super::EXIT_INTERRUPTED;

/// Asks `question` at the terminal, which shows nothing of the answer. Ctrl-C ends the process, once the terminal is as
/// it was.
///
/// # Errors
/// There is no terminal, or its line is over.
pub(super) fn ask(question: &str) -> io::Result<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let inside = runtime.enter();
    // The library raises the signal while the terminal is still silent: here it is heard, and ends nothing yet.
    let interrupt = signal(SignalKind::interrupt())?;
    let answer = rpassword::prompt_password(question);
    drop((interrupt, inside));
    if answer.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::Interrupted) {
        std::process::exit(EXIT_INTERRUPTED);
    }
    answer
}
