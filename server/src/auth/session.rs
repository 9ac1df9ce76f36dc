//! Sessions: a signed token in a cookie, and a row whose deletion ends it.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::token::BotToken;
use crate::banter::Banter;
use crate::clock;
use crate::config::Origins;
use crate::error::Error;
use crate::store::{Author, Session, SessionId};

/// Bytes of the key that signs tokens.
const KEY_BYTES: usize = 32;
/// Who issues tokens and who they are for.
const ISSUER: &str = "banter";
/// The cookie on https: bound to this very host (RFC 6265bis section 4.1.3.2).
const SECURE_COOKIE: &str = "__Host-banter";
/// The cookie on plain http, where browsers refuse the other.
const PLAIN_COOKIE: &str = "banter";

/// Makes and reads session tokens (RFC 7519, HS256).
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    jti: String,
    iat: i64,
    exp: i64,
}

impl Tokens {
    /// With the key in `folder`, made when there is none.
    ///
    /// # Errors
    /// A sentence about the file.
    pub fn open(folder: &Path) -> Result<Self, String> {
        let path = folder.join("session.key");
        let key = read_or_make(&path)
            .map_err(|error| format!("{} cannot be used: {error}.", path.display()))?;
        if key.len() != KEY_BYTES {
            let place = path.display();
            return Err(format!(
                "{place} must hold {KEY_BYTES} random bytes; delete it for a new one."
            ));
        }
        Ok(Self {
            encoding: EncodingKey::from_secret(&key),
            decoding: DecodingKey::from_secret(&key),
        })
    }

    /// The cookie that carries a token for `session`.
    ///
    /// # Errors
    /// Signing failed.
    pub fn cookie(
        &self,
        author: &Author,
        session: SessionId,
        lifetime: Duration,
        origins: &Origins,
    ) -> Result<HeaderValue, Error> {
        let now = clock::now_ms() / 1_000;
        let seconds = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX);
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: ISSUER.to_owned(),
            sub: author.id.0.to_string(),
            jti: Uuid::from_bytes(session.0).simple().to_string(),
            iat: now,
            exp: now.saturating_add(seconds),
        };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
            .map_err(|error| {
            tracing::error!(%error, "a token could not be signed");
            Error::Internal
        })?;
        Ok(cookie(&token, time::Duration::seconds(seconds), origins.are_secure()))
    }

    /// The session a token names, when it is one of ours and has not expired.
    #[must_use]
    pub fn session(&self, token: &str) -> Option<SessionId> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[ISSUER]);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        validation.leeway = 0;
        let token = jsonwebtoken::decode::<Claims>(token, &self.decoding, &validation).ok()?;
        Some(SessionId(Uuid::try_parse(&token.claims.jti).ok()?.into_bytes()))
    }
}

/// Tells the browser to forget its cookie.
pub(super) fn removal_cookie(secure: bool) -> HeaderValue {
    cookie("", time::Duration::ZERO, secure)
}

/// Whether a browser that is signed in sent this.
pub(crate) fn has_cookie(headers: &HeaderMap, secure: bool) -> bool {
    cookie_in(headers, secure).is_some()
}

/// The plain name means nothing on https: a sibling site could have set it.
pub(crate) const fn cookie_name(secure: bool) -> &'static str {
    if secure { SECURE_COOKIE } else { PLAIN_COOKIE }
}

fn cookie(value: &str, lifetime: time::Duration, secure: bool) -> HeaderValue {
    let cookie = Cookie::build((cookie_name(secure), value))
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Lax)
        .max_age(lifetime);
    HeaderValue::from_str(&cookie.to_string()).expect("a cookie of ours is visible ASCII")
}

fn cookie_in(headers: &HeaderMap, secure: bool) -> Option<&str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split("; ")).find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (name == cookie_name(secure)).then_some(value)
    })
}

