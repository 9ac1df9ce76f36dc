//! Whatever goes wrong is said in every language, and in none twice.

use std::collections::HashSet;
use std::time::Duration;

use app::event::BodyError;
use app::words::Language;

use crate::emoji::BadEmoji;
use crate::error::{BadRequest, Error};
use crate::hook::BadHook;
use crate::name::Name;
use crate::schedule::BadSchedule;

/// The next one of every error there is: one that is added does not compile until it is in here.
fn after(error: &Error) -> Option<Error> {
    Some(match error {
        Error::BadName(_) => Error::BadBody(BodyError::Empty),
        Error::BadBody(BodyError::Empty) => {
            Error::BadBody(BodyError::TooLong { chars: 4_001, chars_max: 4_000 })
        }
        Error::BadBody(BodyError::TooLong { .. }) => Error::BadAlias,
        Error::BadAlias => Error::NotABot,
        Error::NotABot => Error::NotMember,
        Error::NotMember => Error::NoRoomId,
        Error::NoRoomId => Error::NoRoom,
        Error::NoRoom => Error::NotFound,
        Error::NotFound => Error::Forbidden,
        Error::Forbidden => Error::Nobody("dan".to_owned()),
        Error::Nobody(_) => Error::TooManyPeople,
        Error::TooManyPeople => Error::Inseparable,
        Error::Inseparable => Error::NoSettings,
        Error::NoSettings => Error::Archived,
        Error::Archived => Error::RoomNameTaken,
        Error::RoomNameTaken => Error::NotYourRoom,
        Error::NotYourRoom => Error::General,
        Error::General => Error::BadTopic,
        Error::BadTopic => Error::TooManyRooms,
        Error::TooManyRooms => Error::NotAdmin,
        Error::NotAdmin => Error::BadLifetime,
        Error::BadLifetime => Error::TooManyAnnouncements,
        Error::TooManyAnnouncements => Error::BadSchedule(BadSchedule::Every),
        Error::BadSchedule(bad) => match after_schedule(bad) {
            Some(bad) => Error::BadSchedule(bad),
            None => Error::BadHook(BadHook::Name),
        },
        Error::BadHook(bad) => match after_hook(bad) {
            Some(bad) => Error::BadHook(bad),
            None => Error::BadEmoji(BadEmoji),
        },
        Error::BadEmoji(BadEmoji) => Error::TooManyReactions,
        Error::TooManyReactions => Error::Conflict,
        Error::Conflict => Error::RateLimited(Duration::from_millis(400)),
        Error::RateLimited(_) => Error::Unavailable,
        Error::Unavailable => Error::Internal,
        Error::Internal => Error::NotSignedIn,
        Error::NotSignedIn => Error::UnknownToken,
        Error::UnknownToken => Error::WrongCredentials,
        Error::WrongCredentials => Error::TooManyAttempts(Duration::from_secs(64)),
        Error::TooManyAttempts(_) => Error::Busy,
        Error::Busy => Error::NameTaken,
        Error::NameTaken => Error::BadPassword,
        Error::BadPassword => Error::RegistrationClosed,
        Error::RegistrationClosed => Error::WrongOrigin,
        Error::WrongOrigin => Error::WrongHost("https://chat.example.org".to_owned()),
        Error::WrongHost(_) => Error::WrongVersion,
        Error::WrongVersion => Error::BadRequest(BadRequest::OneHost),
        Error::BadRequest(BadRequest::OneHost) => Error::BadRequest(BadRequest::NoCredentials),
        Error::BadRequest(BadRequest::NoCredentials) => Error::BadRequest(BadRequest::NoSettings),
        Error::BadRequest(BadRequest::NoSettings) => Error::BadRequest(BadRequest::HalfABody),
        Error::BadRequest(BadRequest::HalfABody) => Error::BadRequest(BadRequest::BadKey),
        Error::BadRequest(BadRequest::BadKey) => Error::BadRequest(BadRequest::NoHandshake),
        Error::BadRequest(BadRequest::NoHandshake) => Error::BadRequest(BadRequest::NoMessage),
        Error::BadRequest(BadRequest::NoMessage) => Error::BadRequest(BadRequest::NoRoomName),
        Error::BadRequest(BadRequest::NoRoomName) => {
            Error::BadRequest(BadRequest::BadIdempotencyKey)
        }
        Error::BadRequest(BadRequest::BadIdempotencyKey) => Error::BadRequest(BadRequest::BadQuery),
        Error::BadRequest(BadRequest::BadQuery) => Error::TooLarge,
        Error::TooLarge => Error::TooSlow,
        Error::TooSlow => Error::Restarting,
        Error::Restarting => Error::NoRoute,
        Error::NoRoute => Error::WrongMethod,
        Error::WrongMethod => return None,
    })
}

