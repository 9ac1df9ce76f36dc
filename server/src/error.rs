//! What can go wrong, in words of the domain; the edges turn it into codes, statuses and sentences.

use std::time::Duration;

use app::event::{BodyError, ClientId, ErrorCode, ErrorReply, RoomId};
use app::http::ApiError;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::emoji::BadEmoji;
use crate::name::BadName;
use crate::socket::RESUME_ROOMS_MAX;
use crate::store::{AddUserError, REACTIONS_MAX, Refused, StoreError};

/// Why something was not done. Its text is for the person who asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not a name.
    #[error("{0}")]
    BadName(BadName),
    /// Not a message.
    #[error("{0}")]
    BadBody(BodyError),
    /// Not a member, or no such room.
    #[error("You are not a member of that room.")]
    NotMember,
    /// No room given and none opened.
    #[error("Open a room first, or say which room it is for.")]
    NoRoom,
    /// What it refers to is not there.
    #[error("That message is not there, or was deleted.")]
    NotFound,
    /// Somebody else's message.
    #[error("Only its author can change a message, and only its author or an admin delete it.")]
    Forbidden,
    /// More rooms than a `resume` may name.
    #[error("One resume names at most {RESUME_ROOMS_MAX} rooms; send several.")]
    TooManyRooms,
    /// Not an emoji.
    #[error("{0}")]
    BadEmoji(BadEmoji),
    /// A message has so many different reactions that one more is not taken.
    #[error("A message takes at most {REACTIONS_MAX} different reactions.")]
    TooManyReactions,
    /// The `client_id` was used for something else.
    #[error("That client_id was used for something else.")]
    Conflict,
    /// Too many at once.
    #[error("That was too fast. Try again in a moment.")]
    RateLimited(Duration),
    /// Nothing can be stored just now.
    #[error("The server cannot store anything just now. Try again in a moment.")]
    Unavailable,
    /// The server's fault.
    #[error("Something went wrong on the server. Its log says what.")]
    Internal,
    /// Not signed in, or not any more.
    #[error("Sign in first.")]
    NotSignedIn,
    /// Wrong name or wrong password; which of them is not said.
    #[error("The name or the password is wrong.")]
    WrongCredentials,
    /// Too many failed sign-ins.
    #[error("Too many attempts. Try again in {} s.", .0.as_secs().max(1))]
    TooManyAttempts(Duration),
    /// Passwords are being checked at the limit of this machine.
    #[error("The server is busy. Try again in a moment.")]
    Busy,
    /// Somebody has that name.
    #[error("That name is taken.")]
    NameTaken,
    /// Too short or too long a password.
    #[error("A password has at least 8 characters, and at most 1024 bytes.")]
    BadPassword,
    /// Accounts are made by others.
    #[error("An admin makes the accounts here.")]
    RegistrationClosed,
    /// Not this server's page.
    #[error("Requests from that address are not allowed here.")]
    WrongOrigin,
    /// Asked under another name (DNS rebinding, or a setting that is missing).
    #[error("This server is open at {0}. To use another address, set --origin.")]
    WrongHost(String),
    /// Another version of the WebSocket protocol than 13.
    #[error("Only version 13 of the WebSocket protocol is spoken here.")]
    WrongVersion,
    /// A body, a header or a query that does not fit.
    #[error("{0}")]
    BadRequest(&'static str),
    /// A body over the limit.
    #[error("The request is larger than 64 KiB.")]
    TooLarge,
    /// A body that does not arrive.
    #[error("The request did not arrive within 15 s.")]
    TooSlow,
    /// The server is going down.
    #[error("The server is restarting. Try again in a moment.")]
    Restarting,
}

impl Error {
    /// As it goes over a socket.
    #[must_use]
    pub fn reply(&self, client_id: Option<ClientId>, room: Option<RoomId>) -> ErrorReply {
        let code = match self {
            Self::BadName(_) => ErrorCode::BadName,
            Self::BadBody(BodyError::Empty) => ErrorCode::Empty,
            Self::BadBody(BodyError::TooLong { .. }) => ErrorCode::TooLong,
            Self::NotMember => ErrorCode::NotMember,
            Self::NotFound => ErrorCode::NotFound,
            Self::Conflict => ErrorCode::Conflict,
            Self::RateLimited(_) => ErrorCode::RateLimited,
            Self::Unavailable | Self::Restarting | Self::Busy => ErrorCode::Unavailable,
            Self::NoRoom | Self::BadRequest(_) | Self::BadEmoji(_) | Self::TooManyRooms => {
                ErrorCode::BadPayload
            }
            Self::RegistrationClosed
            | Self::WrongOrigin
            | Self::Forbidden
            | Self::TooManyReactions => ErrorCode::Forbidden,
            _ => ErrorCode::Internal,
        };
        let retry_after_ms = match self {
            Self::RateLimited(wait) => u64::try_from(wait.as_millis()).ok(),
            _ => None,
        };
        let again = [ErrorCode::RateLimited, ErrorCode::Unavailable, ErrorCode::Internal];
        let (message, is_final) = (self.to_string(), !again.contains(&code));
        ErrorReply { code, message, client_id, room, retry_after_ms, is_final }
    }

