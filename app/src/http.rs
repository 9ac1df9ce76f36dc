//! The bodies of the JSON API, both sides.

use serde::{Deserialize, Serialize};

use crate::event::json::fields;
use crate::event::{
    BadField, DecodeError, Epoch, Event, Fields, FromFields, Json, NewMessage, PresenceState,
    RoomSummary, Seq, Timestamp, is_no,
};
#[cfg(feature = "ssr")]
use crate::event::{Membership, MessageDeleted, MessageEdited, ReactionChanged, RoomRenamed};

/// What `POST /login` and `POST /register` take, as JSON or as a form.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Credentials {
    /// The name, in any case.
    pub username: String,
    /// The password as typed.
    pub password: String,
}

/// What `/login`, `/register` and `/otp` answer.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct OneTimePassword {
    /// Opens one socket within a few seconds, for this session only.
    pub otp: String,
}

fields!(OneTimePassword { otp });

/// What every refusal over HTTP answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ApiError {
    /// What programs look at, `snake_case`.
    pub code: String,
    /// A sentence for people.
    pub message: String,
}

fields!(ApiError { code, message });

/// What `GET /api/rooms` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Rooms {
    /// The user's rooms, by name.
    pub rooms: Vec<RoomSummary>,
}

fields!(Rooms { rooms });

/// What `GET /api/rooms/others` answers: rooms that the user is no member of and could join.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct OtherRooms {
    /// By name.
    pub rooms: Vec<OtherRoom>,
    /// There are more after these.
    pub more: bool,
}

fields!(OtherRooms { rooms, more });

/// A room that the user could join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct OtherRoom {
    /// What it is called.
    pub name: String,
    /// What it is about; may be empty.
    pub topic: String,
}

fields!(OtherRoom { name, topic });

/// What `GET /api/rooms/{room}/messages` answers: one page, read with its head in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct History {
    /// Oldest first, current text.
    pub messages: Vec<NewMessage>,
    /// The room's newest change when the page was read.
    pub head: Seq,
    /// The history `head` counts in.
    pub epoch: Epoch,
    /// There are messages after these: the page is of some place in the room, not of its end.
    #[serde(skip_serializing_if = "is_no")]
    pub newer: bool,
}

fields!(History { messages, head, epoch; newer });

/// Which page of a room's messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The last.
    Newest,
    /// The one before a message.
    Before(Seq),
    /// The one after a message.
    After(Seq),
}

impl Part {
    /// What is added to the query that asks for it.
    #[must_use]
    pub fn query(self) -> String {
        match self {
            Self::Newest => String::new(),
            Self::Before(seq) => format!("&before={seq}"),
            Self::After(seq) => format!("&after={seq}"),
        }
    }
}

/// What `GET /api/rooms/{room}/members` answers: who is in a room, read with its head in one transaction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Members {
    /// By name; of a large room the first ones only.
    pub members: Vec<Member>,
    /// How many there are in all.
    pub count: u64,
    /// The room's newest change when they were read.
    pub head: Seq,
}

fields!(Members { members, count, head });

/// Who is in a room.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Member {
    /// Their name.
    pub name: String,
    /// Whether they may do what only admins may.
    pub admin: bool,
    /// Whether they are there, where the reader is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ssr", schema(nullable = false))]
    pub state: Option<PresenceState>,
    /// Of who is offline: when they were last connected, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ssr", schema(nullable = false))]
    pub seen: Option<Timestamp>,
}

fields!(Member { name, admin; state, seen });

/// What `GET /api/rooms/{room}/log` answers: the log events after a number.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct LogPage {
    /// In the order of their numbers; as on the socket.
    #[cfg_attr(feature = "ssr", schema(value_type = Vec<LogEvent>))]
    pub events: Vec<Event>,
    /// The room's newest change when the page was read.
    pub head: Seq,
    /// The history the numbers count in.
    pub epoch: Epoch,
}

/// What can stand in a room's log: the events that have a number.
// Nobody makes one: it says which of all events a page of the log holds.
#[cfg(feature = "ssr")]
#[derive(Serialize, utoipa::ToSchema)]
#[serde(tag = "type", content = "payload", rename_all = "snake_case")]
pub enum LogEvent {
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
}

impl FromFields for LogPage {
    fn from_fields(fields: Fields<'_>) -> Result<Self, BadField> {
        let events = fields.find("events").and_then(Json::list).ok_or(BadField("events"))?;
        let decoded = events.iter().map(Event::read);
        // A newer server's kinds are left out here as they are on the socket.
        let known = decoded.filter(|event| !matches!(event, Err(DecodeError::UnknownKind)));
        let events = known.collect::<Result<_, _>>().map_err(|_| BadField("events"))?;
        Ok(Self { events, head: fields.get("head")?, epoch: fields.get("epoch")? })
    }
}

#[cfg(test)]
mod tests {
    use super::LogPage;
    use crate::event::{Epoch, Event, Membership, RoomId, Seq, Timestamp, read};

    #[test]
    fn a_page_of_the_log_holds_what_the_socket_would_bring() {
        let json = r#"{"events":[{"type":"member_joined","payload":{"room":"r1","seq":1,"from":"ann","sent":"2026-11-21T03:36:00.000Z"}},{"type":"of_tomorrow","payload":{"room":"r1","seq":2}}],"head":2,"epoch":"e1"}"#;
        let joined = Membership {
            room: RoomId(1),
            seq: Seq(1),
            from: "ann".to_owned(),
            sent: Timestamp("2026-11-21T03:36:00.000Z".to_owned()),
        };
        let events = vec![Event::MemberJoined(joined)];
        let page = LogPage { events, head: Seq(2), epoch: Epoch("e1".to_owned()) };
        assert_eq!(read::<LogPage>(json), Some(page.clone()));
        let json = serde_json::to_string(&page).unwrap();
        assert_eq!(read::<LogPage>(&json), Some(page));
        assert_eq!(read::<LogPage>(r#"{"events":[1],"head":2,"epoch":"e1"}"#), None);
    }
}
