//! The bodies of the JSON API, both sides.

use serde::{Deserialize, Serialize};

use crate::event::json::fields;
use crate::event::{
    BadField, DecodeError, Epoch, Event, Fields, FromFields, Json, NewMessage, RoomSummary, Seq,
};

/// What `POST /login` and `POST /register` take, as JSON or as a form.
#[derive(Clone, Serialize, Deserialize)]
pub struct Credentials {
    /// The name, in any case.
    pub username: String,
    /// The password as typed.
    pub password: String,
}

/// What `/login`, `/register` and `/otp` answer.
#[derive(Clone, Serialize)]
pub struct OneTimePassword {
    /// Opens one socket within a few seconds, for this session only.
    pub otp: String,
}

fields!(OneTimePassword { otp });

/// What every refusal over HTTP answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApiError {
    /// What programs look at, `snake_case`.
    pub code: String,
    /// A sentence for people.
    pub message: String,
}

fields!(ApiError { code, message });

/// What `GET /api/rooms` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rooms {
    /// The user's rooms, by name.
    pub rooms: Vec<RoomSummary>,
}

fields!(Rooms { rooms });

/// What `GET /api/rooms/{room}/messages` answers: one page, read with its head in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct History {
    /// Oldest first, current text.
    pub messages: Vec<NewMessage>,
    /// The room's newest change when the page was read.
    pub head: Seq,
    /// The history `head` counts in.
    pub epoch: Epoch,
}

fields!(History { messages, head, epoch });

/// What `GET /api/rooms/{room}/members` answers: who is in a room, read with its head in one transaction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Members {
    /// By name; of a large room the first ones only.
    pub members: Vec<Member>,
    /// How many there are in all.
    pub count: u64,
    /// The room's newest change when they were read.
    pub head: Seq,
}

fields!(Members { members, count, head });

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Their name.
    pub name: String,
    /// Whether they may do what only admins may.
    pub admin: bool,
}

fields!(Member { name, admin });

/// What `GET /api/rooms/{room}/log` answers: the log events after a number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogPage {
    /// In the order of their numbers; as on the socket.
    pub events: Vec<Event>,
    /// The room's newest change when the page was read.
    pub head: Seq,
    /// The history the numbers count in.
    pub epoch: Epoch,
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