    /// The code of the JSON API.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.status_and_code().1
    }

    fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::BadName(_) => (StatusCode::UNPROCESSABLE_ENTITY, "bad_name"),
            Self::BadPassword => (StatusCode::UNPROCESSABLE_ENTITY, "weak_password"),
            Self::BadBody(_) => (StatusCode::UNPROCESSABLE_ENTITY, "bad_message"),
            Self::BadEmoji(_) => (StatusCode::UNPROCESSABLE_ENTITY, "bad_emoji"),
            Self::Forbidden | Self::TooManyReactions => (StatusCode::FORBIDDEN, "forbidden"),
            Self::NotMember | Self::NotFound | Self::NoRoom => (StatusCode::NOT_FOUND, "not_found"),
            Self::Conflict => (StatusCode::CONFLICT, "conflict"),
            Self::NameTaken => (StatusCode::CONFLICT, "name_taken"),
            Self::RateLimited(_) => (StatusCode::TOO_MANY_REQUESTS, "rate_limited"),
            Self::TooManyAttempts(_) => (StatusCode::TOO_MANY_REQUESTS, "too_many_attempts"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            Self::Restarting => (StatusCode::SERVICE_UNAVAILABLE, "restarting"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
            Self::NotSignedIn => (StatusCode::UNAUTHORIZED, "not_signed_in"),
            Self::WrongCredentials => (StatusCode::UNAUTHORIZED, "wrong_credentials"),
            Self::RegistrationClosed => (StatusCode::FORBIDDEN, "registration_closed"),
            Self::WrongOrigin => (StatusCode::FORBIDDEN, "wrong_origin"),
            Self::WrongHost(_) => (StatusCode::MISDIRECTED_REQUEST, "wrong_host"),
            Self::WrongVersion => (StatusCode::UPGRADE_REQUIRED, "wrong_version"),
            Self::BadRequest(_) | Self::TooManyRooms => (StatusCode::BAD_REQUEST, "bad_request"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            Self::TooSlow => (StatusCode::REQUEST_TIMEOUT, "too_slow"),
        }
    }

    /// How long to wait before trying again, in whole seconds.
    #[must_use]
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooManyAttempts(wait) | Self::RateLimited(wait) => Some(wait.as_secs().max(1)),
            Self::Unavailable | Self::Busy | Self::Restarting => Some(1),
            _ => None,
        }
    }
}

impl From<&Error> for ApiError {
    fn from(error: &Error) -> Self {
        Self { code: error.code().to_owned(), message: error.to_string() }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, _) = self.status_and_code();
        let mut response = (status, Json(ApiError::from(&self))).into_response();
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self == Self::WrongVersion {
            let version = HeaderValue::from_static("13");
            response.headers_mut().insert(header::SEC_WEBSOCKET_VERSION, version);
        }
        response
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a request failed");
        Self::Unavailable
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NotMember => Self::NotMember,
            Refused::NotFound => Self::NotFound,
            Refused::Forbidden => Self::Forbidden,
            Refused::TooManyReactions => Self::TooManyReactions,
            Refused::Conflict => Self::Conflict,
            Refused::Failed => Self::Unavailable,
        }
    }
}

impl From<AddUserError> for Error {
    fn from(error: AddUserError) -> Self {
        match error {
            AddUserError::NameTaken => Self::NameTaken,
            AddUserError::NotTheFirst => Self::RegistrationClosed,
            AddUserError::Store(error) => error.into(),
        }
    }
}

impl From<BadName> for Error {
    fn from(bad: BadName) -> Self {
        Self::BadName(bad)
    }
}

impl From<BodyError> for Error {
    fn from(bad: BodyError) -> Self {
        Self::BadBody(bad)
    }
}

impl From<BadEmoji> for Error {
    fn from(bad: BadEmoji) -> Self {
        Self::BadEmoji(bad)
    }
}
