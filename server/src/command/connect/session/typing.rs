//! `banter connect`: what is typed is said or done.

use app::client::{Place, SayError};
use app::event::{Delivery, PresenceState};
use app::http::Member;
use app::timeline::Loaded;
use app::words::Language;

use super::super::direct::Outcome;
use super::super::input::{LINE_BYTES_MAX, Typed};
use super::super::line::{HELP, Line};
use super::super::text::harmless;
use super::{Ending, Session, moment, now_ms};

/// Rows of a pipe that may wait to be sent; then nothing more is read from it.
const WAITING_MAX: usize = 400;

impl Session {
    /// Whether a line can be taken in now.
    pub(super) fn takes_lines(&self) -> bool {
        let is_there = matches!(self.client.rows().1, Loaded::Ready(_)) && self.is_at_home();
        let has_room =
            self.held.is_none() && self.outbox.len() < WAITING_MAX && !self.errors.is_full();
        !self.lines.are_over && (self.options.is_typed || (is_there && has_room))
    }

    /// A pipe writes to the first room that it opens, whatever that is called later, and to no other; a person to the
    /// one that is shown.
    pub(super) fn find_home(&mut self) {
        let Some(room) = self.client.room() else { return };
        let is_home = self.home.as_ref().is_none_or(|(home, _)| *home == room.room);
        if is_home || self.options.is_typed {
            self.home = Some((room.room, room.handle()));
        }
    }

    /// Whether the room shown is where lines go.
    pub(super) fn is_at_home(&self) -> bool {
        let home = self.home.as_ref().map(|(room, _)| Place::Room(*room));
        home.as_ref() == Some(self.client.place())
    }

    /// Something was typed, or nothing will be any more.
    pub(super) fn typed(&mut self, typed: Typed) -> Option<Ending> {
        self.touched();
        match typed {
            // Whoever leaves says no more, and may only want to be gone sooner.
            Typed::Line(_) | Typed::Piece { .. } if self.is_leaving => self.input.go_on(None),
            Typed::End | Typed::Failed(_) if self.is_leaving => self.lines.are_over = true,
            Typed::Line(line) if self.options.is_typed => return self.obey(&line),
            Typed::Line(line) if line.trim().is_empty() => {}
            Typed::Line(line) => {
                self.lines.typed += 1;
                self.held = Some(line);
            }
            Typed::Piece { text, is_first, is_last } => self.too_long(&text, is_first, is_last),
            Typed::Interrupted => {
                self.lines.are_over = true;
                return Some(if self.is_leaving { Ending::Interrupted } else { Ending::Left });
            }
            Typed::End => return self.is_over(),
            Typed::Failed(why) => {
                let sentence = format!("standard input cannot be read to its end: {why}.");
                self.lines.broken = Some(sentence);
                return self.is_over();
            }
        }
        None
    }

    /// No line comes any more.
    fn is_over(&mut self) -> Option<Ending> {
        self.lines.are_over = true;
        self.lines.moved = tokio::time::Instant::now();
        self.options.is_typed.then_some(Ending::Left)
    }

    /// A part of a line that no server takes: whoever wrote it has it again, to its end.
    pub(super) fn too_long(&mut self, text: &str, is_first: bool, is_last: bool) {
        if is_first {
            self.lines.typed += 1;
            self.lines.refused += 1;
            let most = self.client.message_chars();
            self.tell(&format!(
                "not sent: a line of more than {LINE_BYTES_MAX} bytes; a message has at most {most} characters."
            ));
        }
        self.errors.write(harmless(text) + if is_last { "\n" } else { "" });
    }

    /// Somebody sits at the terminal: who types nothing for long is away. A pipe is always there.
    pub(super) fn touched(&mut self) {
        if self.options.is_typed && self.client.touched(now_ms()) {
            self.wake = tokio::time::Instant::now();
        }
    }

    /// A pipe's line is said as it is, as soon as there is room for it.
    pub(super) fn take_held(&mut self) {
        if !self.is_at_home() {
            return;
        }
        let Some(line) = self.held.take() else { return };
        match self.client.say(&line, moment()) {
            Ok(()) => {}
            Err(SayError::OutboxFull { .. }) => self.held = Some(line),
            Err(error) => self.not_sent(&line, &self.in_words(error)),
        }
    }

