//! Pages and answers in JSON go out compressed, as far as the browser takes it and it is worth it.
//!
//! Why that tells nobody what they should not know (BREACH) is said in ARCHITECTURE.md.

use axum::http::{Extensions, HeaderMap, StatusCode, Version, header};
use tower_http::CompressionLevel;
use tower_http::compression::predicate::SizeAbove;
use tower_http::compression::{CompressionLayer, Predicate};

/// A body below this is sent as it is, in bytes: it fits one packet either way.
const BYTES_MIN: u16 = 1024;
/// Of brotli and gzip alike: the next level of brotli takes twice as long for a twentieth less.
const LEVEL: i32 = 4;
/// What is compressed here. All else is too small, or is a file that has its own compressed twin.
const KINDS: [&[u8]; 2] = [b"text/html", b"application/json"];

/// Put among an answer's extensions: it holds a secret, beside texts that others may have chosen.
#[derive(Clone)]
pub(crate) struct HoldsSecret;

/// Compresses by `Accept-Encoding`; what is encoded already is never encoded again.
pub fn layer() -> CompressionLayer<impl Predicate> {
    let level = CompressionLevel::Precise(LEVEL);
    CompressionLayer::new().quality(level).compress_when(SizeAbove::new(BYTES_MIN).and(is_worth_it))
}

fn is_worth_it(_: StatusCode, _: Version, headers: &HeaderMap, extensions: &Extensions) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map_or(&[][..], |kind| kind.as_bytes());
    // A file's tag names its bytes, which would be others then.
    let may_be = !headers.contains_key(header::ETAG) && extensions.get::<HoldsSecret>().is_none();
    may_be && KINDS.iter().any(|known| kind.starts_with(known))
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::{Request, Response, header};
    use tower::ServiceExt;

    const JSON: (header::HeaderName, &str) = (header::CONTENT_TYPE, "application/json");

    /// What becomes of an answer with these headers: its encoding, and how long it is.
    async fn sent(
        headers: &'static [(header::HeaderName, &'static str)],
        bytes: usize,
    ) -> (Option<String>, usize) {
        let answer = move || async move {
            let mut response = Response::new(Body::from("x".repeat(bytes)));
            for (name, value) in headers {
                response.headers_mut().insert(name, value.parse().unwrap());
            }
            response
        };
        let router = Router::new().fallback(answer).layer(super::layer());
        let request = Request::builder().header(header::ACCEPT_ENCODING, "gzip, deflate, br, zstd");
        let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let encoding = response.headers().get(header::CONTENT_ENCODING);
        let encoding = encoding.map(|encoding| encoding.to_str().unwrap().to_owned());
        (encoding, to_bytes(response.into_body(), usize::MAX).await.unwrap().len())
    }

    #[tokio::test]
    async fn compresses_pages_and_json_from_a_kilobyte_on() {
        let (encoding, bytes) = sent(&[JSON], 1024).await;
        assert!(encoding.as_deref() == Some("br") && bytes < 100, "{encoding:?}, {bytes}");
        assert_eq!(sent(&[JSON], 1023).await, (None, 1023));
        let html = &[(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        assert_eq!(sent(html, 5_000).await.0.as_deref(), Some("br"));
    }

    #[tokio::test]
    async fn leaves_files_and_what_is_encoded_already_as_they_are() {
        let svg = &[(header::CONTENT_TYPE, "image/svg+xml")];
        assert_eq!(sent(svg, 5_000).await, (None, 5_000));
        assert_eq!(sent(&[], 5_000).await, (None, 5_000), "an upgrade has no type");
        let twin = &[JSON, (header::CONTENT_ENCODING, "gzip")];
        assert_eq!(sent(twin, 5_000).await, (Some("gzip".to_owned()), 5_000));
        assert_eq!(sent(&[JSON, (header::ETAG, "\"1\"")], 5_000).await, (None, 5_000));
    }
}
