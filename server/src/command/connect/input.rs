//! `banter connect`: where lines come from, on a thread of its own: the editor at a terminal, bare lines
//! otherwise.

mod ahead;

use std::io::{IsTerminal, Write, stdin, stdout};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{Editor, ExternalPrinter};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::gate::{Gate, Watch};
use super::screen::LAST_WITHIN;
use ahead::Ahead;

pub(super) use ahead::LINE_BYTES_MAX;

const PROMPT: &str = "> ";
/// Ends a terminal's marking of what is pasted, and clears the line of the prompt.
const TERMINAL_BACK: &str = "\u{1b}[?2004l\r\u{1b}[K";

/// What comes from the keyboard, or from a pipe.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// A line, without its end.
    Line(String),
    /// A part of a line that is longer than [`LINE_BYTES_MAX`].
    Piece {
        /// The part, without the line's end.
        text: String,
        /// The line begins with it.
        is_first: bool,
        /// The line ends with it.
        is_last: bool,
    },
    /// Ctrl-C.
    Interrupted,
    /// There will be no more.
    End,
    /// There may be more, but it cannot be read, and why.
    Failed(String),
}

/// The lines, one by one.
pub(super) struct Input {
    typed: Source,
    /// The editor waits for what it is to begin its next line with.
    next: Option<SyncSender<String>>,
    /// The terminal as it was.
    terminal: Option<Termios>,
}

enum Source {
    Edited(mpsc::Receiver<Typed>),
    Plain(Arc<Ahead>),
}

impl Input {
    /// Bare lines of standard input.
    pub(super) fn plain() -> Self {
        Self { typed: Source::Plain(Ahead::of(stdin())), next: None, terminal: None }
    }

    /// An editor with a history, what prints above it, and when. `None` where there is no terminal for
    /// that.
    pub(super) fn edited() -> Option<(Self, impl ExternalPrinter + Send + 'static, Arc<Gate>)> {
        let mut editor = Editor::new().ok()?;
        let printer = editor.create_external_printer().ok()?;
        let gate = Arc::new(Gate::default());
        editor.set_helper(Some(Watch(Arc::clone(&gate))));
        let terminal = tcgetattr(stdin()).ok();
        // The editor waits for each to be taken in.
        let (lines, typed) = mpsc::channel(1);
        let (next, begins) = sync_channel(1);
        let ended = Arc::clone(&gate);
        std::thread::spawn(move || {
            edit_lines(editor, &lines, &begins);
            ended.end();
        });
        Some((Self { typed: Source::Edited(typed), next: Some(next), terminal }, printer, gate))
    }

    /// The next line, once there is one.
    pub(super) async fn next(&mut self) -> Typed {
        match &mut self.typed {
            Source::Edited(typed) => typed.recv().await.unwrap_or(Typed::End),
            Source::Plain(ahead) => ahead.next().await,
        }
    }

    /// What was read and will not be taken in. What stands on a terminal is not told again.
    pub(super) fn rest(&self) -> Vec<Typed> {
        match &self.typed {
            Source::Edited(_) => Vec::new(),
            Source::Plain(ahead) => ahead.rest(),
        }
    }

    /// The line was taken in, or comes back to be changed.
    pub(super) fn go_on(&self, with: Option<String>) {
        if let Some(next) = &self.next {
            // An editor that has ended waits for nothing.
            let _ = next.send(with.unwrap_or_default());
        }
    }

    /// Gives the terminal back as it was, wherever the editor is.
    pub(super) async fn end(&self) {
        let Some(terminal) = &self.terminal else { return };
        // A terminal that is gone needs nothing; for what one that is stopped still has to show nobody waits.
        let _ = tcsetattr(stdin(), OptionalActions::Now, terminal);
        let back = spawn_blocking(|| {
            let mut out = stdout();
            write!(out, "{TERMINAL_BACK}").and_then(|()| out.flush())
        });
        let _ = timeout(LAST_WITHIN, back).await;
    }
}

/// Whether a person types.
pub(super) fn is_typed() -> bool {
    stdin().is_terminal()
}

/// Whether a terminal shows what is written, and understands more than bare lines.
pub(super) fn is_shown() -> bool {
    stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

fn edit_lines(
    mut editor: Editor<Watch, DefaultHistory>,
    lines: &mpsc::Sender<Typed>,
    begins: &Receiver<String>,
) {
    let mut begun = String::new();
    loop {
        if let Some(Watch(gate)) = editor.helper() {
            gate.wait();
        }
        let typed = match editor.readline_with_initial(PROMPT, (&begun, "")) {
            Ok(line) => {
                // A line that is not remembered can still be said.
                let _ = editor.add_history_entry(&line);
                Typed::Line(line)
            }
            Err(ReadlineError::Interrupted) => Typed::Interrupted,
            Err(_) => Typed::End,
        };
        let is_over = !matches!(typed, Typed::Line(_));
        if lines.blocking_send(typed).is_err() || is_over {
            return;
        }
        match begins.recv() {
            Ok(with) => begun = with,
            Err(_) => return,
        }
    }
}
