//! Which code and which status an error has, over a socket and over HTTP.

use app::event::{BodyError, ClientId, ErrorCode, ErrorReply, RoomId};
use app::http::ApiError;
use app::words::Language;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Error;
use crate::hook::BadHook;

impl Error {
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
            Self::NotFound | Self::NoRoomId | Self::Nobody(_) => ErrorCode::NotFound,
            Self::Conflict => ErrorCode::Conflict,
            Self::RateLimited(_) => ErrorCode::RateLimited,
            Self::Unavailable | Self::Restarting | Self::Busy => ErrorCode::Unavailable,
            Self::NoRoom
            | Self::BadRequest(_)
            | Self::BadEmoji(_)
            | Self::BadAlias
            | Self::BadSchedule(_)
            | Self::BadLifetime
            | Self::BadHook(_)
            | Self::TooManyPeople
            | Self::TooManyRooms => ErrorCode::BadPayload,
            Self::RegistrationClosed
            | Self::WrongOrigin
            | Self::Forbidden
            | Self::NotABot
            | Self::Inseparable
            | Self::NoSettings
            | Self::Archived
            | Self::NotYourRoom
            | Self::General
            | Self::NotAdmin
            | Self::TooManyAnnouncements
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

    /// Whether it is about a name, which another would have done for.
    pub(crate) const fn is_of_name(&self) -> bool {
        matches!(self, Self::BadName(_) | Self::NameTaken | Self::RoomNameTaken)
    }

    /// The status over HTTP.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status_and_code().0
    }

    fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::BadName(_) => (StatusCode::UNPROCESSABLE_ENTITY, "bad_name"),
            Self::BadPassword => (StatusCode::UNPROCESSABLE_ENTITY, "weak_password"),
            Self::BadBody(_) => (StatusCode::UNPROCESSABLE_ENTITY, "bad_message"),
            Self::BadEmoji(_) => (StatusCode::UNPROCESSABLE_ENTITY, "bad_emoji"),
            Self::BadTopic => (StatusCode::UNPROCESSABLE_ENTITY, "bad_topic"),
            Self::BadSchedule(_) => (StatusCode::UNPROCESSABLE_ENTITY, "bad_schedule"),
            Self::BadLifetime => (StatusCode::UNPROCESSABLE_ENTITY, "bad_lifetime"),
            Self::BadHook(BadHook::NoText) => (StatusCode::BAD_REQUEST, "bad_request"),
            Self::BadHook(BadHook::Unknown) => (StatusCode::NOT_FOUND, "not_found"),
            Self::BadHook(BadHook::Gone) => (StatusCode::GONE, "gone"),
            Self::BadHook(_) => (StatusCode::UNPROCESSABLE_ENTITY, "bad_hook"),
            Self::BadAlias => (StatusCode::UNPROCESSABLE_ENTITY, "bad_alias"),
            Self::Forbidden
            | Self::Inseparable
            | Self::NotABot
            | Self::NoSettings
            | Self::NotYourRoom
            | Self::General
            | Self::NotAdmin
            | Self::TooManyAnnouncements
            | Self::TooManyReactions => (StatusCode::FORBIDDEN, "forbidden"),
            Self::Archived => (StatusCode::CONFLICT, "archived"),
            Self::NotMember
            | Self::NotFound
            | Self::Nobody(_)
            | Self::NoRoomId
            | Self::NoRoom
            | Self::NoRoute => (StatusCode::NOT_FOUND, "not_found"),
            Self::WrongMethod => (StatusCode::METHOD_NOT_ALLOWED, "wrong_method"),
            Self::Conflict => (StatusCode::CONFLICT, "conflict"),
            Self::NameTaken | Self::RoomNameTaken => (StatusCode::CONFLICT, "name_taken"),
            Self::RateLimited(_) => (StatusCode::TOO_MANY_REQUESTS, "rate_limited"),
            Self::TooManyAttempts(_) => (StatusCode::TOO_MANY_REQUESTS, "too_many_attempts"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            Self::Restarting => (StatusCode::SERVICE_UNAVAILABLE, "restarting"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
            Self::NotSignedIn | Self::UnknownToken => (StatusCode::UNAUTHORIZED, "not_signed_in"),
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
