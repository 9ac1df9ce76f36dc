//! What a client asks of its server.

use serde::{Deserialize, Serialize};

use super::{ClientId, DecodeError, Envelope, Epoch, Position, RoomId, Seq};

/// Everything a client says to its server.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", content = "payload", rename_all = "snake_case")]
pub enum Command {
    /// Say something in a room.
    SendMessage(SendMessage),
    /// Change the text of one's own message.
    EditMessage(EditMessage),
    /// Delete a message.
    DeleteMessage(DeleteMessage),
    /// React to a message, or take that back.
    React(React),
    /// Follow rooms from where the client stands.
    Resume(Resume),
    /// Everything up to here is read.
    Read(Read),
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
            "edit_message" => Self::EditMessage(envelope.payload()?),
            "delete_message" => Self::DeleteMessage(envelope.payload()?),
            "react" => Self::React(envelope.payload()?),
            "resume" => Self::Resume(envelope.payload()?),
            "read" => Self::Read(envelope.payload()?),
            "change_room" => Self::ChangeRoom(envelope.payload()?),
            "leave_room" => Self::LeaveRoom(envelope.payload()?),
            "hello" => Self::Hello(envelope.payload()?),
            _ => return Err(DecodeError::UnknownKind),
        })
    }

    /// The client's own id for it.
    #[must_use]
    pub const fn client_id(&self) -> Option<&ClientId> {
        let (Self::SendMessage(SendMessage { client_id, .. })
        | Self::EditMessage(EditMessage { client_id, .. })
        | Self::DeleteMessage(DeleteMessage { client_id, .. })
        | Self::React(React { client_id, .. })
        | Self::Resume(Resume { client_id, .. })
        | Self::Read(Read { client_id, .. })
        | Self::ChangeRoom(ChangeRoom { client_id, .. })
        | Self::LeaveRoom(LeaveRoom { client_id, .. })
        | Self::Hello(Hello { client_id })) = self;
        client_id.as_ref()
    }

    /// The room it is for, where it says so.
    #[must_use]
    pub const fn room(&self) -> Option<RoomId> {
        match self {
            Self::SendMessage(SendMessage { room, .. }) => *room,
            Self::EditMessage(EditMessage { room, .. })
            | Self::DeleteMessage(DeleteMessage { room, .. })
            | Self::React(React { room, .. })
            | Self::Read(Read { room, .. })
            | Self::LeaveRoom(LeaveRoom { room, .. }) => Some(*room),
            Self::Resume(_) | Self::ChangeRoom(_) | Self::Hello(_) => None,
        }
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

/// `edit_message`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EditMessage {
    /// Where.
    pub room: RoomId,
    /// The message's number.
    pub seq: Seq,
    /// The text from now on; the server makes a [`super::Body`] of it.
    pub message: String,
    /// Without one the edit cannot be sent again safely.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

/// `delete_message`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeleteMessage {
    /// Where.
    pub room: RoomId,
    /// The message's number.
    pub seq: Seq,
    /// Echoed in the ack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

/// `react`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct React {
    /// Where.
    pub room: RoomId,
    /// The message's number.
    pub seq: Seq,
    /// One emoji.
    pub emoji: String,
    /// Given, or taken back.
    #[serde(default = "yes")]
    pub on: bool,
    /// Echoed in the ack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

/// `resume`: each room is answered, after the events missed, with `synced`, `gap` or `reset`; one that was
/// left meanwhile, with its `member_left` and `room_removed`; a stranger's with `error`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resume {
    /// Where the client stands in each.
    pub rooms: Vec<RoomPosition>,
    /// Echoed in an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

/// Where a client stands in one of its rooms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomPosition {
    /// The room.
    pub room: RoomId,
    /// The history it counts in.
    pub epoch: Epoch,
    /// The last number it has applied.
    pub seq: Seq,
}

/// `read`: the marker only ever goes forward, and every connection of this user is answered with
/// `read_changed`. With `seq` 0 it is a question, answered to the connection that asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Read {
    /// Where.
    pub room: RoomId,
    /// Everything up to this number.
    pub seq: Seq,
    /// Echoed in the ack; without one there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
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
pub struct Hello {
    /// Echoed in an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_yes(value: &bool) -> bool {
    *value
}
