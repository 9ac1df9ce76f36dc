//! The bodies of the JSON API and of the first render, both sides.

use serde::{Deserialize, Serialize};

use crate::event::{Epoch, Limits, NewMessage, RoomSummary, Seq, User};

/// What `POST /login` and `POST /register` take, as JSON or as a form.
#[derive(Clone, Serialize, Deserialize)]
pub struct Credentials {
    /// The name, in any case.
    pub username: String,
    /// The password as typed.
    pub password: String,
}

/// What `/login`, `/register` and `/otp` answer.
#[derive(Clone, Serialize, Deserialize)]
pub struct OneTimePassword {
    /// Opens one socket within a few seconds, for this session only.
    pub otp: String,
}

/// What every refusal over HTTP answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError {
    /// What programs look at, `snake_case`.
    pub code: String,
    /// A sentence for people.
    pub message: String,
}

/// What `GET /api/rooms` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rooms {
    /// The user's rooms, by name.
    pub rooms: Vec<RoomSummary>,
}

/// What `GET /api/rooms/{room}/messages` answers: one page, read with its head in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// Oldest first, current text.
    pub messages: Vec<NewMessage>,
    /// The room's newest change when the page was read.
    pub head: Seq,
    /// The history `head` counts in.
    pub epoch: Epoch,
}

/// Who looks at the page, and what the page may offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Viewer {
    /// There is no account yet: offer to make the first, the admin.
    Nobody,
    /// Not signed in.
    SignedOut {
        /// Whether anybody may make an account.
        registration_open: bool,
    },
    /// Signed in.
    SignedIn {
        /// Who.
        user: User,
        /// What to keep within.
        limits: Limits,
        /// The rooms they are a member of, by name.
        rooms: Vec<RoomSummary>,
    },
}

/// What the first render of `/r/{room}` finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomPage {
    /// The viewer is a member: the newest messages.
    Open {
        /// The room.
        room: RoomSummary,
        /// Its newest page.
        history: History,
    },
    /// There is such a room; opening it joins.
    Joinable,
    /// There is none; opening it makes it.
    Missing,
    /// No room can have that name.
    BadName {
        /// Why, for people.
        message: String,
    },
}
