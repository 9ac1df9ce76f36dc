//! Who is there, and who is writing just now. Nothing of it is kept in the log.

use serde::Serialize;

use super::json::{FromJson, Json, fields};
use super::{ClientId, RoomId, Timestamp};

/// Whether somebody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PresenceState {
    /// On one of their devices at least they are active.
    Online,
    /// Connected, but active on none.
    Away,
    /// Not connected.
    Offline,
}

impl FromJson for PresenceState {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        Some(match json.text()? {
            "online" => Self::Online,
            "away" => Self::Away,
            "offline" => Self::Offline,
            _ => return None,
        })
    }
}

/// One person, all devices together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserPresence {
    /// Who.
    pub name: String,
    /// Whether they are there.
    pub state: PresenceState,
    /// Of who is offline: when they were last connected, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<Timestamp>,
}

fields!(UserPresence { name, state; seen });

/// `presence`: what changed since the last one, of all with whom the user shares a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Presence {
    /// Each person once.
    pub users: Vec<UserPresence>,
    /// `users` are all of this room who are not offline; of more than 500 the first by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room: Option<RoomId>,
}

fields!(Presence { users; room });

/// `typing`, as a server says it: somebody else is writing in a room. It is over after 5 s, or with what
/// they say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Typist {
    /// Where.
    pub room: RoomId,
    /// Who.
    pub from: String,
}

fields!(Typist { room, from });

/// `typing`, as a client says it: the user is writing in a room that this connection follows. Said again
/// every 3 s for as long as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Typing {
    /// Where.
    pub room: RoomId,
    /// Echoed in an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

fields!(Typing { room; client_id });

/// `activity`: whether there is somebody at this device. A connection begins active.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Activity {
    /// `false` after 10 minutes without input.
    pub active: bool,
    /// Echoed in an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

fields!(Activity { active; client_id });
