//! `banter connect`: what is typed for a room that is still being opened waits for that room, and goes to no other.

use std::collections::VecDeque;

use app::client::Place;
use app::link::LinkState;
use app::timeline::Loaded;
use unicode_normalization::UnicodeNormalization;

use super::super::line::Line;
use super::Session;

/// Lines that may wait for a room.
const LINES_MAX: usize = 400;

/// The room that was asked for, and the lines for it, as typed. A `/room` among them is asked for after those before it.
#[derive(Debug, Default)]
pub(super) struct Awaited {
    name: String,
    lines: VecDeque<String>,
}

impl Awaited {
    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The texts among them.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().filter_map(|line| text_of(line))
    }

    /// Those for the room that was asked for, before another was; they wait no more.
    fn take_first(&mut self) -> Vec<String> {
        let is_other = |line: &String| matches!(Line::of(line), Line::Room(_));
        let first = self.lines.iter().position(is_other).unwrap_or(self.lines.len());
        self.lines.drain(..first).collect()
    }
}

impl Session {
    /// Whether `line` has to wait for a room. What is for no room, or leaves, never does.
    pub(super) fn has_to_wait(&self, line: &Line<'_>) -> bool {
        let is_opening = self.is_opening() || !self.awaited.is_empty();
        match line {
            Line::Say(_) | Line::Who => is_opening,
            Line::Edit(_) => is_opening || self.is_loading(),
            Line::Room(_) => !self.awaited.is_empty(),
            _ => false,
        }
    }

    /// `typed` waits for the room that was asked for; what is too much comes back.
    pub(super) fn await_room(&mut self, typed: &str) -> Option<String> {
        if self.awaited.lines.len() >= LINES_MAX {
            self.tell(&format!(
                "{LINES_MAX} lines wait for a room to be opened; no more can wait."
            ));
            return Some(typed.to_owned());
        }
        self.awaited.lines.push_back(typed.to_owned());
        None
    }

    /// Asks for the room called `name`, and no longer for the one that was asked for before.
    pub(super) fn open(&mut self, name: &str) {
        self.client.cancel_open();
        self.client.open(&name.nfc().collect::<String>());
        name.clone_into(&mut self.awaited.name);
        if self.client.is_opening() && !matches!(self.link.state(), LinkState::Open) {
            self.tell(&format!(
                "{name} is opened when the connection is back; what you type until then waits for it"
            ));
        }
    }

    /// The room that was asked for is open, or cannot be: what waited for it is done, or given back. Whether that may
    /// be work again.
    pub(super) fn take_awaited(&mut self) -> bool {
        if let Some(why) = self.client.refused_name().map(str::to_owned) {
            self.client.forget_refused_name();
            self.tell(&why);
            self.give_back();
        }
        let Some(typed) = self.awaited.lines.front() else { return false };
        if self.is_opening() || (matches!(Line::of(typed), Line::Edit(_)) && self.is_loading()) {
            return false;
        }
        let Some(typed) = self.awaited.lines.pop_front() else { return false };
        if let (Some(back), _) = self.follow(&typed) {
            self.give(&back);
        }
        true
    }

    /// What waited for a room that cannot be opened goes nowhere: who wrote it has it again.
    fn give_back(&mut self) {
        let lines = self.awaited.take_first();
        let texts: Vec<_> = lines.iter().filter_map(|line| text_of(line)).collect();
        if texts.is_empty() {
            return;
        }
        self.tell(&format!("not sent, since {} is not open:", self.awaited.name));
        texts.into_iter().for_each(|text| self.give(text));
    }

    fn is_opening(&self) -> bool {
        self.client.is_opening() || matches!(self.client.place(), Place::Opening(_))
    }

    fn is_loading(&self) -> bool {
        !matches!(self.client.rows().1, Loaded::Ready(_))
    }
}

fn text_of(line: &str) -> Option<&str> {
    match Line::of(line) {
        Line::Say(text) | Line::Edit(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Awaited;

    #[test]
    fn what_waits_belongs_to_the_room_asked_for_before_it() {
        let lines = ["one", "/who", "//two", "/room b", "three", "/edit four"];
        let lines = lines.map(str::to_owned).into();
        let mut awaited = Awaited { name: "a".to_owned(), lines };
        assert_eq!(awaited.texts().collect::<Vec<_>>(), ["one", "/two", "three", "four"]);
        assert_eq!(awaited.take_first(), ["one", "/who", "//two"]);
        assert!(awaited.take_first().is_empty(), "the rest is for another");
        assert_eq!(awaited.texts().collect::<Vec<_>>(), ["three", "four"]);
    }
}
