//! What a client asks of its server.

use serde::{Deserialize, Serialize};

use super::{ClientId, DecodeError, Envelope, Position, RoomId, Seq};

/// Everything a client says to its server.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", content = "payload", rename_all = "snake_case")]
pub enum Command {
    /// Say something in a room.
    SendMessage(SendMessage),
    /// Open a room by its name, join it, make it when there is none.
    ChangeRoom(ChangeRoom),
    /// Stop being a member.
    LeaveRoom(LeaveRoom),
    /// Ask for the welcome once more.
    Hello(Hello),
}

impl Command {
    /// Reads a client's frame.
    ///
    /// # Errors
    /// What is wrong with the frame.
    pub fn decode(frame: &str) -> Result<Self, DecodeError> {
        let envelope = Envelope::read(frame)?;
        Ok(match &*envelope.kind {
            "send_message" => Self::SendMessage(envelope.payload()?),
            "change_room" => Self::ChangeRoom(envelope.payload()?),
            "leave_room" => Self::LeaveRoom(envelope.payload()?),
            "hello" => Self::Hello(envelope.payload()?),
            _ => return Err(DecodeError::UnknownKind),
        })
    }

    /// The frame's text.
    ///
    /// # Panics
    /// Never: commands are plain data.
    #[must_use]
    pub fn encode(&self) -> String {
        serde_json::to_string(self).expect("commands are plain data")
    }
}

/// `send_message`. A `from` is accepted and ignored: the sender is who logged in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SendMessage {
    /// The text as typed; the server makes a [`super::Body`] of it.
    pub message: String,
    /// Without one the message cannot be sent again safely.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// Without one it goes to the room last opened on this connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<RoomId>,
    /// The message this one answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Seq>,
    /// `false`: on this connection the ack stands for the event.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub echo: bool,
}

/// `change_room`: by name, since people type names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeRoom {
    /// The room's name, in any case.
    pub name: String,
    /// Where the client stands; without it, it stands at the room's head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Position>,
    /// Echoed in an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

/// `leave_room`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeaveRoom {
    /// The room to leave.
    pub room: RoomId,
    /// Echoed in the ack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

/// `hello`: nothing to say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_yes(value: &bool) -> bool {
    *value
}
