//! Error codes and close codes.

use serde::Serialize;

use super::json::{FromJson, Json};

/// Why a command was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Not JSON, or not an envelope.
    BadJson,
    /// The payload does not fit its kind.
    BadPayload,
    /// This server has no such command.
    UnknownEvent,
    /// Not a name a room or a user can have.
    BadName,
    /// More characters than the limit.
    TooLong,
    /// Nothing to send.
    Empty,
    /// Too many at once; `retry_after_ms` says when to go on.
    RateLimited,
    /// Not a member of that room, or no such room: outsiders cannot tell.
    NotMember,
    /// What it refers to is not there.
    NotFound,
    /// Not allowed to this user.
    Forbidden,
    /// The `client_id` was used for something else.
    Conflict,
    /// The server cannot store anything just now.
    Unavailable,
    /// The server's fault.
    Internal,
    /// From a newer server.
    Other,
}

impl FromJson for ErrorCode {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        Some(match json.text()? {
            "bad_json" => Self::BadJson,
            "bad_payload" => Self::BadPayload,
            "unknown_event" => Self::UnknownEvent,
            "bad_name" => Self::BadName,
            "too_long" => Self::TooLong,
            "empty" => Self::Empty,
            "rate_limited" => Self::RateLimited,
            "not_member" => Self::NotMember,
            "not_found" => Self::NotFound,
            "forbidden" => Self::Forbidden,
            "conflict" => Self::Conflict,
            "unavailable" => Self::Unavailable,
            "internal" => Self::Internal,
            _ => Self::Other,
        })
    }
}

/// Why a connection ends (RFC 6455 section 7.4, the IANA registry of close codes, and our own).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum CloseCode {
    /// Done.
    Normal = 1000,
    /// The page left.
    Away = 1001,
    /// Not the WebSocket protocol.
    Protocol = 1002,
    /// Binary is not spoken here.
    Unsupported = 1003,
    /// A text frame that is not UTF-8.
    NotUtf8 = 1007,
    /// Four frames of bad JSON in ten seconds.
    Policy = 1008,
    /// A frame over the limit.
    TooBig = 1009,
    /// The server's fault.
    Internal = 1011,
    /// The server restarts.
    Restart = 1012,
    /// No answer to pings.
    PingTimeout = 3008,
    /// Could not be written to fast enough.
    TooSlow = 4009,
    /// The user opened too many connections; this was the oldest.
    TooMany = 4500,
    /// Logged out, or the session is over.
    LoggedOut = 4501,
    /// Banned.
    Banned = 4503,
}

impl CloseCode {
    /// Whether a client that hears `code` is to stop instead of coming back.
    #[must_use]
    pub const fn is_final(code: u16) -> bool {
        matches!(code, 4500..=4999)
    }
}

impl From<CloseCode> for u16 {
    fn from(code: CloseCode) -> Self {
        code as Self
    }
}
