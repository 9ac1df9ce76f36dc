//! What an admin says to everybody who comes within its lifetime. It is in no room, and not in the log.

use serde::Serialize;

use super::json::{BadField, Fields, FromFields, fields};
use super::{ClientId, Timestamp};

/// `announcement`, as an admin says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Announce {
    /// The text as typed; the server makes a [`super::Body`] of it.
    pub message: String,
    /// How long it is told to whoever comes.
    pub minutes: u64,
    /// Without one it cannot be sent again safely.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

impl Announce {
    /// How long it lives unless it says otherwise, in minutes.
    pub const MINUTES: u64 = 60;
}

impl FromFields for Announce {
    fn from_fields(fields: Fields<'_>) -> Result<Self, BadField> {
        Ok(Self {
            message: fields.get("message")?,
            minutes: fields.get_or("minutes", Self::MINUTES)?,
            client_id: fields.get_or("client_id", None)?,
        })
    }
}

/// `announcement`, as the server says it: to everybody online, and once to who comes before it expires. One
/// that was ended early is said again, without a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Announcement {
    /// The same each time it is told.
    pub id: String,
    /// The text as typed; empty when it was ended.
    pub message: String,
    /// The text as safe HTML.
    pub html: String,
    /// Who says it.
    pub from: String,
    /// When it was said.
    pub sent: Timestamp,
    /// When it is to be shown no more.
    pub expires: Timestamp,
}

fields!(Announcement { id, message, html, from, sent, expires });
