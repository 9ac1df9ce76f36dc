//! The bodies of the JSON API, both sides.

use serde::{Deserialize, Serialize};

use crate::event::{Epoch, NewMessage, RoomSummary, Seq};

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
