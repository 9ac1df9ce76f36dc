//! A word on the next page about what led there: a cookie carries it, once.

use app::document::Notice;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use cookie::{Cookie, SameSite};

use crate::language;

const COOKIE: &str = "notice";
/// A page that does not come within this time is another.
const WITHIN: time::Duration = time::Duration::minutes(1);

/// What the page that is asked for is to say.
pub(crate) fn of(headers: &HeaderMap) -> Option<Notice> {
    Notice::of_code(&language::cookie(headers, COOKIE)?)
}

/// `response` leads to a page that says it.
pub(crate) fn with(notice: Notice, response: Response) -> Response {
    set(response, notice.code(), WITHIN)
}

/// `response` is the page that says it.
pub(crate) fn told(response: Response) -> Response {
    set(response, "", time::Duration::ZERO)
}

fn set(mut response: Response, code: &'static str, age: time::Duration) -> Response {
    let cookie = Cookie::build((COOKIE, code)).path("/").http_only(true);
    let cookie = cookie.same_site(SameSite::Lax).max_age(age).to_string();
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
