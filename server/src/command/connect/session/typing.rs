//! `banter connect`: what is typed is said or done.

use app::client::{Place, SayError};
use app::timeline::Loaded;
use app::words::Language;
use unicode_normalization::UnicodeNormalization;

use super::super::input::Typed;
use super::super::line::{HELP, Line};
use super::{Ending, Session, moment};

/// Rows of a pipe that may wait to be sent; then nothing more is read from it.
const WAITING_MAX: usize = 400;

impl Session {
    /// Whether a line can be taken in now.
    pub(super) fn takes_lines(&self) -> bool {
        let is_there = matches!(self.client.rows().1, Loaded::Ready(_))
            && matches!(self.client.place(), Place::Room(_));
        let has_room = self.held.is_none() && self.outbox.len() < WAITING_MAX;
        !self.lines.are_over && (self.options.is_typed || (is_there && has_room))
    }

    /// Something was typed, or nothing will be any more.
    pub(super) fn typed(&mut self, typed: Typed) -> Option<Ending> {
        match typed {
            Typed::Line(line) if self.options.is_typed => return self.obey(&line),
            Typed::Line(line) if line.trim().is_empty() => {}
            Typed::Line(line) => {
                self.lines.typed += 1;
                self.held = Some(line);
            }
            Typed::Interrupted => return Some(Ending::Left),
            Typed::End => {
                self.lines.are_over = true;
                self.lines.moved = tokio::time::Instant::now();
                if self.options.is_typed {
                    return Some(Ending::Left);
                }
            }
        }
        None
    }

    /// A pipe's line is said as it is, as soon as there is room for it.
    pub(super) fn take_held(&mut self) {
        let Some(line) = self.held.take() else { return };
        match self.client.say(&line, moment()) {
            Ok(()) => {}
            Err(SayError::OutboxFull { .. }) => self.held = Some(line),
            Err(error) => self.not_sent(&line, &self.in_words(error)),
        }
    }

    /// A line typed at a terminal.
    fn obey(&mut self, typed: &str) -> Option<Ending> {
        let (mut back, mut ending) = (None, None);
        match Line::of(typed) {
            Line::Nothing => {}
            Line::Say(text) => back = self.say(typed, text),
            Line::Room(name) => self.client.open(&name.nfc().collect::<String>()),
            Line::Rooms => self.list_rooms(),
            Line::Message { to, text } => back = self.say_to(typed, to, text),
            Line::Who => self.list_people(),
            Line::Edit(text) => back = self.edit(typed, text),
            Line::Help => self.screen.say(self.transcript.style().aside(HELP)),
            Line::Quit => ending = Some(Ending::Left),
            Line::Unknown(typed) => {
                self.tell(&format!("unknown command: {typed} (/help lists them, // says a slash)"));
            }
        }
        self.input.go_on(back);
        ending
    }

    /// Says `text`; what cannot be said comes back, to be changed.
    fn say(&mut self, typed: &str, text: &str) -> Option<String> {
        if !matches!(self.client.place(), Place::Room(_)) {
            self.tell("you are in no room yet; /room NAME opens one");
            return Some(typed.to_owned());
        }
        self.lines.typed += 1;
        let error = self.client.say(text, moment()).err()?;
        self.lines.typed -= 1;
        self.tell(&self.in_words(error));
        Some(typed.to_owned())
    }

    /// A conversation is a room: it is opened, and then written in.
    fn say_to(&mut self, typed: &str, to: &str, _text: &str) -> Option<String> {
        self.tell(&format!("nothing was sent: open the conversation with /room @{to}, then write"));
        Some(typed.to_owned())
    }

    /// Changes the newest of the person's own messages.
    fn edit(&mut self, typed: &str, text: &str) -> Option<String> {
        let Some((seq, _)) = self.client.last_own() else {
            self.tell("there is no message of yours here that can be changed");
            return Some(typed.to_owned());
        };
        let error = self.client.edit(seq, text, moment()).err()?;
        self.tell(&self.in_words(error));
        Some(typed.to_owned())
    }

    fn list_rooms(&self) {
        let shown = self.client.room().map(|room| room.room);
        for room in self.client.rooms() {
            let here = if Some(room.room) == shown { ", here" } else { "" };
            let unread =
                if room.unread == 0 { String::new() } else { format!(", {} new", room.unread) };
            self.tell(&format!("{}{here}{unread}", room.name));
        }
    }

    fn list_people(&self) {
        let (Some(room), Some(people)) = (self.client.room(), self.client.people()) else {
            return self.tell("who is here is not known yet; ask again in a moment");
        };
        let names: Vec<_> = people.members.iter().map(|member| member.name.as_str()).collect();
        let more = people.count.saturating_sub(names.len() as u64);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let line = format!("in {}: {}{more}", room.name, names.join(", "));
        self.screen.say(self.transcript.style().aside(&format!("      · {line}")));
    }

    fn in_words(&self, error: SayError) -> String {
        match error {
            SayError::Body(error) => Language::English.of_body(error),
            SayError::NotThere => "that message is not here any more.".to_owned(),
            SayError::OutboxFull { rows_max } => {
                format!("{rows_max} lines wait to be sent; no more can wait.")
            }
        }
    }
}
