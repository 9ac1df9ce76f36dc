//! The log events: what can happen in a room, each with its number.

use serde::Serialize;

use super::json::fields;
use super::{ClientId, RoomId, Seq, Timestamp};

/// `new_message`, and a message of a history page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct NewMessage {
    /// Where.
    pub room: RoomId,
    /// Its number.
    pub seq: Seq,
    /// The author's name.
    pub from: String,
    /// The text as typed; empty when it was deleted.
    pub message: String,
    /// The text as safe HTML; empty when it was deleted.
    pub html: String,
    /// When it was committed.
    pub sent: Timestamp,
    /// The author's id for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ssr", schema(nullable = false))]
    pub client_id: Option<ClientId>,
    /// The message this one answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ssr", schema(nullable = false))]
    pub reply_to: Option<Seq>,
    /// The members whom the text names, as in `@ann`, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<String>,
    /// When its text was last changed. In pages only: in the log, `message_edited` says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ssr", schema(nullable = false))]
    pub edited: Option<Timestamp>,
    /// It was deleted since; its text is gone.
    #[serde(skip_serializing_if = "is_no")]
    pub deleted: bool,
    /// Who reacted with what, by emoji. In pages only: in the log, `reaction_changed` says so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    /// A program said it.
    #[serde(skip_serializing_if = "is_no")]
    pub bot: bool,
    /// For whom it did.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ssr", schema(nullable = false))]
    pub alias: Option<String>,
}

impl NewMessage {
    /// What a person said, not rendered, and nothing beyond: no answer, nobody named, nothing changed since.
    #[must_use]
    pub fn plain(room: RoomId, seq: Seq, from: String, message: String, sent: Timestamp) -> Self {
        Self {
            room,
            seq,
            from,
            message,
            html: String::new(),
            sent,
            client_id: None,
            reply_to: None,
            mentions: Vec::new(),
            edited: None,
            deleted: false,
            reactions: Vec::new(),
            bot: false,
            alias: None,
        }
    }
}

fields!(NewMessage {
    room, seq, from, message, html, sent;
    client_id, reply_to, mentions, edited, deleted, reactions, bot, alias = "as"
});

/// One emoji below a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Reaction {
    /// The emoji.
    pub emoji: String,
    /// Who reacted with it, the earliest first.
    pub from: Vec<String>,
}

fields!(Reaction { emoji, from });

/// `message_edited`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct MessageEdited {
    /// Where.
    pub room: RoomId,
    /// Its number.
    pub seq: Seq,
    /// The message.
    pub of: Seq,
    /// Its author's name.
    pub from: String,
    /// The text from now on; empty when the message was deleted since.
    pub message: String,
    /// The text as safe HTML; empty when the message was deleted since.
    pub html: String,
    /// When it was committed.
    pub sent: Timestamp,
    /// The author's id for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ssr", schema(nullable = false))]
    pub client_id: Option<ClientId>,
    /// The members whom the text names from now on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<String>,
    /// The message was deleted since; its text is gone.
    #[serde(skip_serializing_if = "is_no")]
    pub deleted: bool,
}

fields!(MessageEdited { room, seq, of, from, message, html, sent; client_id, mentions, deleted });

/// `message_deleted`: the message stays as a tombstone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct MessageDeleted {
    /// Where.
    pub room: RoomId,
    /// Its number.
    pub seq: Seq,
    /// The message.
    pub of: Seq,
    /// Who deleted it: its author, or an admin.
    pub from: String,
    /// When it was committed.
    pub sent: Timestamp,
    /// Their id for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ssr", schema(nullable = false))]
    pub client_id: Option<ClientId>,
}

fields!(MessageDeleted { room, seq, of, from, sent; client_id });

/// `reaction_changed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ReactionChanged {
    /// Where.
    pub room: RoomId,
    /// Its number.
    pub seq: Seq,
    /// The message.
    pub of: Seq,
    /// Who.
    pub from: String,
    /// The emoji.
    pub emoji: String,
    /// Given or taken back.
    pub on: bool,
    /// When it was committed.
    pub sent: Timestamp,
    /// Their id for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ssr", schema(nullable = false))]
    pub client_id: Option<ClientId>,
}

fields!(ReactionChanged { room, seq, of, from, emoji, on, sent; client_id });

/// `member_joined` and `member_left`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Membership {
    /// Where.
    pub room: RoomId,
    /// Its number.
    pub seq: Seq,
    /// Who came or went.
    pub from: String,
    /// When it was committed.
    pub sent: Timestamp,
}

fields!(Membership { room, seq, from, sent });

/// `room_renamed`: the room's settings from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct RoomRenamed {
    /// Where.
    pub room: RoomId,
    /// Its number.
    pub seq: Seq,
    /// Who did it.
    pub from: String,
    /// The name from now on.
    pub name: String,
    /// The topic from now on.
    pub topic: String,
    /// Whether nothing is said in it from now on.
    #[serde(skip_serializing_if = "is_no")]
    pub archived: bool,
    /// When it was committed.
    pub sent: Timestamp,
}

fields!(RoomRenamed { room, seq, from, name, topic, sent; archived });

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
pub(crate) fn is_no(value: &bool) -> bool {
    !*value
}