fn after_schedule(bad: &BadSchedule) -> Option<BadSchedule> {
    Some(match bad {
        BadSchedule::Every => BadSchedule::Cron,
        BadSchedule::Cron => BadSchedule::Never,
        BadSchedule::Never => BadSchedule::Zone,
        BadSchedule::Zone => BadSchedule::Room("lobby".to_owned()),
        BadSchedule::Room(_) => BadSchedule::TooMany,
        BadSchedule::TooMany => BadSchedule::BotTaken("banter".to_owned()),
        BadSchedule::BotTaken(_) => return None,
    })
}

fn after_hook(bad: &BadHook) -> Option<BadHook> {
    Some(match bad {
        BadHook::Name => BadHook::Url,
        BadHook::Url => BadHook::Inside,
        BadHook::Inside => BadHook::Room("lobby".to_owned()),
        BadHook::Room(_) => BadHook::Bot("ci".to_owned()),
        BadHook::Bot(_) => BadHook::TooMany,
        BadHook::TooMany => BadHook::BotTaken("webhook".to_owned()),
        BadHook::BotTaken(_) => BadHook::NoText,
        BadHook::NoText => BadHook::Unknown,
        BadHook::Unknown => BadHook::Gone,
        BadHook::Gone => return None,
    })
}

fn every_error() -> impl Iterator<Item = Error> {
    let first = Error::BadName(Name::of_user("").unwrap_err());
    std::iter::successors(Some(first), after)
}

#[test]
fn every_error_has_a_sentence_of_its_own_in_every_language() {
    let mut said = HashSet::new();
    for error in every_error() {
        for language in Language::OFFERED {
            let sentence = error.in_words(language);
            assert!(!sentence.is_empty(), "{error:?} in {language}");
            let end = if language == Language::English { '.' } else { '。' };
            assert!(sentence.ends_with(end), "{sentence}");
            assert!(said.insert(sentence.clone()), "said twice: {sentence}");
        }
        assert_eq!(error.in_words(Language::Mirrored), error.to_string());
    }
    assert_eq!(said.len(), 72 * Language::OFFERED.len());
}

#[test]
fn every_frame_that_does_not_fit_too() {
    let words = Language::OFFERED.map(|language| &super::of(language).frame);
    let said = words.iter().flat_map(|words| {
        [words.bad_json.to_owned(), words.unknown_event.to_owned(), (words.bad_payload)("why")]
    });
    let mut said: Vec<_> = said.collect();
    assert!(said.iter().all(|sentence| !sentence.is_empty()));
    said.sort();
    said.dedup();
    assert_eq!(said.len(), 9);
}

#[test]
fn a_limit_is_named_as_it_is() {
    let said = |error: Error| Language::OFFERED.map(|language| error.in_words(language));
    let limits = [
        (Error::BadName(Name::of_user("").unwrap_err()), "32"),
        (Error::BadName(Name::of_room("").unwrap_err()), "50"),
        (Error::BadBody(BodyError::TooLong { chars: 4_001, chars_max: 4_000 }), "4000"),
        (Error::BadEmoji(BadEmoji), "16"),
        (Error::TooManyReactions, "20"),
        (Error::BadSchedule(BadSchedule::Every), "366"),
        (Error::BadSchedule(BadSchedule::Every), "3 "),
        (Error::BadSchedule(BadSchedule::Cron), "100"),
        (Error::BadSchedule(BadSchedule::TooMany), "100"),
        (Error::BadHook(BadHook::Name), "64"),
        (Error::BadHook(BadHook::Url), "2000"),
        (Error::BadHook(BadHook::TooMany), "100"),
        (Error::TooManyRooms, "1000"),
        (Error::BadLifetime, "10080"),
        (Error::TooManyAnnouncements, "20"),
        (Error::BadTopic, "250"),
        (Error::BadPassword, "1024"),
        (Error::TooManyAttempts(Duration::from_secs(64)), "64"),
        (Error::TooManyAttempts(Duration::from_millis(1)), "1"),
        (Error::TooLarge, "64 KiB"),
        (Error::TooSlow, "15"),
    ];
    for (error, limit) in limits {
        let said = said(error);
        assert!(said.iter().all(|sentence| sentence.contains(limit)), "{limit}: {said:?}");
    }
}
