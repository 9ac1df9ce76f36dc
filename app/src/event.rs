//! Stop 4 of a message's way: the wire, both directions. What a frame holds and how it is read.
//!
//! Each frame is one JSON text, `{"type": "…", "payload": {…}}`. It is read in two steps, first the
//! envelope, then the payload, so that a bad frame, an unknown kind and a bad payload can be told
//! apart. This module imports nothing but std, serde and `serde_json`: it could be a crate.

mod body;
mod change;
mod code;
mod command;
mod ids;
mod payload;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde::de::{DeserializeOwned, Visitor};
use serde::{Deserialize, Deserializer, Serialize, forward_to_deserialize_any};
use serde_json::value::RawValue;

pub use body::{Body, BodyError};
pub use change::{
    Membership, MessageDeleted, MessageEdited, NewMessage, Reaction, ReactionChanged, RoomRenamed,
};
pub use code::{CloseCode, ErrorCode};
pub use command::{
    ChangeRoom, Command, DeleteMessage, EditMessage, Hello, LeaveRoom, React, Read, Resume,
    RoomPosition, SendMessage,
};
pub use ids::{ClientId, Epoch, Position, RoomId, Seq, Timestamp};
pub use payload::{
    Ack, Closing, ErrorReply, Gap, Heartbeat, Limits, ReadChanged, Reset, RoomChanged, RoomKind,
    RoomRemoved, RoomSummary, Synced, User, Welcome,
};

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
    /// The room has another name or topic.
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
    /// The server is about to close this connection.
    Closing(Closing),
}

impl Event {
    /// Reads a server's frame. [`DecodeError::UnknownKind`] is to be ignored: the server is newer.
    ///
    /// # Errors
    /// What is wrong with the frame.
    pub fn decode(frame: &str) -> Result<Self, DecodeError> {
        let envelope = Envelope::read(frame)?;
        Ok(match &*envelope.kind {
            "welcome" => Self::Welcome(envelope.payload()?),
            "room_changed" => Self::RoomChanged(envelope.payload()?),
            "room_added" => Self::RoomAdded(envelope.payload()?),
            "room_removed" => Self::RoomRemoved(envelope.payload()?),
            "ack" => Self::Ack(envelope.payload()?),
            "error" => Self::Error(envelope.payload()?),
            "new_message" => Self::NewMessage(envelope.payload()?),
            "message_edited" => Self::MessageEdited(envelope.payload()?),
            "message_deleted" => Self::MessageDeleted(envelope.payload()?),
            "reaction_changed" => Self::ReactionChanged(envelope.payload()?),
            "member_joined" => Self::MemberJoined(envelope.payload()?),
            "member_left" => Self::MemberLeft(envelope.payload()?),
            "room_renamed" => Self::RoomRenamed(envelope.payload()?),
            "synced" => Self::Synced(envelope.payload()?),
            "gap" => Self::Gap(envelope.payload()?),
            "reset" => Self::Reset(envelope.payload()?),
            "heartbeat" => Self::Heartbeat(envelope.payload()?),
            "read_changed" => Self::ReadChanged(envelope.payload()?),
            "closing" => Self::Closing(envelope.payload()?),
            _ => return Err(DecodeError::UnknownKind),
        })
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

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
}

impl<'a> Envelope<'a> {
    fn read(frame: &'a str) -> Result<Self, DecodeError> {
        serde_json::from_str(frame).map_err(|_| DecodeError::BadJson)
    }

    fn payload<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        let text = self.payload.map_or("{}", RawValue::get);
        let mut json = serde_json::Deserializer::from_str(text);
        T::deserialize(Object(&mut json)).map_err(|error| bad_payload(&error, text))
    }
}

/// A payload is an object. serde would take an array of its fields as well, and the page would carry
/// the code for that, once for each kind.
struct Object<'a, R>(&'a mut serde_json::Deserializer<R>);

impl<'de, R: serde_json::de::Read<'de>> Deserializer<'de> for Object<'_, R> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.0.deserialize_map(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// Once for all kinds: the page carries a copy of everything that depends on the kind.
#[cold]
#[inline(never)]
fn bad_payload(error: &serde_json::Error, text: &str) -> DecodeError {
    let only = serde_json::from_str::<OnlyClientId>(text).ok();
    let client_id = only.and_then(|only| only.client_id);
    DecodeError::BadPayload { reason: error.to_string(), client_id }
}

#[derive(Deserialize)]
struct OnlyClientId {
    client_id: Option<ClientId>,
}
