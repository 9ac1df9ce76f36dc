//! The page's files, inside the binary; a debug build reads them from `target/site`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::banter::Banter;
use crate::page;

#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Site;

/// The compressed twins that `cargo leptos build --precompress` writes, best first.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// Any path that has no route: a file of the page, or the page that says there is none.
pub async fn file_or_page(State(banter): State<Arc<Banter>>, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let is_twin = ENCODINGS.iter().any(|(_, ending)| path.ends_with(ending));
    match Site::get(path).filter(|_| !is_twin) {
        Some(_) if !matches!(*request.method(), Method::GET | Method::HEAD) => {
            StatusCode::METHOD_NOT_ALLOWED.into_response()
        }
        Some(file) => answer(path, file, request.headers()),
        None => page::not_found(&banter, request).await,
    }
}

fn answer(path: &str, plain: EmbeddedFile, headers: &HeaderMap) -> Response {
    let kind = plain.metadata.mimetype().to_owned();
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let twin = ENCODINGS.iter().find_map(|(encoding, ending)| {
        let wanted = accepted.is_some_and(|accepted| accepts(accepted, encoding));
        let file = if wanted { Site::get(&format!("{path}{ending}")) } else { None };
        file.map(|file| (file, Some(*encoding)))
    });
    let (file, encoding) = twin.unwrap_or((plain, None));
    let tag = etag(&file);
    let mut response = if headers.get(header::IF_NONE_MATCH) == Some(&tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(file.data).into_response()
    };
    let out = response.headers_mut();
    out.insert(header::ETAG, tag);
    // The names stay the same from version to version: a browser asks whether it has the newest.
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(kind) = HeaderValue::from_str(&kind) {
        out.insert(header::CONTENT_TYPE, kind);
    }
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// Whether `Accept-Encoding` names `encoding` and does not weigh it zero (RFC 9110 section 12.5.3).
fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|part| {
        let (name, weight) = part.split_once(';').unwrap_or((part, ""));
        let zero = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case(encoding) && !zero
    })
}

fn etag(file: &EmbeddedFile) -> HeaderValue {
    use std::fmt::Write;
    let mut tag = String::from("\"");
    for byte in &file.metadata.sha256_hash()[..16] {
        // Writing to a String cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    HeaderValue::from_str(&tag).expect("hex digits are visible ASCII")
}

#[cfg(test)]
mod tests {
    use super::accepts;

    #[test]
    fn reads_accept_encoding() {
        assert!(accepts("gzip, deflate, br, zstd", "br") && accepts("GZIP;q=0.5", "gzip"));
        assert!(!accepts("gzip", "br") && !accepts("br;q=0, gzip", "br") && !accepts("brx", "br"));
    }
}