    /// A line typed at a terminal.
    fn obey(&mut self, typed: &str) -> Option<Ending> {
        let (back, ending) = if self.has_to_wait(&Line::of(typed)) {
            (self.await_room(typed), None)
        } else {
            self.follow(typed)
        };
        self.input.go_on(back);
        ending
    }

    /// Does what `typed` says; what cannot be done comes back, to be changed.
    pub(super) fn follow(&mut self, typed: &str) -> (Option<String>, Option<Ending>) {
        let (mut back, mut ending) = (None, None);
        match Line::of(typed) {
            Line::Nothing => self.try_now(),
            Line::Say(text) => back = self.say(typed, text),
            Line::Room(name) => self.open(name),
            Line::Rooms => self.list_rooms(),
            Line::Message { to, text } => back = self.say_to(typed, to, text),
            Line::Who => self.list_people(),
            Line::Edit(text) => back = self.edit(typed, text),
            Line::Help => self.give(HELP),
            Line::Quit => ending = Some(Ending::Left),
            Line::Unfinished(form) => {
                // It is not put back: what was typed ahead would become its end.
                self.tell(&format!("that takes more: {form} (↑ brings it back)"));
            }
            Line::Unknown(typed) => {
                self.tell(&format!("unknown command: {typed} (/help lists them, // says a slash)"));
            }
        }
        (back, ending)
    }

    /// Says `text`; what cannot be said comes back, to be changed.
    fn say(&mut self, typed: &str, text: &str) -> Option<String> {
        if !matches!(self.client.place(), Place::Room(_)) {
            self.tell("you are in no room; /room NAME opens one");
            return Some(typed.to_owned());
        }
        self.lines.typed += 1;
        let error = self.client.say(text, moment()).err()?;
        self.lines.typed -= 1;
        self.tell(&self.in_words(error));
        Some(typed.to_owned())
    }

    /// Says `text` to people, whatever room is shown; what cannot be said comes back, to be changed.
    fn say_to(&mut self, typed: &str, to: &str, text: &str) -> Option<String> {
        let error = match self.directs.say(to, text, self.client.message_chars()) {
            Ok(()) => {
                self.lines.typed += 1;
                return None;
            }
            Err(error) => error,
        };
        self.tell(&self.in_words(error.into()));
        Some(typed.to_owned())
    }

    /// What became of something said to people.
    pub(super) fn said_to(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Kept { to, text, delivery } => {
                let how = match delivery {
                    Some(Delivery::NotOnline) if to.contains(',') => "kept for who is not online",
                    Some(Delivery::NotOnline) => "not online; it is kept until they come",
                    Some(Delivery::Delivered) | None => "delivered",
                };
                self.tell(&format!("to {to} ({how}): {text}"));
            }
            Outcome::Refused { text, reason } => self.not_sent(&text, &reason),
        }
    }

    /// Changes the newest of the person's own messages.
    fn edit(&mut self, typed: &str, text: &str) -> Option<String> {
        let Some((seq, _)) = self.client.last_own() else {
            let (rows, _) = self.client.rows();
            let waits = rows.iter().any(|row| row.is_own && row.seq.is_none());
            self.tell(if waits {
                "your newest message is still on its way: /edit changes it once it is there"
            } else {
                "there is no message of yours here that can be changed"
            });
            return None;
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
            self.tell(&format!("{}{here}{unread}", room.handle()));
        }
    }

    /// Says who is in the room shown, as soon as that is known.
    pub(super) fn list_people(&mut self) {
        let (Some(room), Some(people)) = (self.client.room(), self.client.people()) else {
            self.asks_who = true;
            return;
        };
        self.asks_who = false;
        let named = |member: &Member| {
            let state = self.client.presence_of(&member.name).map(|known| known.state);
            match state {
                Some(PresenceState::Away) => format!("{} (away)", member.name),
                Some(PresenceState::Offline) => format!("{} (offline)", member.name),
                Some(PresenceState::Online) | None => member.name.clone(),
            }
        };
        let names: Vec<_> = people.members.iter().map(named).collect();
        let more = people.count.saturating_sub(names.len() as u64);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        self.tell(&format!("in {}: {}{more}", room.handle(), names.join(", ")));
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
