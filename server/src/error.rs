//! What can go wrong, in words of the domain; the edges turn it into codes, statuses and sentences.

mod answer;

use std::fmt;
use std::time::Duration;

use app::event::BodyError;
use app::words::Language;

use crate::alias::BadAlias;
use crate::announcements::MINUTES_MAX;
use crate::auth::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN};
use crate::emoji::BadEmoji;
use crate::guard::{BODY_BYTES, BODY_WITHIN};
use crate::hook::BadHook;
use crate::name::BadName;
use crate::room::NAMED_MAX;
use crate::schedule::BadSchedule;
use crate::socket::RESUME_ROOMS_MAX;
use crate::store::{ANNOUNCEMENTS_MAX, AddUserError, REACTIONS_MAX, Refused, StoreError};
use crate::topic::{BadTopic, Topic};
use crate::words::{self, Words};

/// Why something was not done. [`Error::in_words`] tells the person who asked; `Display` is the same in
/// English, for logs and the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// Not a name.
    BadName(BadName),
    /// Not a message.
    BadBody(BodyError),
    /// Not for whom a bot can speak.
    BadAlias,
    /// Only a bot speaks for somebody else.
    NotABot,
    /// Not a member, or no such room.
    NotMember,
    /// In the place of a room's id something else, its name perhaps.
    NoRoomId,
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
    /// A conversation between people has no settings.
    NoSettings,
    /// Nothing is said in the room any more.
    Archived,
    /// Another room is called so.
    RoomNameTaken,
    /// Neither made the room nor is an admin.
    NotYourRoom,
    /// The room of all is neither archived nor deleted.
    General,
    /// A topic that is too long.
    BadTopic,
    /// More rooms than a `resume` may name.
    TooManyRooms,
    /// Something that only admins do.
    NotAdmin,
    /// An announcement that is to live too short or too long.
    BadLifetime,
    /// More announcements than may live at once.
    TooManyAnnouncements,
    /// Not a schedule.
    BadSchedule(BadSchedule),
    /// Not a webhook, or not for one.
    BadHook(BadHook),
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
    /// A program's token that is nobody's, or not any more.
    UnknownToken,
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
    /// An address where nothing answers.
    NoRoute,
    /// An address that does not answer such a request.
    WrongMethod,
}

/// What of a request does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadRequest {
    /// No Host header, or several.
    OneHost,
    /// No name and password in the body.
    NoCredentials,
    /// None of a room's settings in the body, or others.
    NoSettings,
    /// A body that ended early.
    HalfABody,
    /// A key of a WebSocket that is none.
    BadKey,
    /// No handshake of a WebSocket.
    NoHandshake,
    /// No message in the body.
    NoMessage,
    /// No room's name in the body.
    NoRoomName,
    /// An `Idempotency-Key` that is none.
    BadIdempotencyKey,
    /// A query whose numbers are none.
    BadQuery,
}

impl Error {
    /// A sentence for the person who asked, in `language`.
    #[must_use]
    pub fn in_words(&self, language: Language) -> String {
        let Words { account, room, message, announcement, request, server, .. } =
            words::of(language);
        let sentence = match self {
            Self::BadName(bad) => return bad.in_words(language),
            Self::BadBody(bad) => return language.of_body(*bad),
            Self::BadEmoji(bad) => return bad.in_words(language),
            Self::BadSchedule(bad) => return bad.in_words(language),
            Self::BadHook(bad) => return bad.in_words(language),
            Self::BadAlias => return BadAlias.in_words(language),
            Self::NotABot => message.not_a_bot,
            Self::NotMember => room.not_member,
            Self::NoRoomId => room.no_id,
            Self::NoRoom => room.none_open,
            Self::Nobody(name) => return (room.nobody)(name),
            Self::TooManyPeople => return (room.too_many_people)(NAMED_MAX),
            Self::Inseparable => room.inseparable,
            Self::NoSettings => room.no_settings,
            Self::Archived => room.archived,
            Self::RoomNameTaken => room.name_taken,
            Self::NotYourRoom => room.not_yours,
            Self::General => room.general,
            Self::BadTopic => return (room.bad_topic)(Topic::CHARS_MAX),
            Self::TooManyRooms => return (room.too_many)(RESUME_ROOMS_MAX),
            Self::NotAdmin => announcement.not_admin,
            Self::BadLifetime => return (announcement.bad_lifetime)(MINUTES_MAX),
            Self::TooManyAnnouncements => return (announcement.too_many)(ANNOUNCEMENTS_MAX),
            Self::NotFound => message.not_found,
            Self::Forbidden => message.forbidden,
            Self::TooManyReactions => return (message.too_many_reactions)(REACTIONS_MAX),
            Self::Conflict => message.conflict,
            Self::RateLimited(_) => message.too_fast,
            Self::NotSignedIn => account.sign_in_first,
            Self::UnknownToken => account.unknown_token,
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
            Self::BadRequest(BadRequest::NoSettings) => request.no_settings,
            Self::BadRequest(BadRequest::HalfABody) => request.half_a_body,
            Self::BadRequest(BadRequest::BadKey) => request.bad_key,
            Self::BadRequest(BadRequest::NoHandshake) => request.no_handshake,
            Self::BadRequest(BadRequest::NoMessage) => request.no_message,
            Self::BadRequest(BadRequest::NoRoomName) => request.no_room_name,
            Self::BadRequest(BadRequest::BadIdempotencyKey) => request.bad_idempotency_key,
            Self::BadRequest(BadRequest::BadQuery) => request.bad_query,
            Self::NoRoute => request.no_route,
            Self::WrongMethod => request.wrong_method,
            Self::TooLarge => return (request.too_large)(BODY_BYTES / 1024),
            Self::TooSlow => return (request.too_slow)(BODY_WITHIN.as_secs()),
            Self::Unavailable => server.unavailable,
            Self::Internal => server.internal,
            Self::Busy => server.busy,
            Self::Restarting => server.restarting,
        };
        sentence.to_owned()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_words(Language::English))
    }
}

impl std::error::Error for Error {}

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
            Refused::NoSettings => Self::NoSettings,
            Refused::Archived => Self::Archived,
            Refused::RoomNameTaken => Self::RoomNameTaken,
            Refused::NotYourRoom => Self::NotYourRoom,
            Refused::General => Self::General,
            Refused::TooManyReactions => Self::TooManyReactions,
            Refused::NotAdmin => Self::NotAdmin,
            Refused::TooManyAnnouncements => Self::TooManyAnnouncements,
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

impl From<BadTopic> for Error {
    fn from(_: BadTopic) -> Self {
        Self::BadTopic
    }
}

impl From<BodyError> for Error {
    fn from(bad: BodyError) -> Self {
        Self::BadBody(bad)
    }
}

impl From<BadAlias> for Error {
    fn from(_: BadAlias) -> Self {
        Self::BadAlias
    }
}

impl From<BadSchedule> for Error {
    fn from(bad: BadSchedule) -> Self {
        Self::BadSchedule(bad)
    }
}

impl From<BadHook> for Error {
    fn from(bad: BadHook) -> Self {
        Self::BadHook(bad)
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
