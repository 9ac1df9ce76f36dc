//! One layer over everything: which Host, which Origin, how large a body, which headers go out.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;

use crate::auth;
use crate::banter::Banter;
use crate::error::{BadRequest, Error};

/// The largest request body, in bytes.
pub(crate) const BODY_BYTES: usize = 64 * 1024;
/// How long a whole body may take.
pub(crate) const BODY_WITHIN: Duration = Duration::from_secs(15);

/// What every answer says to browsers (OWASP ASVS 5.0, 3.4).
const HEADERS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // With no-referrer, browsers would send `Origin: null` with a form of our own page.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// What an answer that is no page may do in a browser: nothing.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'";

/// Lets a request through to its route, or refuses it having spent nothing.
pub async fn admit(State(banter): State<Arc<Banter>>, request: Request, next: Next) -> Response {
    let mut response = match checked(&banter, request).await {
        Ok(request) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(NO_PAGE));
    if banter.origins.are_secure() {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=31536000"));
    }
    response
}

async fn checked(banter: &Banter, request: Request) -> Result<Request, Error> {
    host(banter, &request)?;
    let is_safe = is_safe(request.method());
    if !is_safe || request.uri().path() == "/ws" {
        origin(banter, request.headers())?;
    }
    if is_safe { Ok(request) } else { whole_body(request).await }
}

/// RFC 9110 section 9.2.1.
fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// A page that reached this server under another name is somebody else's (DNS rebinding).
fn host(banter: &Banter, request: &Request) -> Result<(), Error> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Err(BadRequest::OneHost.into());
    };
    if host.to_str().is_ok_and(|host| banter.origins.have_host(host)) {
        Ok(())
    } else {
        Err(Error::WrongHost(banter.origins.main().to_owned()))
    }
}

/// What acts for a user comes from our own page, or from a program, which sends no cookie.
fn origin(banter: &Banter, headers: &HeaderMap) -> Result<(), Error> {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    let from_elsewhere = !matches!(site, None | Some(b"same-origin" | b"none"));
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let allowed = match (origins.next(), origins.next()) {
        (None, _) => !auth::has_cookie(headers, banter.origins.are_secure()),
        (Some(origin), None) => origin.to_str().is_ok_and(|origin| banter.origins.allow(origin)),
        (Some(_), Some(_)) => false,
    };
    if allowed && !from_elsewhere { Ok(()) } else { Err(Error::WrongOrigin) }
}

/// Reads the body whole, within its limits, so that no handler waits for a slow one.
async fn whole_body(request: Request) -> Result<Request, Error> {
    let (parts, body) = request.into_parts();
    let bytes = timeout(BODY_WITHIN, to_bytes(body, BODY_BYTES)).await;
    let bytes = bytes.map_err(|_| Error::TooSlow)?.map_err(|error| {
        let over = std::error::Error::source(&error)
            .is_some_and(|source| source.is::<http_body_util::LengthLimitError>());
        if over { Error::TooLarge } else { BadRequest::HalfABody.into() }
    })?;
    Ok(Request::from_parts(parts, Body::from(bytes)))
}
