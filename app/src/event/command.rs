//! What a client asks of its server.

use serde::Serialize;

use super::json::{BadField, Fields, FromFields, Json, fields};
use super::{
    Activity, Announce, ClientId, DecodeError, DirectMessage, Envelope, Epoch, Position, Received,
    RoomId, Seq, Typing, is_no,
};

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
    /// Say something to people.
    DirectMessage(DirectMessage),
    /// This client has a room of people up to here.
    Received(Received),
    /// The user is writing.
    Typing(Typing),
    /// There is somebody at this device, or nobody any more.
    Activity(Activity),
    /// Say something to everybody; admins may.
    Announcement(Announce),
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
        let json = Json::parse(frame).ok_or(DecodeError::BadJson)?;
        let envelope = Envelope::of(&json).ok_or(DecodeError::BadJson)?;
        let command = match envelope.kind {
            "send_message" => envelope.payload().map(Self::SendMessage),
            "edit_message" => envelope.payload().map(Self::EditMessage),
            "delete_message" => envelope.payload().map(Self::DeleteMessage),
            "react" => envelope.payload().map(Self::React),
            "resume" => envelope.payload().map(Self::Resume),
            "read" => envelope.payload().map(Self::Read),
            "direct_message" => envelope.payload().map(Self::DirectMessage),
            "received" => envelope.payload().map(Self::Received),
            "typing" => envelope.payload().map(Self::Typing),
            "activity" => envelope.payload().map(Self::Activity),
            "announcement" => envelope.payload().map(Self::Announcement),
            "change_room" => envelope.payload().map(Self::ChangeRoom),
            "leave_room" => envelope.payload().map(Self::LeaveRoom),
            "hello" => envelope.payload().map(Self::Hello),
            _ => return Err(DecodeError::UnknownKind),
        };
        command.map_err(|bad| envelope.refusal(bad))
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
        | Self::DirectMessage(DirectMessage { client_id, .. })
        | Self::Received(Received { client_id, .. })
        | Self::Typing(Typing { client_id, .. })
        | Self::Activity(Activity { client_id, .. })
        | Self::Announcement(Announce { client_id, .. })
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
            | Self::Received(Received { room, .. })
            | Self::Typing(Typing { room, .. })
            | Self::LeaveRoom(LeaveRoom { room, .. }) => Some(*room),
            Self::Resume(_)
            | Self::DirectMessage(_)
            | Self::Activity(_)
            | Self::Announcement(_)
            | Self::ChangeRoom(_)
            | Self::Hello(_) => None,
        }
    }

    /// The frame's text.
    ///
    /// # Panics
    /// Never: commands are plain data.
    #[must_use]
    pub fn encode(&self) -> String {
        // `expect` would bring the words for every error along into the page.
        let Ok(frame) = serde_json::to_string(self) else {
            unreachable!("commands are plain data")
        };
        frame
    }
}

/// `send_message`. A `from` is accepted and ignored: the sender is who logged in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SendMessage {
    /// The text as typed; the server makes a [`super::Body`] of it.
    pub message: String,
    /// Without one the message cannot be sent again safely.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// Without one it goes to the room last opened on this connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room: Option<RoomId>,
    /// The message this one answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Seq>,
    /// `false`: on this connection the ack stands for the event.
    #[serde(skip_serializing_if = "is_yes")]
    pub echo: bool,
}

impl FromFields for SendMessage {
    fn from_fields(fields: Fields<'_>) -> Result<Self, BadField> {
        Ok(Self {
            message: fields.get("message")?,
            client_id: fields.get_or("client_id", None)?,
            room: fields.get_or("room", None)?,
            reply_to: fields.get_or("reply_to", None)?,
            echo: fields.get_or("echo", true)?,
        })
    }
}

/// `edit_message`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EditMessage {
    /// Where.
    pub room: RoomId,
    /// The message's number.
    pub seq: Seq,
    /// The text from now on; the server makes a [`super::Body`] of it.
    pub message: String,
    /// Without one the edit cannot be sent again safely.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

fields!(EditMessage { room, seq, message; client_id });

/// `delete_message`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeleteMessage {
    /// Where.
    pub room: RoomId,
    /// The message's number.
    pub seq: Seq,
    /// Echoed in the ack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

fields!(DeleteMessage { room, seq; client_id });

/// `react`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct React {
    /// Where.
    pub room: RoomId,
    /// The message's number.
    pub seq: Seq,
    /// One emoji.
    pub emoji: String,
    /// Given, or taken back.
    pub on: bool,
    /// Echoed in the ack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

impl FromFields for React {
    fn from_fields(fields: Fields<'_>) -> Result<Self, BadField> {
        Ok(Self {
            room: fields.get("room")?,
            seq: fields.get("seq")?,
            emoji: fields.get("emoji")?,
            on: fields.get_or("on", true)?,
            client_id: fields.get_or("client_id", None)?,
        })
    }
}

/// `resume`: each room is answered, after the events missed, with `synced`, `gap` or `reset`; one that was
/// left meanwhile, with its `member_left` and `room_removed`; a stranger's with `error`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Resume {
    /// Where the client stands in each.
    pub rooms: Vec<RoomPosition>,
    /// Echoed in an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

fields!(Resume { rooms; client_id });

/// Where a client stands in one of its rooms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoomPosition {
    /// The room.
    pub room: RoomId,
    /// The history it counts in.
    pub epoch: Epoch,
    /// The last number it has applied.
    pub seq: Seq,
}

fields!(RoomPosition { room, epoch, seq });

/// `read`: the marker only ever goes forward, and every connection of this user is answered with
/// `read_changed`. With `seq` 0 it is a question, answered to the connection that asks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Read {
    /// Where.
    pub room: RoomId,
    /// Everything up to this number.
    pub seq: Seq,
    /// Echoed in the ack; without one there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

fields!(Read { room, seq; client_id });

/// `change_room`: by name, since people type names; a room of people by theirs, as in `@bob,cid`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangeRoom {
    /// The room's name, in any case, or the people's.
    pub name: String,
    /// Where the client stands; without it, it stands at the room's head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Position>,
    /// Echoed in an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// If there is no such room, it is made one that closes when nobody is in it any more.
    #[serde(skip_serializing_if = "is_no")]
    pub temporary: bool,
}

fields!(ChangeRoom { name; after, client_id, temporary });

/// `leave_room`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeaveRoom {
    /// The room to leave.
    pub room: RoomId,
    /// Echoed in the ack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

fields!(LeaveRoom { room; client_id });

/// `hello`: nothing to say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Hello {
    /// Echoed in an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

fields!(Hello { ; client_id });

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
pub(super) fn is_yes(value: &bool) -> bool {
    *value
}
