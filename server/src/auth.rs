//! Getting in: an account, a session, and for each socket a one-time password.

mod otp;
mod password;
mod session;
mod throttle;
mod token;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use app::http::{Credentials, OneTimePassword};
use axum::Json;
use axum::extract::{ConnectInfo, FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tokio::time::Instant;

use crate::banter::Banter;
use crate::error::{BadRequest, Error};
use crate::name::{BadName, Name};
use crate::store::{Author, NewUser, SessionId, Terms, UserId};
use crate::{clock, destination};

pub use otp::OneTimePasswords;
pub use password::Passwords;
pub(crate) use password::{BYTES_MAX as PASSWORD_BYTES_MAX, CHARS_MIN as PASSWORD_CHARS_MIN};
pub use session::{SignedIn, Tokens};
pub(crate) use session::{cookie_name as session_cookie, has_cookie};
pub use throttle::Throttle;
pub use token::BotToken;

/// `POST /login`, as JSON or as a form.
pub async fn login(
    State(banter): State<Arc<Banter>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Submitted { credentials, by_form, to }: Submitted,
) -> Response {
    let result = check_credentials(&banter, peer.ip(), &credentials).await;
    let result = match result {
        Ok((author, hash)) => begin_session(&banter, author, &hash).await,
        Err(error) => Err(error),
    };
    let form = by_form.then_some(Form { page: "/login", credentials: &credentials, to: &to });
    answer(&banter, result, StatusCode::OK, form).await
}

/// `POST /register`: the first account is the admin's, later ones by policy.
pub async fn register(
    State(banter): State<Arc<Banter>>,
    Submitted { credentials, by_form, to }: Submitted,
) -> Response {
    let result = match make_account(&banter, &credentials).await {
        Ok((author, hash)) => begin_session(&banter, author, &hash).await,
        Err(error) => Err(error),
    };
    let form = by_form.then_some(Form { page: "/register", credentials: &credentials, to: &to });
    answer(&banter, result, StatusCode::CREATED, form).await
}

/// `POST /otp`: one more one-time password for the session.
pub async fn otp(State(banter): State<Arc<Banter>>, SignedIn(session): SignedIn) -> Response {
    if banter.draining.is_cancelled() {
        return Error::Restarting.into_response();
    }
    let otp = banter.one_time_passwords.issue(session.id);
    no_store(Json(OneTimePassword { otp }).into_response())
}

/// `POST /logout`: ends the session and closes its sockets.
pub async fn logout(
    State(banter): State<Arc<Banter>>,
    SignedIn(session): SignedIn,
    headers: HeaderMap,
) -> Response {
    if let Err(error) = banter.store.end_session(session.id).await {
        return Error::from(error).into_response();
    }
    banter.one_time_passwords.forget(session.id);
    banter.hub.end_session(session.id);
    tracing::info!(user = session.user.id.0, "logged out");
    let mut response = if is_form(&headers) {
        Redirect::to("/login").into_response()
    } else {
        StatusCode::NO_CONTENT.into_response()
    };
    let gone = session::removal_cookie(banter.origins.are_secure());
    response.headers_mut().insert(header::SET_COOKIE, gone);
    response
}

async fn check_credentials(
    banter: &Banter,
    address: IpAddr,
    credentials: &Credentials,
) -> Result<(Author, String), Error> {
    // A name nobody can have is still counted and hashed: what there is must not show.
    let name = Name::of_user(&credentials.username).ok();
    let key = name.as_ref().map_or("", Name::key);
    let attempt = banter.throttle.begin(key, address, Instant::now())?;
    let account = match &name {
        // As if it were nobody's: a bot has no password.
        Some(name) => banter.store.account(name).await?.filter(|account| !account.bot),
        None => None,
    };
    let hash = account.as_ref().map(|account| account.password.clone());
    let right = banter.passwords.verify(credentials.password.clone(), hash).await?;
    match account {
        Some(account) if right => {
            banter.throttle.succeeded(&attempt);
            let author = Author { id: account.id, name: account.name.into(), bot: false };
            Ok((author, account.password))
        }
        _ => {
            tracing::info!(%address, "a sign-in failed");
            Err(Error::WrongCredentials)
        }
    }
}

async fn make_account(
    banter: &Banter,
    credentials: &Credentials,
) -> Result<(Author, String), Error> {
    let open = banter.registration_is_open();
    // Decided again where it is written: two people may see an empty server at once.
    let terms = if open { Terms::Always } else { Terms::OnlyTheFirst };
    if !open && banter.store.has_accounts().await? {
        return Err(Error::RegistrationClosed);
    }
    let name = Name::of_user(&credentials.username)?;
    let password = banter.passwords.hash(credentials.password.clone()).await?;
    let user = NewUser { name: name.clone(), password: password.clone(), admin: false };
    let id: UserId = banter.store.add_user(user, terms).await?;
    tracing::info!(user = id.0, "an account was made");
    Ok((Author { id, name: name.text().into(), bot: false }, password))
}

async fn begin_session(
    banter: &Banter,
    author: Author,
    hash: &str,
) -> Result<(Author, SessionId), Error> {
    let lifetime = i64::try_from(banter.config.session_ttl.as_millis()).unwrap_or(i64::MAX);
    let expires = clock::now_ms().saturating_add(lifetime);
    let session = banter.store.begin_session(author.id, hash, expires).await?;
    Ok((author, session.ok_or(Error::WrongCredentials)?))
}

/// JSON to programs and the live page; to a bare form the page it belongs to.
async fn answer(
    banter: &Banter,
    result: Result<(Author, SessionId), Error>,
    status: StatusCode,
    form: Option<Form<'_>>,
) -> Response {
    let (author, session) = match (result, &form) {
        (Ok(done), _) => done,
        (Err(error), None) => return no_store(error.into_response()),
        (Err(error), Some(form)) => return form.back(&error),
    };
    let mut response = if let Some(form) = form {
        Redirect::to(form.to.as_deref().unwrap_or("/")).into_response()
    } else {
        let otp = banter.one_time_passwords.issue(session);
        (status, Json(OneTimePassword { otp })).into_response()
    };
    match banter.tokens.cookie(&author, session, banter.config.session_ttl, &banter.origins) {
        Ok(cookie) => {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
            no_store(response)
        }
        Err(error) => error.into_response(),
    }
}

/// What a bare form sent, and from where.
struct Form<'a> {
    page: &'a str,
    credentials: &'a Credentials,
    to: &'a Option<String>,
}

