//! Stop 13 of a message's way: one room's messages as rows to show.

use super::Timeline;
use super::outbox::{Pending, PendingState};
use crate::event::{ClientId, NewMessage, Timestamp};

/// One message as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The same before and after the message is confirmed.
    pub key: String,
    /// The author's name.
    pub from: String,
    /// What it says.
    pub content: Content,
    /// When it was committed, or typed.
    pub sent: Timestamp,
    /// How far it has come.
    pub state: RowState,
    /// When the row above was sent, for the day between them.
    pub previous: Option<Timestamp>,
}

/// A row's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Safe HTML, from the server.
    Html(String),
    /// Text as typed.
    Plain(String),
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

impl Timeline {
    /// What to show, top to bottom.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let confirmed = self.messages.iter().map(|message| self.confirmed(message));
        let pending = self.outbox.rows().iter().map(|pending| self.pending(pending));
        let mut rows: Vec<Row> = confirmed.chain(pending).collect();
        for below in 1..rows.len() {
            rows[below].previous = Some(rows[below - 1].sent.clone());
        }
        rows
    }

    fn confirmed(&self, message: &NewMessage) -> Row {
        let own = message.client_id.as_ref().filter(|_| message.from == self.me);
        Row {
            key: own.map_or_else(|| message.seq.to_string(), |id| id.as_str().to_owned()),
            from: message.from.clone(),
            content: Content::Html(message.html.clone()),
            sent: message.sent.clone(),
            state: RowState::Confirmed,
            previous: None,
        }
    }

    fn pending(&self, pending: &Pending) -> Row {
        let id = pending.client_id.clone();
        Row {
            key: id.as_str().to_owned(),
            from: self.me.clone(),
            content: Content::Plain(pending.text.clone()),
            sent: pending.at.clone(),
            state: match &pending.state {
                PendingState::Queued | PendingState::InFlight { .. } => RowState::Waiting(id),
                PendingState::Acked { .. } => RowState::Confirmed,
                PendingState::Refused { reason } => RowState::Refused(id, reason.clone()),
            },
            previous: None,
        }
    }
}
