//! Pages and answers in JSON come compressed to who takes them so, and are the same.

use std::io::Read;

use app::event::RoomId;
use reqwest::{Response, StatusCode, header};

use crate::support::{App, Person};

/// Somebody in a room with ten messages.
async fn talker(app: &App) -> Person {
    let mut ann = app.person("ann").await;
    ann.opens("lobby").await;
    for number in 0..10 {
        ann.says(&format!("message number {number}, neither long nor short")).await;
    }
    ann
}

async fn get(app: &App, token: &str, path: &str, encodings: Option<&str>) -> Response {
    let mut asked = app.get(path).bearer_auth(token);
    if let Some(encodings) = encodings {
        asked = asked.header(header::ACCEPT_ENCODING, encodings);
    }
    asked.send().await.unwrap()
}

fn encoding(response: &Response) -> Option<&str> {
    Some(response.headers().get(header::CONTENT_ENCODING)?.to_str().unwrap())
}

fn varies(response: &Response) -> bool {
    let vary = response.headers().get_all(header::VARY);
    vary.iter().any(|vary| vary.to_str().unwrap().eq_ignore_ascii_case("accept-encoding"))
}

async fn read(response: Response) -> String {
    let encoding = encoding(&response).map(str::to_owned);
    let bytes = response.bytes().await.unwrap();
    let mut text = String::new();
    let read = match encoding.as_deref() {
        Some("br") => {
            brotli_decompressor::Decompressor::new(&*bytes, 4096).read_to_string(&mut text)
        }
        Some("gzip") => flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut text),
        None => (&*bytes).read_to_string(&mut text),
        Some(other) => panic!("nobody asked for {other}"),
    };
    read.unwrap();
    text
}

/// A page without what is new in every response, which its policy names.
async fn read_page(response: Response) -> String {
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    let (_, nonce) = policy.split_once("'nonce-").unwrap();
    let nonce = nonce.split_once('\'').unwrap().0.to_owned();
    let page = read(response).await.replace(&nonce, "");
    // When it was rendered stands in it, and nothing else of the moment.
    let (before, at) = page.split_once("\"now\":\"").unwrap();
    format!("{before}{}", at.split_once('"').unwrap().1)
}

#[tokio::test]
async fn a_page_comes_in_the_encoding_that_was_asked_for_and_is_the_same() {
    let app = App::start().await;
    let ann = talker(&app).await;
    let plain = get(&app, &ann.token, "/r/lobby", None).await;
    assert_eq!((encoding(&plain), varies(&plain)), (None, true));
    let plain = read_page(plain).await;
    assert!(plain.contains("message number 9"), "the premise");
    for (asked, given) in [
        ("br", Some("br")),
        ("gzip", Some("gzip")),
        ("gzip, deflate, br, zstd", Some("br")),
        ("br;q=0, gzip;q=0.5", Some("gzip")),
        ("identity", None),
        ("zstd", None),
    ] {
        let page = get(&app, &ann.token, "/r/lobby", Some(asked)).await;
        assert_eq!(page.status(), StatusCode::OK);
        assert_eq!((encoding(&page), varies(&page)), (given, true), "{asked}");
        assert!(read_page(page).await == plain, "{asked}");
    }
    let page = get(&app, &ann.token, "/r/lobby", Some("br")).await.bytes().await.unwrap();
    assert!(page.len() * 3 < plain.len(), "{} of {} bytes", page.len(), plain.len());
}

#[tokio::test]
async fn an_answer_in_json_too_unless_it_is_small() {
    let app = App::start().await;
    let ann = talker(&app).await;
    let path = format!("/api/rooms/{}/messages", ann.room.unwrap());
    let plain = read(get(&app, &ann.token, &path, None).await).await;
    let page = get(&app, &ann.token, &path, Some("br")).await;
    assert_eq!((encoding(&page), varies(&page)), (Some("br"), true));
    assert_eq!(read(page).await, plain);
    let refused = get(&app, "", &path, Some("br")).await;
    assert_eq!((refused.status(), encoding(&refused)), (StatusCode::UNAUTHORIZED, None));
    let missing = format!("/api/rooms/{}/messages", RoomId(99));
    assert_eq!(encoding(&get(&app, &ann.token, &missing, Some("br")).await), None);
    // One-time passwords are small: no secret is ever compressed.
    let otp = app.post("/otp").bearer_auth(&ann.token).header(header::ACCEPT_ENCODING, "br");
    let otp = otp.send().await.unwrap();
    assert_eq!((otp.status(), encoding(&otp)), (StatusCode::OK, None));
}

#[tokio::test]
async fn a_head_has_the_pages_headers_and_no_bytes() {
    let app = App::start().await;
    let ann = talker(&app).await;
    let url = format!("http://{}/r/lobby", app.address);
    let asked = app.http.head(url).bearer_auth(&ann.token).header(header::ACCEPT_ENCODING, "br");
    let head = asked.send().await.unwrap();
    assert_eq!((head.status(), varies(&head)), (StatusCode::OK, true));
    assert!(head.bytes().await.unwrap().is_empty());
}

/// The files have twins that were compressed once and better, where the page has been built.
#[tokio::test]
async fn a_file_keeps_its_own_encoding() {
    let app = App::start().await;
    let plain = get(&app, "", "/pkg/banter.css", None).await;
    if plain.status() == StatusCode::NOT_FOUND {
        return;
    }
    let plain = read(plain).await;
    let file = get(&app, "", "/pkg/banter.css", Some("br")).await;
    assert_eq!((encoding(&file), varies(&file)), (Some("br"), true));
    let tag = file.headers()[header::ETAG].clone();
    assert_eq!(read(file).await, plain);
    let again = app.get("/pkg/banter.css").header(header::ACCEPT_ENCODING, "br");
    let again = again.header(header::IF_NONE_MATCH, tag).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert!(again.bytes().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_socket_opens_as_ever_when_its_request_takes_brotli() {
    let app = App::start().await;
    let (token, otp) = app.sign_in("ann").await;
    let headers = [("accept-encoding", "gzip, deflate, br, zstd")];
    let mut ann = Person::enters_with(&app, "ann", token, &otp, &headers).await;
    ann.opens("lobby").await;
    ann.says("hello").await;
}
