//! Stop 13 of a message's way: one room's messages as rows to show, with the changes that wait laid
//! over them.

use std::ops::Range;

use super::messages::react;
use super::outbox::{Pending, PendingState};
use super::{Intent, Timeline, WINDOW_ROWS_MAX};
use crate::event::{ClientId, NewMessage, Reaction, Seq, Timestamp};

/// One message as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The same before and after the message is confirmed.
    pub key: String,
    /// Its number, once it is confirmed.
    pub seq: Option<Seq>,
    /// The author's name.
    pub from: String,
    /// A program said it, and for whom if it said so.
    pub bot: Option<String>,
    /// The viewer wrote it.
    pub is_own: bool,
    /// What it says.
    pub content: Content,
    /// The text as typed, to be edited; empty when it is deleted.
    pub text: String,
    /// When it was committed, or typed.
    pub sent: Timestamp,
    /// When its text was last changed.
    pub edited: Option<Timestamp>,
    /// Who reacted with what; the viewer's own that still wait are in it.
    pub reactions: Vec<Reaction>,
    /// The text names the viewer.
    pub names_me: bool,
    /// How far it has come: the message, or the newest change of it that is on its way.
    pub state: RowState,
    /// The deletion that waits and can still be undone; the content is [`Content::Deleted`] meanwhile.
    pub undo: Option<ClientId>,
    /// The row above, for the day between them.
    pub previous: Option<Above>,
    /// How far it has come to those whom it is for; `None` where that is not known, or not asked.
    pub tick: Option<Tick>,
    /// Since when it has been waiting, in milliseconds; 0 when it does not wait.
    pub since: u64,
}

/// What a row has to know of the one above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Above {
    /// Its number, once it has one.
    pub seq: Option<Seq>,
    /// Its author's name.
    pub from: String,
    /// For whom a program said it.
    pub bot: Option<String>,
    /// When it was sent.
    pub sent: Timestamp,
}

/// A row's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Safe HTML, from the server.
    Html(String),
    /// Text as typed.
    Plain(String),
    /// Nothing any more.
    Deleted,
}

/// How far a row has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowState {
    /// Durable on the server.
    Confirmed,
    /// Not acknowledged yet.
    Waiting(ClientId),
    /// The server will not have it.
    Refused(ClientId, String),
}

/// How far a message between people has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    /// The server has it.
    Sent,
    /// All the others have it.
    Delivered,
    /// All the others have read it.
    Read,
}

/// How far somebody, or everybody, has come in a room of people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// What they have.
    pub delivered: Seq,
    /// What they have read.
    pub read: Seq,
}

impl Marks {
    /// As far as both have come.
    #[must_use]
    pub fn least(self, other: Self) -> Self {
        Self { delivered: self.delivered.min(other.delivered), read: self.read.min(other.read) }
    }
}

impl Timeline {
    /// What to show, top to bottom: of the messages, and what waits below them, what the window
    /// holds. A refused change of a message that is not there is a row as well, so that it can be
    /// sent again or thrown away.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        self.rows_in(self.shown())
    }

    /// The newest rows, wherever the window is.
    pub(crate) fn newest_rows(&self) -> Vec<Row> {
        let count = self.rows_count();
        self.rows_in(count.saturating_sub(WINDOW_ROWS_MAX)..count)
    }

    /// Some of all rows, at the cost of these.
    pub(super) fn rows_in(&self, places: Range<usize>) -> Vec<Row> {
        // One more above: what the first shows depends on it.
        let from = places.start.saturating_sub(1);
        let messages = self.messages.part(from, places.end);
        let mut rows: Vec<Row> = messages.map(|message| Row::of(message, &self.me)).collect();
        for pending in self.outbox.rows() {
            let over = pending.intent.of().and_then(|of| self.messages.find(of));
            if let Some(row) = over.and_then(|at| rows.get_mut(at.checked_sub(from)?)) {
                row.overlay(pending, &self.me);
            }
        }
        let waiting = self.rows_below().zip(self.messages.len()..places.end);
        let waiting = waiting.filter(|(_, place)| *place >= from);
        rows.extend(waiting.map(|(pending, _)| Row::pending(pending, &self.me)));
        for below in 1..rows.len() {
            let Row { seq, from, bot, sent, .. } = &rows[below - 1];
            let (seq, from, bot, sent) = (*seq, from.clone(), bot.clone(), sent.clone());
            rows[below].previous = Some(Above { seq, from, bot, sent });
        }
        rows.drain(..places.start - from);
        rows
    }

    /// The message with number `seq` as it is shown.
    pub(super) fn row(&self, seq: Seq) -> Option<Row> {
        let mut row = Row::of(self.messages.get(seq)?, &self.me);
        for pending in self.outbox.rows().iter().filter(|row| row.intent.of() == Some(seq)) {
            row.overlay(pending, &self.me);
        }
        Some(row)
    }
}