fn bearer_in(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

fn read_or_make(path: &Path) -> io::Result<Vec<u8>> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        read => return read,
    }
    let mut key = [0; KEY_BYTES];
    aws_lc_rs::rand::fill(&mut key).map_err(|_| io::Error::other("no random bytes"))?;
    // Half a key, as a full disk leaves it, would stop every later start.
    let partial = path.with_extension("key.partial");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&partial)?;
    file.write_all(&key)?;
    file.sync_all()?;
    fs::rename(partial, path)?;
    Ok(key.to_vec())
}

/// Who asks, by cookie or by `Authorization: Bearer`, a bot by its token; anybody else is refused with 401.
pub struct SignedIn(pub Session);

impl FromRequestParts<Arc<Banter>> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, banter: &Arc<Banter>) -> Result<Self, Error> {
        let headers = &parts.headers;
        let secure = banter.origins.are_secure();
        let bearer = bearer_in(headers);
        let id = match bearer.and_then(BotToken::of_bearer) {
            Some(token) => Some(token.session()),
            None => bearer
                .or_else(|| cookie_in(headers, secure))
                .and_then(|token| banter.tokens.session(token)),
        };
        let session = match id {
            Some(id) => banter.store.session(id).await?,
            None => None,
        };
        // Who sends a token is a program, which has nowhere to sign in.
        let refusal = if bearer.is_some() { Error::UnknownToken } else { Error::NotSignedIn };
        session.map(Self).ok_or(refusal)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jsonwebtoken::{Algorithm, EncodingKey, Header};
    use serde_json::json;

    use super::{Origins, Tokens};
    use crate::store::{Author, SessionId, UserId};

    const ID: SessionId = SessionId([7; 16]);

    fn token_of(tokens: &Tokens) -> String {
        let ann = Author { id: UserId(1), name: "ann".into(), bot: false };
        let cookie = tokens.cookie(&ann, ID, Duration::from_secs(60), &Origins::default()).unwrap();
        let cookie = cookie.to_str().unwrap();
        cookie.split_once('=').unwrap().1.split(';').next().unwrap().to_owned()
    }

    #[test]
    fn reads_its_own_tokens_and_keeps_its_key() {
        let folder = tempfile::tempdir().unwrap();
        let token = token_of(&Tokens::open(folder.path()).unwrap());
        assert!(Tokens::open(folder.path()).unwrap().session(&token) == Some(ID));
        let elsewhere = tempfile::tempdir().unwrap();
        assert!(Tokens::open(elsewhere.path()).unwrap().session(&token).is_none());
    }

    #[test]
    #[cfg(unix)]
    fn keeps_its_key_to_itself_and_refuses_a_bad_one() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        drop(Tokens::open(folder.path()).unwrap());
        let path = folder.path().join("session.key");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::write(&path, "secret").unwrap();
        assert!(Tokens::open(folder.path()).is_err());
    }

    /// Algorithm `none`, other claims, an expiry that is a string: RFC 8725 and CVE-2026-25537.
    #[test]
    fn refuses_tokens_that_only_look_like_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let tokens = Tokens::open(folder.path()).unwrap();
        let key = std::fs::read(folder.path().join("session.key")).unwrap();
        let jti = "07070707070707070707070707070707";
        let good = json!({"iss": "banter", "aud": "banter", "sub": "1", "jti": jti, "iat": 0, "exp": 4_000_000_000_i64});
        let sign = |claims: &serde_json::Value, algorithm| {
            jsonwebtoken::encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(&key))
                .unwrap()
        };
        let with = |name: &str, value: serde_json::Value| {
            let mut claims = good.clone();
            claims[name] = value;
            sign(&claims, Algorithm::HS256)
        };
        assert!(tokens.session(&sign(&good, Algorithm::HS256)) == Some(ID), "the premise");
        let unsigned = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJiYW50ZXIifQ.";
        let bad = [
            sign(&good, Algorithm::HS512),
            with("exp", json!(1)),
            with("exp", json!("4000000000")),
            with("aud", json!("other")),
            with("iss", json!("other")),
            with("jti", json!("other")),
            unsigned.to_owned(),
            String::new(),
        ];
        for (index, token) in bad.iter().enumerate() {
            assert!(tokens.session(token).is_none(), "case {index}");
        }
    }
}
