//! Stop 2 of a message's way: what a person wants done in a room, and when they said so.

use serde::Serialize;

use crate::event::json::fields;
use crate::event::{
    ClientId, Command, DeleteMessage, EditMessage, FromJson, Json, React, RoomId, SendMessage, Seq,
    Timestamp,
};

/// What a person wants done in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// To say something.
    Say {
        /// The text as typed.
        text: String,
        /// The message it answers.
        #[serde(skip_serializing_if = "Option::is_none")]
        reply_to: Option<Seq>,
    },
    /// To change a message's text.
    Edit {
        /// The message.
        of: Seq,
        /// The text from now on.
        text: String,
    },
    /// To delete a message.
    Delete {
        /// The message.
        of: Seq,
    },
    /// To react to a message, or to take that back.
    React {
        /// The message.
        of: Seq,
        /// The emoji.
        emoji: String,
        /// Given or taken back.
        on: bool,
    },
}

/// A moment of this browser's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// Milliseconds since 1970.
    pub ms: u64,
    /// The same as the wire writes it.
    pub at: Timestamp,
}

fields!(Moment { ms, at });

impl FromJson for Intent {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        let (name, fields) = json.variant()?;
        let of = || fields.get("of").ok();
        let text = || fields.get("text").ok();
        Some(match name {
            "say" => Self::Say { text: text()?, reply_to: fields.get_or("reply_to", None).ok()? },
            "edit" => Self::Edit { of: of()?, text: text()? },
            "delete" => Self::Delete { of: of()? },
            "react" => {
                let (emoji, on) = (fields.get("emoji").ok()?, fields.get("on").ok()?);
                Self::React { of: of()?, emoji, on }
            }
            _ => return None,
        })
    }
}

impl Intent {
    /// The message it is to change; `None` for a new one.
    #[must_use]
    pub const fn of(&self) -> Option<Seq> {
        match self {
            Self::Say { .. } => None,
            Self::Edit { of, .. } | Self::Delete { of } | Self::React { of, .. } => Some(*of),
        }
    }

    /// Whether it is about the very same thing as `other`, so that the later of the two says it all.
    pub(super) fn replaces(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Edit { of: one, .. }, Self::Edit { of, .. })
            | (Self::Delete { of: one }, Self::Delete { of }) => one == of,
            (Self::React { of: one, emoji: mine, .. }, Self::React { of, emoji, .. }) => {
                one == of && mine == emoji
            }
            _ => false,
        }
    }

    /// The command that does it.
    pub(super) fn command(&self, room: RoomId, client_id: ClientId) -> Command {
        let client_id = Some(client_id);
        match self.clone() {
            Self::Say { text: message, reply_to } => {
                let room = Some(room);
                Command::SendMessage(SendMessage { message, client_id, room, reply_to, echo: true })
            }
            Self::Edit { of: seq, text: message } => {
                Command::EditMessage(EditMessage { room, seq, message, client_id })
            }
            Self::Delete { of: seq } => {
                Command::DeleteMessage(DeleteMessage { room, seq, client_id })
            }
            Self::React { of: seq, emoji, on } => {
                Command::React(React { room, seq, emoji, on, client_id })
            }
        }
    }
}
