//! Getting in, described.

use app::http::{Credentials, OneTimePassword};
use axum::http::StatusCode;
use serde_json::json;
use std::time::Duration;

use super::limit;
use super::route::Route;
use crate::error::{BadRequest, Error};
use crate::name::BadName;

pub(super) const TAG: &str = "Getting in";

/// By which a browser without a program sends it.
const FORM: &str = "application/x-www-form-urlencoded";

const OVER_IT: &str = "A handshake of RFC 6455. What is said over it is not described here: JSON texts, \
                       `{\"type\": …, \"payload\": {…}}`, commands one way and events the other. The first is `welcome`. \
                       Each kind stands letter by letter in Banter's source, `app/src/event/tests.rs`.";

/// What a client says that has nobody to show them to.
const ANNOUNCEMENTS: &str = "Whether what is announced is shown to somebody. Without them the person counts as not \
                             told, and is told where it is shown";

pub(super) fn routes() -> Vec<Route> {
    vec![
        enter("/login", "signIn", StatusCode::OK)
            .says(
                "Sign in",
                "A browser that sends a form is led to its page, whatever comes of it.",
            )
            .refuses([Error::WrongCredentials, Error::TooManyAttempts(Duration::from_secs(60))]),
        enter("/register", "register", StatusCode::CREATED)
            .says("Make an account, and sign in", "The first one is the admin's.")
            .refuses([Error::RegistrationClosed, Error::NameTaken, Error::WrongCredentials])
            .refuses([Error::BadName(BadName::OF_USER), Error::BadPassword]),
        Route::post("/otp", TAG, "oneTimePassword")
            .says("Get a one-time password", "It opens one socket, within a few seconds.")
            .answers(StatusCode::OK, "For `/ws?otp=…`, once.", &one_time_password())
            .refuses([Error::Restarting]),
        Route::get("/ws", TAG, "openSocket")
            .says("Open a socket", OVER_IT)
            .query("otp", "The one-time password", limit::any_text())
            .query("announcements", ANNOUNCEMENTS, limit::yes_or_no())
            .answers_nothing(StatusCode::SWITCHING_PROTOCOLS, "It is open.")
            .refuses([BadRequest::BadKey.into(), BadRequest::NoHandshake.into()])
            .refuses([Error::WrongOrigin, Error::WrongVersion, Error::Restarting]),
        Route::post("/logout", TAG, "signOut")
            .says("End the session", "Its sockets close; a bot's token is no good any more.")
            .answers_nothing(StatusCode::NO_CONTENT, "It is over.")
            .answers_nothing(StatusCode::SEE_OTHER, "It is over; who sent a form is led on.")
            .with_header(StatusCode::SEE_OTHER, "Location", "Where to"),
    ]
}

/// `POST` of a name and a password.
fn enter(path: &'static str, id: &str, done: StatusCode) -> Route {
    let credentials = json!({"username": "ann", "password": "correct horse"});
    let cookie = "The session, for browsers: its value is a session's token";
    Route::post(path, TAG, id)
        .open_to_all()
        .takes::<Credentials>(&[FORM], credentials)
        .answers(done, "Signed in; the one-time password opens a socket.", &one_time_password())
        .with_header(done, "Set-Cookie", cookie)
        .answers_nothing(StatusCode::SEE_OTHER, "Who sent a form is led on, or back to it.")
        .with_header(StatusCode::SEE_OTHER, "Location", "Where to")
        .refuses([BadRequest::NoCredentials.into()])
}

fn one_time_password() -> OneTimePassword {
    OneTimePassword { otp: "0197f3c2-8a4e-4d6b-9c11-2f5a7e8d9b30".to_owned() }
}
