//! `banter connect`: when lines are printed above the one that is being edited. What is printed while the
//! editor is between two lines would overtake what it has not taken yet.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustyline::Result;
use rustyline::completion::Completer;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};

/// How long the editor waits for a line that is being printed: it may be waiting for the editor.
const PRINT_WITHIN: Duration = Duration::from_millis(50);

/// Open while the editor reads a line.
#[derive(Default)]
pub(super) struct Gate {
    inner: Mutex<Inner>,
    changed: Condvar,
}

#[derive(Default)]
struct Inner {
    state: State,
    is_printing: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The editor is about to read.
    #[default]
    Waiting,
    Open,
    /// It has read a line.
    Closed,
    /// It reads no more.
    Over,
}

impl Gate {
    /// Prints, once that is possible.
    pub(super) fn print<T>(&self, print: impl FnOnce() -> T) -> T {
        let is_shut = |inner: &mut Inner| matches!(inner.state, State::Waiting | State::Closed);
        let passed = self.changed.wait_while(self.inner(), is_shut);
        passed.unwrap_or_else(PoisonError::into_inner).is_printing = true;
        let printed = print();
        self.inner().is_printing = false;
        self.changed.notify_all();
        printed
    }

    /// The editor reads no more.
    pub(super) fn end(&self) {
        self.inner().state = State::Over;
        self.changed.notify_all();
    }

    fn open(&self) {
        let mut inner = self.inner();
        if inner.state == State::Waiting {
            inner.state = State::Open;
            self.changed.notify_all();
        }
    }

    fn close(&self) {
        let mut inner = self.inner();
        inner.state = State::Closed;
        // One that is late is printed all the same.
        drop(self.changed.wait_timeout_while(inner, PRINT_WITHIN, |inner| inner.is_printing));
    }

    /// The next line is about to be read.
    pub(super) fn wait(&self) {
        self.inner().state = State::Waiting;
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sees from within the editor that it reads, and that a line is there.
pub(super) struct Watch(pub(super) Arc<Gate>);

impl Hinter for Watch {
    type Hint = String;

    fn hint(&self, _: &str, _: usize, _: &Context<'_>) -> Option<String> {
        self.0.open();
        None
    }
}

impl Validator for Watch {
    fn validate(&self, _: &mut ValidationContext<'_>) -> Result<ValidationResult> {
        self.0.close();
        Ok(ValidationResult::Valid(None))
    }
}

impl Completer for Watch {
    type Candidate = String;
}

impl Highlighter for Watch {}

impl Helper for Watch {}
