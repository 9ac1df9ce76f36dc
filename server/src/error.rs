//! What can go wrong, in words of the domain; the edges turn it into codes, statuses and sentences.

use std::fmt;
use std::time::Duration;

use app::event::{BodyError, ClientId, ErrorCode, ErrorReply, RoomId};
use app::http::ApiError;
use app::words::Language;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::auth::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN};
use crate::emoji::BadEmoji;
use crate::guard::{BODY_BYTES, BODY_WITHIN};
use crate::name::BadName;
use crate::room::NAMED_MAX;
use crate::socket::RESUME_ROOMS_MAX;
use crate::store::{AddUserError, REACTIONS_MAX, Refused, StoreError};
use crate::words::{self, Words};

/// Why something was not done. [`Error::in_words`] tells the person who asked; `Display` is the same in
/// English, for logs and the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// Not a name.
    BadName(BadName),
    /// Not a message.
    BadBody(BodyError),
    /// Not a member, or no such room.
    NotMember,
    /// No room given and none opened.
    NoRoom,
    /// What it refers to is not there.
    NotFound,
    /// Somebody else's message.
    Forbidden,
    /// There is nobody called so.
    Nobody(String),
    /// More people than a conversation takes.
    TooManyPeople,
    /// A conversation between people is theirs for ever.
    Inseparable,
    /// More rooms than a `resume` may name.
    TooManyRooms,
    /// Not an emoji.
    BadEmoji(BadEmoji),
    /// A message has so many different reactions that one more is not taken.
    TooManyReactions,
    /// The `client_id` was used for something else.
    Conflict,
    /// Too many at once.
    RateLimited(Duration),
    /// Nothing can be stored just now.
    Unavailable,
    /// The server's fault.
    Internal,
    /// Not signed in, or not any more.
    NotSignedIn,
    /// Wrong name or wrong password; which of them is not said.
    WrongCredentials,
    /// Too many failed sign-ins.
    TooManyAttempts(Duration),
    /// Passwords are being checked at the limit of this machine.
    Busy,
    /// Somebody has that name.
    NameTaken,
    /// Too short or too long a password.
    BadPassword,
    /// Accounts are made by others.
    RegistrationClosed,
    /// Not this server's page.
    WrongOrigin,
    /// Asked under another name (DNS rebinding, or a setting that is missing).
    WrongHost(String),
    /// Another version of the WebSocket protocol than 13.
    WrongVersion,
    /// A body or a header that does not fit.
    BadRequest(BadRequest),
    /// A body over the limit.
    TooLarge,
    /// A body that does not arrive.
    TooSlow,
    /// The server is going down.
    Restarting,
}

/// What of a request does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadRequest {
    /// No Host header, or several.
    OneHost,
    /// No name and password in the body.
    NoCredentials,
    /// A body that ended early.
    HalfABody,
    /// A key of a WebSocket that is none.
    BadKey,
    /// No handshake of a WebSocket.
    NoHandshake,
}

impl Error {
    /// A sentence for the person who asked, in `language`.
    #[must_use]
    pub fn in_words(&self, language: Language) -> String {
        let Words { account, room, message, request, server, .. } = words::of(language);
        let sentence = match self {
            Self::BadName(bad) => return bad.in_words(language),
            Self::BadBody(bad) => return language.of_body(*bad),
            Self::BadEmoji(bad) => return bad.in_words(language),
            Self::NotMember => room.not_member,
            Self::NoRoom => room.none_open,
            Self::Nobody(name) => return (room.nobody)(name),
            Self::TooManyPeople => return (room.too_many_people)(NAMED_MAX),
            Self::Inseparable => room.inseparable,
            Self::TooManyRooms => return (room.too_many)(RESUME_ROOMS_MAX),
            Self::NotFound => message.not_found,
            Self::Forbidden => message.forbidden,
            Self::TooManyReactions => return (message.too_many_reactions)(REACTIONS_MAX),
            Self::Conflict => message.conflict,
            Self::RateLimited(_) => message.too_fast,
            Self::NotSignedIn => account.sign_in_first,
            Self::WrongCredentials => account.wrong_credentials,
            Self::TooManyAttempts(wait) => {
                return (account.too_many_attempts)(wait.as_secs().max(1));
            }
            Self::NameTaken => account.name_taken,
            Self::BadPassword => {
                return (account.bad_password)(PASSWORD_CHARS_MIN, PASSWORD_BYTES_MAX);
            }
            Self::RegistrationClosed => account.registration_closed,
            Self::WrongOrigin => request.wrong_origin,
            Self::WrongHost(origin) => return (request.wrong_host)(origin),
            Self::WrongVersion => request.wrong_version,
            Self::BadRequest(BadRequest::OneHost) => request.one_host,
            Self::BadRequest(BadRequest::NoCredentials) => request.no_credentials,
            Self::BadRequest(BadRequest::HalfABody) => request.half_a_body,
            Self::BadRequest(BadRequest::BadKey) => request.bad_key,
            Self::BadRequest(BadRequest::NoHandshake) => request.no_handshake,
            Self::TooLarge => return (request.too_large)(BODY_BYTES / 1024),
            Self::TooSlow => return (request.too_slow)(BODY_WITHIN.as_secs()),
            Self::Unavailable => server.unavailable,
            Self::Internal => server.internal,
            Self::Busy => server.busy,
            Self::Restarting => server.restarting,
        };
        sentence.to_owned()
    }

