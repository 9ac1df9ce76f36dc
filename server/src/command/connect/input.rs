//! `banter connect`: where lines come from, on a thread of its own: the editor at a terminal, bare lines
//! otherwise.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write, stdin, stdout};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{Editor, ExternalPrinter};
use tokio::sync::mpsc;

use super::gate::{Gate, Watch};

/// Lines read ahead.
const LINES_AHEAD: usize = 64;
/// What is longer, in bytes, comes in pieces; each is over any limit of a message.
const LINE_BYTES_MAX: u64 = 1024 * 1024;
const PROMPT: &str = "> ";
/// Ends a terminal's marking of what is pasted, and clears the line of the prompt.
const TERMINAL_BACK: &str = "\u{1b}[?2004l\r\u{1b}[K";

/// What comes from the keyboard, or from a pipe.
#[derive(Debug)]
pub(super) enum Typed {
    /// A line, without its end.
    Line(String),
    /// Ctrl-C.
    Interrupted,
    /// There will be no more.
    End,
}

/// The lines, one by one.
pub(super) struct Input {
    typed: mpsc::Receiver<Typed>,
    /// The editor waits for what it is to begin its next line with.
    next: Option<SyncSender<String>>,
    /// The terminal as it was.
    terminal: Option<Termios>,
}

impl Input {
    /// Bare lines of standard input.
    pub(super) fn plain() -> Self {
        let (lines, typed) = mpsc::channel(LINES_AHEAD);
        std::thread::spawn(move || read_lines(&lines));
        Self { typed, next: None, terminal: None }
    }

    /// An editor with a history, what prints above it, and when. `None` where there is no terminal for
    /// that.
    pub(super) fn edited() -> Option<(Self, impl ExternalPrinter + Send + 'static, Arc<Gate>)> {
        let mut editor = Editor::new().ok()?;
        let printer = editor.create_external_printer().ok()?;
        let gate = Arc::new(Gate::default());
        editor.set_helper(Some(Watch(Arc::clone(&gate))));
        let terminal = tcgetattr(stdin()).ok();
        let (lines, typed) = mpsc::channel(LINES_AHEAD);
        let (next, begins) = sync_channel(1);
        let ended = Arc::clone(&gate);
        std::thread::spawn(move || {
            edit_lines(editor, &lines, &begins);
            ended.end();
        });
        Some((Self { typed, next: Some(next), terminal }, printer, gate))
    }

    /// The next line, once there is one.
    pub(super) async fn next(&mut self) -> Typed {
        self.typed.recv().await.unwrap_or(Typed::End)
    }

    /// The line was taken in, or comes back to be changed.
    pub(super) fn go_on(&self, with: Option<String>) {
        if let Some(next) = &self.next {
            // An editor that has ended waits for nothing.
            let _ = next.send(with.unwrap_or_default());
        }
    }

    /// Gives the terminal back as it was, wherever the editor is.
    pub(super) fn end(&self) {
        if let Some(terminal) = &self.terminal {
            // A terminal that is gone needs nothing.
            let _ = tcsetattr(stdin(), OptionalActions::Drain, terminal);
            let mut out = stdout();
            let _ = write!(out, "{TERMINAL_BACK}").and_then(|()| out.flush());
        }
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

fn read_lines(lines: &mpsc::Sender<Typed>) {
    let mut reader = BufReader::new(stdin().lock());
    loop {
        let mut line = Vec::new();
        let read = (&mut reader).take(LINE_BYTES_MAX).read_until(b'\n', &mut line);
        let typed = match read {
            Ok(0) | Err(_) => Typed::End,
            Ok(_) => {
                let line = String::from_utf8_lossy(&line);
                Typed::Line(line.trim_end_matches(['\r', '\n']).to_owned())
            }
        };
        let is_over = matches!(typed, Typed::End);
        if lines.blocking_send(typed).is_err() || is_over {
            return;
        }
    }
}