impl Form<'_> {
    /// Its page again, which says what was wrong.
    fn back(&self, error: &Error) -> Response {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("refused", error.code());
        let name: String = self.credentials.username.chars().take(Name::USER_CHARS_MAX).collect();
        query.append_pair("username", &name);
        if let Some(seconds) = error.retry_after() {
            query.append_pair("retry", &seconds.to_string());
        }
        if let Some(to) = self.to {
            query.append_pair("to", to);
        }
        Redirect::to(&format!("{}?{}", self.page, query.finish())).into_response()
    }
}

/// What [`Form::back`] said in a query; anybody may have written it.
pub(crate) fn refusal(code: &str, retry_seconds: Option<u64>) -> Error {
    let wait = Duration::from_secs(retry_seconds.unwrap_or_default());
    let refusals = [
        Error::WrongCredentials,
        Error::TooManyAttempts(wait),
        Error::BadName(BadName::OF_USER),
        Error::NameTaken,
        Error::BadPassword,
        Error::RegistrationClosed,
        Error::Busy,
        Error::Unavailable,
    ];
    refusals.into_iter().find(|refusal| refusal.code() == code).unwrap_or(Error::Internal)
}

fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Credentials; whether a bare form sent them, and the page of this server that it is to lead to.
pub struct Submitted {
    credentials: Credentials,
    by_form: bool,
    to: Option<String>,
}

/// What a bare form holds: [`Credentials`], and where to go on to.
#[derive(Deserialize)]
struct Fields {
    #[serde(flatten)]
    credentials: Credentials,
    to: Option<String>,
}

impl<S: Send + Sync> FromRequest<S> for Submitted {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let by_form = is_form(request.headers());
        let fields = if by_form {
            axum::Form::from_request(request, state).await.ok().map(|axum::Form(form)| form)
        } else {
            let json = Json::from_request(request, state).await.ok();
            json.map(|Json(credentials)| Fields { credentials, to: None })
        };
        let Fields { credentials, to } = fields.ok_or(BadRequest::NoCredentials)?;
        let to = to.filter(|to| destination::checked(to).is_some());
        Ok(Self { credentials, by_form, to })
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"))
}

#[cfg(test)]
mod tests {
    use super::refusal;
    use crate::error::Error;
    use crate::name::Name;
    use std::time::Duration;

    #[test]
    fn a_form_that_comes_back_says_what_was_refused() {
        let bad_name = Name::of_user("a b").unwrap_err().into();
        let wait = Error::TooManyAttempts(Duration::from_secs(64));
        for error in [Error::WrongCredentials, wait, bad_name, Error::NameTaken, Error::BadPassword]
        {
            assert_eq!(refusal(error.code(), error.retry_after()), error);
        }
        for error in [Error::RegistrationClosed, Error::Busy, Error::Unavailable] {
            assert_eq!(refusal(error.code(), error.retry_after()), error);
        }
        assert_eq!(refusal("moon_phase", None), Error::Internal);
    }
}