    /// As the JSON API says it, in `language`.
    #[must_use]
    pub fn to_api(&self, language: Language) -> ApiError {
        ApiError { code: self.code().to_owned(), message: self.in_words(language) }
    }

    /// As it goes over a socket, in the `language` chosen when that was opened.
    #[must_use]
    pub fn reply(
        &self,
        language: Language,
        client_id: Option<ClientId>,
        room: Option<RoomId>,
    ) -> ErrorReply {
        let code = match self {
            Self::BadName(_) => ErrorCode::BadName,
            Self::BadBody(BodyError::Empty) => ErrorCode::Empty,
            Self::BadBody(BodyError::TooLong { .. }) => ErrorCode::TooLong,
            Self::NotMember => ErrorCode::NotMember,
            Self::NotFound | Self::Nobody(_) => ErrorCode::NotFound,
            Self::Conflict => ErrorCode::Conflict,
            Self::RateLimited(_) => ErrorCode::RateLimited,
            Self::Unavailable | Self::Restarting | Self::Busy => ErrorCode::Unavailable,
            Self::NoRoom
            | Self::BadRequest(_)
            | Self::BadEmoji(_)
            | Self::TooManyPeople
            | Self::TooManyRooms => ErrorCode::BadPayload,
            Self::RegistrationClosed
            | Self::WrongOrigin
            | Self::Forbidden
            | Self::Inseparable
            | Self::TooManyReactions => ErrorCode::Forbidden,
            _ => ErrorCode::Internal,
        };
        let retry_after_ms = match self {
            Self::RateLimited(wait) => u64::try_from(wait.as_millis()).ok(),
            _ => None,
        };
        let again = [ErrorCode::RateLimited, ErrorCode::Unavailable, ErrorCode::Internal];
        let (message, is_final) = (self.in_words(language), !again.contains(&code));
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
            Self::Forbidden | Self::Inseparable | Self::TooManyReactions => {
                (StatusCode::FORBIDDEN, "forbidden")
            }
            Self::NotMember | Self::NotFound | Self::Nobody(_) | Self::NoRoom => {
                (StatusCode::NOT_FOUND, "not_found")
            }
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
            Self::BadRequest(_) | Self::TooManyPeople | Self::TooManyRooms => {
                (StatusCode::BAD_REQUEST, "bad_request")
            }
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

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_words(Language::English))
    }
}

impl std::error::Error for Error {}

/// In English; [`language::answer`](crate::language::answer) finds the error in the extensions and says it
/// in the language of the one who asked.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, _) = self.status_and_code();
        let mut response = (status, Json(self.to_api(Language::English))).into_response();
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self == Self::WrongVersion {
            let version = HeaderValue::from_static("13");
            response.headers_mut().insert(header::SEC_WEBSOCKET_VERSION, version);
        }
        response.extensions_mut().insert(self);
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
            Refused::Inseparable => Self::Inseparable,
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

impl From<BadRequest> for Error {
    fn from(bad: BadRequest) -> Self {
        Self::BadRequest(bad)
    }
}
