//! `banter connect`: how a session ends, and what of it was not done.

use std::time::Duration;

use app::client::Place;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::timeout;

use super::super::Failure;
use super::super::outbox::Refused;
use super::super::text::harmless;
use super::{Ending, Session, close};
use crate::command::EXIT_INTERRUPTED;

/// How long one who leaves waits for acks that are on their way.
const ACKS_WITHIN: Duration = Duration::from_secs(3);

impl Session {
    /// Whether this is the end of it.
    pub(super) fn ending(&mut self) -> Option<Ending> {
        if let Some(why) = self.stopped() {
            return Some(Ending::Failed(why.to_owned()));
        }
        if let Some(why) = self.refused_room() {
            return Some(Ending::Failed(why));
        }
        // A pipe is sent to its end, whoever reads along.
        if self.screen.is_broken() && self.options.is_typed {
            return Some(Ending::Left);
        }
        let waits = !self.is_settled() || self.held.is_some();
        if !self.lines.are_over || (waits && self.lines.moved.elapsed() < self.options.patience) {
            return None;
        }
        // The room may still be under way when a pipe has nothing to say.
        Some(Ending::Left)
    }

    /// A room that could not be opened. Somebody at a terminal may ask for another.
    fn refused_room(&mut self) -> Option<String> {
        if let Some(why) = self.client.refused_name().map(str::to_owned) {
            self.client.forget_refused_name();
            self.tell(&why);
        }
        match self.client.place() {
            Place::BadName { name, message } => {
                Some(format!("no room can be called {name}: {message}"))
            }
            Place::Stranger(name) if !self.options.is_typed => {
                Some(format!("you are not in {name} any more."))
            }
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
        if self.options.is_typed && !self.options.json {
            self.screen.say(self.transcript.style().aside(text));
        } else {
            eprintln!("{}", harmless(text));
        }
    }

    /// Closes, and tells what is not on the server's disk.
    ///
    /// # Errors
    /// What was not done.
    pub(super) async fn end(mut self, ending: Ending) -> Result<(), Failure> {
        tokio::spawn(hear_again());
        if matches!(ending, Ending::Left) {
            // Whoever leaves in the middle has what is on its way acknowledged.
            let _ = timeout(ACKS_WITHIN, self.wait_for_acks()).await;
            self.show();
        }
        if let Some(socket) = &mut self.socket {
            // A server that does not answer has no more to say.
            let _ = close(socket).await;
            self.entrance.clone().leave(&self.token).await;
        }
        let verdict = self.verdict(ending);
        // The editor, where there still is one, takes the last lines above its own.
        self.screen.end().await;
        self.input.end();
        verdict
    }

    async fn wait_for_acks(&mut self) {
        self.lines.are_over = true;
        while self.socket.is_some() && !self.is_settled() {
            self.settle().await;
            if self.next().await.is_some() {
                return;
            }
        }
    }

    /// Whether all that was said is acknowledged, and stands in the room.
    fn is_settled(&self) -> bool {
        self.outbox.len() == 0 && self.client.rows().0.iter().all(|row| row.seq.is_some())
    }

    fn verdict(&self, ending: Ending) -> Result<(), Failure> {
        let mut waiting = self.outbox.texts();
        waiting.extend(self.held.as_deref());
        // At a terminal, what was refused was given back.
        let refused = if self.options.is_typed { 0 } else { self.lines.refused };
        let missing = waiting.len() as u64 + refused;
        waiting.iter().for_each(|text| eprintln!("{}", harmless(text)));
        match (missing, ending) {
            (0, Ending::Left) => Ok(()),
            (0, Ending::Failed(why)) => Err(Failure::entrance(why)),
            (_, ending) => {
                let why = match ending {
                    Ending::Left => String::new(),
                    Ending::Failed(why) => format!(" {why}"),
                };
                let typed = self.lines.typed.max(missing);
                Err(format!("{missing} of {typed} lines were not sent.{why}").into())
            }
        }
    }
}

/// The first signal closes in order; one more does not wait for that.
async fn hear_again() {
    if let Ok(mut again) = signal(SignalKind::interrupt()) {
        again.recv().await;
        std::process::exit(EXIT_INTERRUPTED);
    }
}
