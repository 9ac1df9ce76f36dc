//! The language of the one who asks: what they chose, else what their browser prefers. And their clock.

use app::words::Language;
use app::zone::{self, Zone};
use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use cookie::{Cookie, SameSite};

use crate::error::Error;

/// Ranges of an `Accept-Language` that are looked at.
const RANGES_MAX: usize = 20;

/// Says a refusal in the language of the one who is refused: the only place that knows both.
pub async fn answer(request: Request, next: Next) -> Response {
    let language = of(request.headers());
    let mut response = next.run(request).await;
    let Some(error) = response.extensions_mut().remove::<Error>() else { return response };
    *response.body_mut() = Json(error.to_api(language)).into_response().into_body();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    // Nobody else is to get it, in their language or another.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The language to answer these headers in.
#[must_use]
pub fn of(headers: &HeaderMap) -> Language {
    cookie(headers, Language::COOKIE)
        .and_then(|tag| Language::of_tag(&tag))
        .or_else(|| preferred(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?))
        .unwrap_or_default()
}

/// Has the browser ask for `language` from now on.
///
/// # Panics
/// Never: a tag is visible ASCII.
#[must_use]
pub fn cookie_of(language: Language) -> HeaderValue {
    let cookie = Cookie::build((Language::COOKIE, language.tag()))
        .path("/")
        .same_site(SameSite::Lax)
        .max_age(time::Duration::days(365));
    HeaderValue::from_str(&cookie.to_string()).expect("a tag is visible ASCII")
}

/// How far their clock is ahead of UTC, in minutes, as their browser said last.
#[must_use]
pub fn offset_of(headers: &HeaderMap) -> i32 {
    match Zone::of_cookie(&cookie(headers, zone::COOKIE).unwrap_or_default()) {
        Zone::Fixed(minutes) => minutes,
        Zone::Browser => 0,
    }
}

/// The cookie called `name`.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut cookies = lines.flat_map(Cookie::split_parse).flatten();
    cookies.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
}

/// The first that is spoken here of an `Accept-Language` (RFC 9110, section 12.5.4).
fn preferred(accepted: &str) -> Option<Language> {
    let mut ranges: Vec<(&str, f32)> = accepted
        .split(',')
        .take(RANGES_MAX)
        .map(|part| {
            let (range, weight) = part.split_once(';').unwrap_or((part, "q=1"));
            let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok());
            (range.trim(), weight.unwrap_or(0.0))
        })
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    // Stable: of equals, the first one counts.
    ranges.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    ranges.into_iter().find_map(|(range, _)| spoken(range))
}

/// The language that serves a range: by its first part, and for Chinese by script, else by where it
/// is written in that script.
fn spoken(range: &str) -> Option<Language> {
    let range = range.to_ascii_lowercase();
    let mut parts = range.split('-');
    match parts.next()? {
        "en" => Some(Language::English),
        "zh" => {
            let parts: Vec<_> = parts.collect();
            let has = |names: &[&str]| parts.iter().any(|part| names.contains(part));
            let traditional = has(&["hant"]) || (has(&["tw", "hk", "mo"]) && !has(&["hans"]));
            Some(if traditional { Language::ZhHant } else { Language::ZhHans })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use app::words::Language::{self, English, Mirrored, ZhHans, ZhHant};
    use axum::http::{HeaderMap, HeaderValue, header};

    fn of(cookie: Option<&'static str>, accepted: Option<&'static str>) -> Language {
        let named = [(header::COOKIE, cookie), (header::ACCEPT_LANGUAGE, accepted)];
        let headers: HeaderMap = named
            .into_iter()
            .filter_map(|(name, value)| Some((name, HeaderValue::from_static(value?))))
            .collect();
        super::of(&headers)
    }

    #[test]
    fn the_browsers_preference_is_followed() {
        assert_eq!(of(None, None), English);
        for (accepted, language) in [
            ("en-GB,en;q=0.9", English),
            ("zh-TW,zh;q=0.9,en;q=0.8", ZhHant),
            ("zh-HK", ZhHant),
            ("zh-Hant-CN", ZhHant),
            ("zh-Hans-TW", ZhHans),
            ("zh-CN,zh;q=0.9", ZhHans),
            ("zh", ZhHans),
            ("de-CH, fr;q=0.9, ZH-tw;q=0.8, en;q=0.7", ZhHant),
            ("en;q=0.3, zh-CN;q=0.6", ZhHans),
            ("zh-TW;q=0, en;q=0.1", English),
            ("de", English),
            ("*", English),
            (";;,=,q=9,zh;q=x", English),
        ] {
            assert_eq!(of(None, Some(accepted)), language, "{accepted}");
        }
    }

    #[test]
    fn a_choice_beats_the_browser() {
        assert_eq!(of(Some("language=zh-Hans"), Some("en")), ZhHans);
        assert_eq!(of(Some("a=b; language=en"), Some("zh-TW")), English);
        assert_eq!(of(Some("language=en-x-mirrored"), None), Mirrored);
        assert_eq!(of(Some("language=tlh"), Some("zh-TW")), ZhHant);
    }
}
