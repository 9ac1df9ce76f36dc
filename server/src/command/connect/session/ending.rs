//! `banter connect`: how a session ends, and what of it was not done.

use std::time::Duration;

use app::client::Place;

use super::super::input::Typed;
use super::super::outbox::Refused;
use super::super::screen::LAST_WITHIN;
use super::super::text::{harmless, harmless_line};
use super::super::{EXIT_NO_ENTRANCE, Failure};
use super::leaving::Again;
use super::{Ending, Session};

/// The exit code of one who would not wait for the end.
pub(super) const EXIT_INTERRUPTED: u8 = 130;

/// How long one who was interrupted waits for a reader that takes nothing.
const READ_WITHIN: Duration = Duration::from_secs(3);

impl Session {
    /// Whether this is the end of it.
    pub(super) fn ending(&mut self) -> Option<Ending> {
        if let Some(why) = self.stopped() {
            return Some(Ending::Failed(why.to_owned()));
        }
        let waits = !self.is_settled() || self.held.is_some();
        if let Some(why) = self.cut_off() {
            let is_done = self.lines.are_over && !waits;
            return Some(if is_done { Ending::Left } else { Ending::CutOff(why) });
        }
        if let Some(why) = self.refused_room() {
            return Some(Ending::Failed(why));
        }
        // A pipe is sent to its end, whoever reads along.
        if self.screen.is_broken() && self.options.is_typed {
            return Some(Ending::Left);
        }
        if !self.lines.are_over || (waits && self.lines.moved.elapsed() < self.options.patience) {
            return None;
        }
        // The room may still be under way when a pipe has nothing to say.
        Some(Ending::Left)
    }

    /// What a pipe brings is for the room it was begun for. Without that it is for none.
    fn cut_off(&self) -> Option<String> {
        let (_, name) =
            self.home.as_ref().filter(|_| !self.options.is_typed && !self.is_at_home())?;
        Some(format!(
            "you are not in {name} any more: it was deleted or closed, or left elsewhere. Open it again, or another, by --room."
        ))
    }

    /// A room that could not be opened. Somebody at a terminal may ask for another.
    fn refused_room(&self) -> Option<String> {
        match self.client.place() {
            Place::Closed { name, message } => Some(format!("{name}: {message}")),
            _ => None,
        }
    }

    /// The server will not have a line: it is given back.
    pub(super) fn refused(&mut self, row: Refused) {
        if let Some(client_id) = &row.client_id {
            self.client.discard(client_id);
        }
        self.not_sent(&row.text, &row.reason);
    }

    /// What was written is not lost: who wrote it has it again.
    pub(super) fn not_sent(&mut self, text: &str, why: &str) {
        self.lines.refused += 1;
        self.tell(&format!("not sent: {why}"));
        self.give(text);
    }

    /// Closes, and tells what is not on the server's disk. Who interrupts that is told at once.
    ///
    /// # Errors
    /// What was not done, which was told.
    pub(super) async fn end(mut self, ending: Ending) -> Result<(), Failure> {
        let mut again = Again::new()?;
        self.is_leaving = true;
        // At a terminal one may still have enough of waiting.
        self.lines.are_over |= !self.options.is_typed;
        let is_hurried = tokio::select! {
            () = again.heard() => true,
            is_hurried = self.leave() => is_hurried,
        };
        let patience = match ending {
            _ if is_hurried => LAST_WITHIN,
            Ending::Interrupted => READ_WITHIN,
            _ => Duration::MAX,
        };
        // The editor, where there still is one, takes the last lines above its own.
        if self.options.is_typed {
            self.screen.end(patience).await;
            self.input.end().await;
        }
        let verdict = self.verdict(ending);
        if let Err(Failure { sentence, .. }) = &verdict {
            self.errors.say(format!("banter: {}", harmless_line(sentence)));
        }
        let is_hurried = is_hurried
            || tokio::select! {
                () = again.heard() => true,
                () = self.is_read_to_its_end(patience) => false,
            };
        if is_hurried {
            self.errors.end(LAST_WITHIN).await;
            return Err(Failure { sentence: String::new(), code: EXIT_INTERRUPTED });
        }
        verdict.map_err(|failure| Failure { sentence: String::new(), ..failure })
    }

    async fn is_read_to_its_end(&self, patience: Duration) {
        self.errors.end(patience).await;
        self.screen.end(patience).await;
    }

    /// Whether all that was said is acknowledged, and stands in the room.
    pub(super) fn is_settled(&self) -> bool {
        self.outbox.len() == 0
            && self.directs.is_empty()
            && self.awaited.is_empty()
            && self.client.rows().0.iter().all(|row| row.seq.is_some())
    }

    fn verdict(&mut self, ending: Ending) -> Result<(), Failure> {
        let waiting = self.outbox.texts().into_iter().chain(self.directs.texts());
        let waiting = waiting.chain(self.awaited.texts()).chain(self.held.as_deref());
        let waiting: Vec<_> = waiting.map(harmless).collect();
        let (mut missing, waits) = (waiting.len() as u64, !waiting.is_empty());
        waiting.into_iter().for_each(|text| self.errors.say(text));
        // At a terminal, what was refused was given back, and what was typed stands there.
        if !self.options.is_typed {
            missing += self.give_rest();
            missing += self.lines.refused;
        }
        // Whose lines had nowhere to go was never in.
        let is_in = self.options.is_typed || self.home.is_some();
        let (why, code) = match ending {
            Ending::Left | Ending::Interrupted => (self.lines.broken.take(), 1),
            Ending::CutOff(why) => (Some(why), 1),
            Ending::Failed(why) if missing > 0 && is_in => (Some(why), 1),
            Ending::Failed(why) => (Some(why), EXIT_NO_ENTRANCE),
        };
        let sentence = match (missing, why) {
            (0, None) => return Ok(()),
            (0, Some(why)) => why,
            (_, why) => {
                let typed = self.lines.typed.max(missing);
                let lines = if missing == 1 { "line was" } else { "lines were" };
                let doubt = if waits { " What was on its way may have arrived." } else { "" };
                let why = why.map(|why| format!(" {why}")).unwrap_or_default();
                format!("{missing} {lines} not sent, of {typed}.{doubt}{why}")
            }
        };
        Err(Failure { sentence, code })
    }

    /// Gives back what was read of a pipe and not taken in; how many lines that were.
    fn give_rest(&mut self) -> u64 {
        let mut lines = 0;
        for typed in self.input.rest() {
            match typed {
                Typed::Line(line) if !line.trim().is_empty() => {
                    lines += 1;
                    self.give(&line);
                }
                Typed::Piece { text, is_first, is_last } => {
                    self.too_long(&text, is_first, is_last);
                }
                _ => {}
            }
        }
        self.lines.typed += lines;
        lines
    }
}
