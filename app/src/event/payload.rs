//! What each of the server's events carries.

use serde::Serialize;

use super::json::{FromJson, Json, fields};
use super::{ByRoom, ClientId, Delivery, Epoch, ErrorCode, RoomId, Seq, Timestamp, is_no};

/// Who logged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct User {
    /// The name as its owner writes it.
    pub name: String,
    /// May do what only admins may.
    pub admin: bool,
}

fields!(User { name, admin });

/// What a client must keep within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// A message's text, in characters.
    pub message_chars: usize,
    /// A frame, in bytes.
    pub frame_bytes: usize,
    /// Sustained messages per second and user.
    pub messages_per_second: u32,
    /// Messages at once, before the rate counts.
    pub message_burst: u32,
}

fields!(Limits { message_chars, frame_bytes, messages_per_second, message_burst });

/// `welcome`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Welcome {
    /// This connection's name in the server's log.
    pub connection: String,
    /// Who logged in.
    pub user: User,
    /// The history all numbers count in.
    pub epoch: Epoch,
    /// What to keep within.
    pub limits: Limits,
    /// The rooms this user is a member of, by name.
    pub rooms: Vec<RoomSummary>,
}

fields!(Welcome { connection, user, epoch, limits, rooms });

/// What kind of room it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RoomKind {
    /// Open to all who log in.
    Room,
    /// Two people, or one with themselves.
    Direct,
    /// Three to eight people.
    Group,
}

impl FromJson for RoomKind {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        Some(match json.text()? {
            "room" => Self::Room,
            "direct" => Self::Direct,
            "group" => Self::Group,
            _ => return None,
        })
    }
}

/// A room as its member sees it from outside: in `welcome`, `room_added`, `GET /api/rooms`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct RoomSummary {
    /// Its id.
    pub room: RoomId,
    /// What people see; of people the others' names, or one's own for notes.
    pub name: String,
    /// Its kind.
    pub kind: RoomKind,
    /// What it is about; may be empty.
    pub topic: String,
    /// The number of its newest change.
    pub head: Seq,
    /// The last change this user has read.
    pub read: Seq,
    /// Messages of others after `read`.
    pub unread: u64,
    /// Those of them that name this user.
    pub mentions: u64,
    /// It is kept to be read: nothing is said in it any more.
    #[serde(skip_serializing_if = "is_no")]
    pub archived: bool,
    /// It closes when nobody is in it any more.
    #[serde(skip_serializing_if = "is_no")]
    pub temporary: bool,
}

fields!(RoomSummary {
    room, name, kind, topic, head, read, unread, mentions;
    archived, temporary
});

impl RoomSummary {
    /// What the room is asked for by: its name, or `@` and the people's, which no name of a room can be.
    #[must_use]
    pub fn handle(&self) -> String {
        match self.kind {
            RoomKind::Room => self.name.clone(),
            RoomKind::Direct | RoomKind::Group => {
                let mut handle = "@".to_owned();
                // Neither is in any name.
                handle.extend(self.name.chars().filter(|char| *char != ' '));
                handle
            }
        }
    }
}

/// `room_changed`: a summary, the epoch and the number of members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoomChanged {
    /// Its id.
    pub room: RoomId,
    /// What people see.
    pub name: String,
    /// Its kind.
    pub kind: RoomKind,
    /// What it is about; may be empty.
    pub topic: String,
    /// The history `head` counts in.
    pub epoch: Epoch,
    /// The number of its newest change; without `after`, this connection follows from here.
    pub head: Seq,
    /// The last change this user has read.
    pub read: Seq,
    /// Messages of others after `read`.
    pub unread: u64,
    /// Those of them that name this user.
    pub mentions: u64,
    /// How many members it has.
    pub members: u64,
    /// It is kept to be read: nothing is said in it any more.
    #[serde(skip_serializing_if = "is_no")]
    pub archived: bool,
    /// It closes when nobody is in it any more.
    #[serde(skip_serializing_if = "is_no")]
    pub temporary: bool,
}

fields!(RoomChanged {
    room, name, kind, topic, epoch, head, read, unread, mentions, members;
    archived, temporary
});

impl RoomChanged {
    /// The part of it that lists of rooms show.
    #[must_use]
    pub fn summary(&self) -> RoomSummary {
        RoomSummary {
            room: self.room,
            name: self.name.clone(),
            kind: self.kind,
            topic: self.topic.clone(),
            head: self.head,
            read: self.read,
            unread: self.unread,
            mentions: self.mentions,
            archived: self.archived,
            temporary: self.temporary,
        }
    }
}

/// `room_removed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoomRemoved {
    /// The room.
    pub room: RoomId,
    /// `left`, `deleted`, `closed` (a temporary room that nobody was in), or a reason of a later version.
    pub reason: String,
}

fields!(RoomRemoved { room, reason });

/// `ack`: the command is durable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ack {
    /// The command's own id, when it had one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// Where it was written.
    pub room: RoomId,
    /// The number it has there.
    pub seq: Seq,
    /// When it was committed.
    pub sent: Timestamp,
    /// It had been committed before: this was a retry.
    pub dup: bool,
    /// Of a message to people: whether they were there. Of a retry, whether they are there now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
}

fields!(Ack { room, seq, sent, dup; client_id, delivery });

/// `error`: the command was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorReply {
    /// What programs look at.
    pub code: ErrorCode,
    /// What people read; it names the limit where one was passed.
    pub message: String,
    /// The command's own id, when it had a readable one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// The room it was for, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room: Option<RoomId>,
    /// When to try again, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// `false`: keep it and try again.
    #[serde(rename = "final")]
    pub is_final: bool,
}

fields!(ErrorReply { code, message, is_final = "final"; client_id, room, retry_after_ms });

/// `synced`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Synced {
    /// The room.
    pub room: RoomId,
    /// The number the client now stands at.
    pub head: Seq,
}

fields!(Synced { room, head });

/// `gap`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// The room.
    pub room: RoomId,
    /// The number the client stands at.
    pub have: Seq,
    /// The number of the room's newest change.
    pub head: Seq,
}

fields!(Gap { room, have, head });

/// `reset`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reset {
    /// The room.
    pub room: RoomId,
    /// The epoch in force.
    pub epoch: Epoch,
}

fields!(Reset { room, epoch });

/// `heartbeat`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heartbeat {
    /// Where this connection stands in each room it follows.
    pub heads: ByRoom<Seq>,
}

fields!(Heartbeat { heads });

/// `read_changed`: how much of a room this user has read, counted when it stood at `head`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadChanged {
    /// The room.
    pub room: RoomId,
    /// The last change this user has read.
    pub read: Seq,
    /// Messages of others after `read`, up to `head`, among the first 10,000 messages after `read`.
    pub unread: u64,
    /// Those of them that name this user.
    pub mentions: u64,
    /// The room's newest change when they were counted: only what comes after it is counted on top.
    pub head: Seq,
}

fields!(ReadChanged { room, read, unread, mentions, head });

/// `closing`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Closing {
    /// `restart`.
    pub reason: String,
    /// How long to wait before coming back, in milliseconds.
    pub retry_ms: u64,
}

fields!(Closing { reason, retry_ms });