impl Row {
    /// How far the row has come, when all the others have come as far as `marks`.
    pub(crate) fn mark(&mut self, marks: Marks) {
        let is_sent = self.is_own && self.state == RowState::Confirmed;
        if !is_sent || self.content == Content::Deleted {
            return;
        }
        self.tick = Some(match self.seq {
            Some(seq) if seq <= marks.read => Tick::Read,
            Some(seq) if seq <= marks.delivered => Tick::Delivered,
            _ => Tick::Sent,
        });
    }

    fn of(message: &NewMessage, me: &str) -> Self {
        let own = message.client_id.as_ref().filter(|_| message.from == me);
        let content =
            if message.deleted { Content::Deleted } else { Content::Html(message.html.clone()) };
        Self {
            key: own.map_or_else(|| message.seq.to_string(), |id| id.as_str().to_owned()),
            seq: Some(message.seq),
            from: message.from.clone(),
            bot: message.bot.then(|| message.alias.clone().unwrap_or_default()),
            is_own: message.from == me,
            content,
            text: message.message.clone(),
            sent: message.sent.clone(),
            edited: message.edited.clone(),
            reactions: message.reactions.clone(),
            names_me: message.mentions.iter().any(|name| name == me),
            state: RowState::Confirmed,
            undo: None,
            previous: None,
            tick: None,
            since: 0,
        }
    }

    fn pending(pending: &Pending, me: &str) -> Self {
        let text = match &pending.intent {
            Intent::Say { text, .. } | Intent::Edit { text, .. } => text.clone(),
            Intent::React { emoji, .. } => emoji.clone(),
            Intent::Delete { .. } => String::new(),
        };
        let is_deletion = matches!(pending.intent, Intent::Delete { .. });
        let mut row = Self {
            key: pending.client_id.as_str().to_owned(),
            seq: None,
            from: me.to_owned(),
            bot: None,
            is_own: true,
            content: if is_deletion { Content::Deleted } else { Content::Plain(text.clone()) },
            text,
            sent: pending.typed.at.clone(),
            edited: None,
            reactions: Vec::new(),
            names_me: false,
            state: RowState::Confirmed,
            undo: None,
            previous: None,
            tick: None,
            since: 0,
        };
        row.take_state(pending);
        row
    }

    /// Shows the message as it will be; one that is refused changes nothing but the state.
    fn overlay(&mut self, pending: &Pending, me: &str) {
        self.take_state(pending);
        if pending.is_refused() || self.content == Content::Deleted {
            return;
        }
        match &pending.intent {
            Intent::Say { .. } => {}
            Intent::Edit { text, .. } => {
                self.content = Content::Plain(text.clone());
                self.text.clone_from(text);
                self.edited = Some(pending.typed.at.clone());
            }
            Intent::Delete { .. } => {
                self.content = Content::Deleted;
                self.text.clear();
                self.edited = None;
                self.reactions.clear();
                self.names_me = false;
                self.undo = pending.can_undo.then(|| pending.client_id.clone());
            }
            Intent::React { emoji, on, .. } => react(&mut self.reactions, emoji, me, *on),
        }
    }

    /// A refusal wants the person's attention, so nothing that still waits hides it.
    fn take_state(&mut self, pending: &Pending) {
        let id = pending.client_id.clone();
        match &pending.state {
            PendingState::Refused { reason } => {
                self.state = RowState::Refused(id, reason.clone());
                self.since = 0;
            }
            PendingState::Queued | PendingState::InFlight { .. } => {
                if !matches!(self.state, RowState::Refused(..)) && !pending.can_undo {
                    self.state = RowState::Waiting(id);
                    self.since = pending.typed.ms.max(pending.not_before);
                }
            }
            PendingState::Acked { .. } => {}
        }
    }
}
