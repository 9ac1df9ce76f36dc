//! Stop 4 of a message's way: the wire, both directions. What a frame holds and how it is read.
//!
//! Each frame is one JSON text, `{"type": "…", "payload": {…}}`. Its envelope is looked at first, then
//! the payload, so that a bad frame, an unknown kind and a bad payload can be told apart. This module
//! imports nothing but std, serde and `serde_json`: it could be a crate.

mod announcement;
mod body;
mod by_room;
mod change;
mod code;
mod command;
mod ids;
pub(crate) mod json;
mod payload;
mod people;
mod presence;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use announcement::{Announce, Announcement};
pub use body::{Body, BodyError};
pub use by_room::ByRoom;
pub(crate) use change::is_no;
pub use change::{
    Membership, MessageDeleted, MessageEdited, NewMessage, Reaction, ReactionChanged, RoomRenamed,
};
pub use code::{CloseCode, ErrorCode};
pub use command::{
    ChangeRoom, Command, DeleteMessage, EditMessage, Hello, LeaveRoom, React, Read, Resume,
    RoomPosition, SendMessage,
};
pub use ids::{ClientId, Epoch, Position, RoomId, Seq, Timestamp};
pub use json::{BadField, Fields, FromFields, FromJson, Json, read};
pub use payload::{
    Ack, Closing, ErrorReply, Gap, Heartbeat, Limits, ReadChanged, Reset, RoomChanged, RoomKind,
    RoomRemoved, RoomSummary, Synced, User, Welcome,
};
pub use people::{Delivery, DirectMessage, Receipt, ReceiptStatus, Received};
pub use presence::{Activity, Presence, PresenceState, Typing, Typist, UserPresence};

/// Everything a server says to a client.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", content = "payload", rename_all = "snake_case")]
pub enum Event {
    /// The first event of every connection, and the answer to `hello`.
    Welcome(Welcome),
    /// The answer to `change_room`: the room is open, and followed from `head` or from `after`.
    RoomChanged(RoomChanged),
    /// The user became a member on another connection; this one follows from the first event.
    RoomAdded(RoomSummary),
    /// The user is no member any more.
    RoomRemoved(RoomRemoved),
    /// A command is durable.
    Ack(Ack),
    /// A command was refused.
    Error(ErrorReply),
    /// Somebody said something.
    NewMessage(NewMessage),
    /// An author changed a message's text.
    MessageEdited(MessageEdited),
    /// A message is gone.
    MessageDeleted(MessageDeleted),
    /// Somebody reacted to a message, or took that back.
    ReactionChanged(ReactionChanged),
    /// Somebody became a member.
    MemberJoined(Membership),
    /// Somebody is no member any more.
    MemberLeft(Membership),
    /// The room has another name or topic, is archived or in use again.
    RoomRenamed(RoomRenamed),
    /// A refill from where the client stood has reached the room's head.
    Synced(Synced),
    /// The client is too far behind to be refilled; the room is not followed.
    Gap(Gap),
    /// The client stands on another history (a restored backup) and has to load afresh.
    Reset(Reset),
    /// Every 25 s: where this connection stands in each room it follows.
    Heartbeat(Heartbeat),
    /// This user has read further, perhaps on another device.
    ReadChanged(ReadChanged),
    /// Somebody else has a room of people up to there, or has read it.
    Receipt(Receipt),
    /// Who came, went, or is away.
    Presence(Presence),
    /// Somebody else is writing.
    Typing(Typist),
    /// An admin says something to everybody.
    Announcement(Announcement),
    /// The server is about to close this connection.
    Closing(Closing),
}

impl Event {
    /// Reads a server's frame. [`DecodeError::UnknownKind`] is to be ignored: the server is newer.
    ///
    /// # Errors
    /// What is wrong with the frame.
    pub fn decode(frame: &str) -> Result<Self, DecodeError> {
        Self::read(&Json::parse(frame).ok_or(DecodeError::BadJson)?)
    }

