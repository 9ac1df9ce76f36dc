//! `banter connect`: what a pipe brings, read ahead on a thread of its own. All that was read and not taken is in one
//! place, so that whoever ends in the middle can say which lines those are.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::Typed;

/// With so many lines read ahead, nothing more is read.
const LINES_AHEAD: usize = 64;
/// What is longer, in bytes, comes in pieces, as it is over any limit of a message.
pub(in super::super) const LINE_BYTES_MAX: usize = 1024 * 1024;
/// Bytes read at once.
const CHUNK_BYTES: usize = 64 * 1024;

/// The lines of a pipe.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    inner: Mutex<Inner>,
    /// Something was read.
    came: Notify,
    /// Something was taken.
    taken: Condvar,
}

#[derive(Debug, Default)]
struct Inner {
    typed: VecDeque<Typed>,
    /// The beginning of a line whose end was not read yet.
    begun: Vec<u8>,
    /// Pieces of that line were cut off.
    is_cut: bool,
}

impl Ahead {
    /// The lines of `from`.
    pub(super) fn of(from: impl Read + Send + 'static) -> Arc<Self> {
        let ahead = Arc::new(Self::default());
        let reader = Arc::clone(&ahead);
        std::thread::spawn(move || reader.read(from));
        ahead
    }

    /// The next line, once there is one; after the last, that it was.
    pub(super) async fn next(&self) -> Typed {
        loop {
            if let Some(typed) = self.inner().typed.pop_front() {
                self.taken.notify_one();
                return typed;
            }
            self.came.notified().await;
        }
    }

    /// What was read and will not be taken; a line without an end is one.
    pub(super) fn rest(&self) -> Vec<Typed> {
        let mut inner = self.inner();
        inner.finish();
        inner.typed.drain(..).collect()
    }

    fn read(&self, mut from: impl Read) {
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            let read = from.read(&mut chunk);
            let mut inner = self.inner();
            let end = match read {
                Ok(0) => Some(Typed::End),
                Ok(bytes) => {
                    inner.take_in(&chunk[..bytes]);
                    None
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => None,
                Err(error) => Some(Typed::Failed(error.to_string())),
            };
            let is_over = end.is_some();
            if let Some(end) = end {
                inner.finish();
                inner.typed.push_back(end);
            }
            self.came.notify_one();
            if is_over {
                return;
            }
            let is_ahead = |inner: &mut Inner| inner.typed.len() >= LINES_AHEAD;
            drop(self.taken.wait_while(inner, is_ahead));
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn take_in(&mut self, bytes: &[u8]) {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.begun.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.finish();
            } else if self.begun.len() >= LINE_BYTES_MAX {
                self.cut();
            }
        }
    }

    /// The line is over.
    fn finish(&mut self) {
        if self.begun.is_empty() && !self.is_cut {
            return;
        }
        let text = String::from_utf8_lossy(&std::mem::take(&mut self.begun))
            .trim_end_matches(['\r', '\n'])
            .to_owned();
        let is_last = std::mem::take(&mut self.is_cut);
        self.typed.push_back(if is_last {
            Typed::Piece { text, is_first: false, is_last }
        } else {
            Typed::Line(text)
        });
    }

    /// The line goes on, too long as it is.
    fn cut(&mut self) {
        // The last character may not be whole yet (RFC 3629: what goes on begins with the bits 10).
        let last = self.begun.iter().rposition(|byte| byte & 0xc0 != 0x80);
        let rest = self.begun.split_off(last.filter(|at| *at > 0).unwrap_or(self.begun.len()));
        let piece = std::mem::replace(&mut self.begun, rest);
        let text = String::from_utf8_lossy(&piece).into_owned();
        let is_first = !std::mem::replace(&mut self.is_cut, true);
        self.typed.push_back(Typed::Piece { text, is_first, is_last: false });
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::{Ahead, Inner, LINE_BYTES_MAX};
    use crate::command::connect::input::Typed;

    fn line(text: &str) -> Typed {
        Typed::Line(text.to_owned())
    }

    #[tokio::test]
    async fn lines_come_as_they_are_and_then_the_end() {
        let ahead = Ahead::of("one\r\n\n  two 語\nwithout an end".as_bytes());
        for typed in [line("one"), line(""), line("  two 語"), line("without an end"), Typed::End]
        {
            assert_eq!(ahead.next().await, typed);
        }
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_no_end() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("torn"))
            }
        }
        let ahead = Ahead::of("begun".as_bytes().chain(Broken));
        assert_eq!(ahead.next().await, line("begun"));
        assert_eq!(ahead.next().await, Typed::Failed("torn".to_owned()));
    }

    #[test]
    fn a_line_that_is_too_long_is_one_in_pieces_to_its_end() {
        let mut inner = Inner::default();
        // Each character has three bytes, and no chunk ends with one.
        let long = "語".repeat(LINE_BYTES_MAX);
        for chunk in format!("{long}\nshort\n").as_bytes().chunks(1000) {
            inner.take_in(chunk);
        }
        let (mut text, mut first, mut last) = (String::new(), Vec::new(), Vec::new());
        while let Some(Typed::Piece { text: piece, is_first, is_last }) =
            inner.typed.pop_front_if(|typed| matches!(typed, Typed::Piece { .. }))
        {
            text += &piece;
            first.push(is_first);
            last.push(is_last);
        }
        assert_eq!(text, long);
        assert!(first.len() >= 3, "{}", first.len());
        assert_eq!(first.iter().position(|is_first| *is_first), Some(0));
        assert_eq!(first.iter().filter(|is_first| **is_first).count(), 1);
        assert_eq!(last.iter().position(|is_last| *is_last), Some(last.len() - 1));
        assert_eq!(inner.typed, [line("short")]);
    }

    #[test]
    fn the_rest_is_all_that_was_read() {
        let ahead = Ahead::default();
        ahead.inner().take_in(b"one\ntwo\nthr");
        assert_eq!(ahead.rest(), [line("one"), line("two"), line("thr")]);
        assert!(ahead.rest().is_empty());
    }
}