    /// Reads an event that stands in a larger text, as [`Event::decode`] does.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(json: &Json<'_>) -> Result<Self, DecodeError> {
        let envelope = Envelope::of(json).ok_or(DecodeError::BadJson)?;
        let event = match envelope.kind {
            "welcome" => envelope.payload().map(Self::Welcome),
            "room_changed" => envelope.payload().map(Self::RoomChanged),
            "room_added" => envelope.payload().map(Self::RoomAdded),
            "room_removed" => envelope.payload().map(Self::RoomRemoved),
            "ack" => envelope.payload().map(Self::Ack),
            "error" => envelope.payload().map(Self::Error),
            "new_message" => envelope.payload().map(Self::NewMessage),
            "message_edited" => envelope.payload().map(Self::MessageEdited),
            "message_deleted" => envelope.payload().map(Self::MessageDeleted),
            "reaction_changed" => envelope.payload().map(Self::ReactionChanged),
            "member_joined" => envelope.payload().map(Self::MemberJoined),
            "member_left" => envelope.payload().map(Self::MemberLeft),
            "room_renamed" => envelope.payload().map(Self::RoomRenamed),
            "synced" => envelope.payload().map(Self::Synced),
            "gap" => envelope.payload().map(Self::Gap),
            "reset" => envelope.payload().map(Self::Reset),
            "heartbeat" => envelope.payload().map(Self::Heartbeat),
            "read_changed" => envelope.payload().map(Self::ReadChanged),
            "receipt" => envelope.payload().map(Self::Receipt),
            "presence" => envelope.payload().map(Self::Presence),
            "typing" => envelope.payload().map(Self::Typing),
            "announcement" => envelope.payload().map(Self::Announcement),
            "closing" => envelope.payload().map(Self::Closing),
            _ => return Err(DecodeError::UnknownKind),
        };
        event.map_err(|bad| envelope.refusal(bad))
    }

    /// The frame's text.
    ///
    /// # Panics
    /// Never: no payload holds a map with keys that are not strings, or a value that fails.
    #[must_use]
    pub fn encode(&self) -> String {
        serde_json::to_string(self).expect("events are plain data")
    }

    /// The room and the number of a log event; `None` for all others.
    #[must_use]
    pub fn log_position(&self) -> Option<(RoomId, Seq)> {
        match self {
            Self::NewMessage(e) => Some((e.room, e.seq)),
            Self::MessageEdited(e) => Some((e.room, e.seq)),
            Self::MessageDeleted(e) => Some((e.room, e.seq)),
            Self::ReactionChanged(e) => Some((e.room, e.seq)),
            Self::MemberJoined(e) | Self::MemberLeft(e) => Some((e.room, e.seq)),
            Self::RoomRenamed(e) => Some((e.room, e.seq)),
            _ => None,
        }
    }
}

/// Why a frame cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecodeError {
    /// Not JSON, or not an envelope.
    BadJson,
    /// An envelope of a kind that this program does not know.
    UnknownKind,
    /// A known kind whose payload does not fit, and the `client_id` if there was a readable one.
    BadPayload {
        /// What does not fit, for the developer of the client.
        reason: String,
        /// Echoed, so that the client knows which of its commands this was.
        client_id: Option<ClientId>,
    },
}

struct Envelope<'a> {
    kind: &'a str,
    payload: Option<&'a Json<'a>>,
}

impl<'a> Envelope<'a> {
    fn of(json: &'a Json<'a>) -> Option<Self> {
        let fields = json.fields()?;
        Some(Self { kind: fields.find("type")?.text()?, payload: fields.find("payload") })
    }

    fn payload<T: FromFields>(&self) -> Result<T, BadField> {
        T::from_fields(self.fields().ok_or(BadField("payload"))?)
    }

    /// Kinds that need none may come without a payload.
    fn fields(&self) -> Option<Fields<'a>> {
        match self.payload {
            None | Some(Json::Null) => Some(Fields::NONE),
            Some(json) => json.fields(),
        }
    }

    fn refusal(&self, bad: BadField) -> DecodeError {
        let client_id = self.fields().and_then(|fields| fields.get("client_id").ok());
        DecodeError::BadPayload { reason: bad.to_string(), client_id }
    }
}
