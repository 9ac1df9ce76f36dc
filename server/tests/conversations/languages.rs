//! What the server says to people is said in their language.

use app::event::{ErrorCode, ErrorReply, RoomId, Seq};
use reqwest::{RequestBuilder, Response, StatusCode, header};
use serde_json::{Value, json};

use crate::support::{App, PASSWORD, Person, Wish, bot};

const TAIWAN: &str = "zh-TW,zh;q=0.9,en;q=0.8";
const CHINA: &str = "zh-CN,zh;q=0.9";

fn fails_to_log_in(app: &App) -> RequestBuilder {
    app.post("/login").json(&json!({"username": "ann", "password": "wrong horse"}))
}

fn in_language(request: RequestBuilder, accepted: &str) -> RequestBuilder {
    request.header(header::ACCEPT_LANGUAGE, accepted)
}

async fn message_of(response: Response) -> String {
    let said: Value = response.json().await.unwrap();
    said["message"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_refusal_comes_in_the_language_of_the_one_who_asked() {
    let app = App::start().await;
    app.sign_in("ann").await;
    for (accepted, tag, sentence) in [
        ("en-GB", "en", "The name or the password is wrong."),
        ("de", "en", "The name or the password is wrong."),
        (TAIWAN, "zh-Hant", "名稱或密碼錯誤。"),
        (CHINA, "zh-Hans", "名称或密码错误。"),
    ] {
        let response = in_language(fails_to_log_in(&app), accepted).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(response.headers()[header::CONTENT_LANGUAGE], tag);
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        let length: usize =
            response.headers()[header::CONTENT_LENGTH].to_str().unwrap().parse().unwrap();
        let body = response.text().await.unwrap();
        assert_eq!(length, body.len());
        let said: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(said, json!({"code": "wrong_credentials", "message": sentence}));
    }
    let bad = json!({"username": "a b", "password": PASSWORD});
    let response = in_language(app.post("/register").json(&bad), TAIWAN).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let said = message_of(response).await;
    assert!(said.starts_with("名稱需為 1 到 32 個字元"), "{said}");
}

#[tokio::test]
async fn who_says_nothing_of_languages_hears_english() {
    let app = App::start().await;
    app.sign_in("ann").await;
    let response = fails_to_log_in(&app).send().await.unwrap();
    assert_eq!(message_of(response).await, "The name or the password is wrong.");
    let response = app.get("/api/rooms").send().await.unwrap();
    assert_eq!(message_of(response).await, "Sign in first.");
}

#[tokio::test]
async fn a_token_that_is_nobodys_is_said_to_be() {
    let app = App::start().await;
    let token = bot(&app, "ci").await;
    let asks = || app.get("/api/rooms").bearer_auth(&token);
    assert_eq!(asks().send().await.unwrap().status(), StatusCode::OK, "the premise");
    app.post("/logout").bearer_auth(&token).send().await.unwrap();
    for (language, sentence) in [
        ("en", "This token is not known, or not any more."),
        ("zh-TW", "此權杖不存在，或已失效。"),
        ("zh-CN", "此令牌不存在，或已失效。"),
    ] {
        let refused = in_language(asks(), language).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(message_of(refused).await, sentence);
    }
}

#[tokio::test]
async fn the_language_that_was_chosen_beats_the_browsers() {
    let app = App::start().await;
    for (chosen, sentence) in [
        ("en", "Sign in first."),
        ("zh-Hant", "請先登入。"),
        ("zh-Hans", "请先登录。"),
        ("tlh", "请先登录。"),
    ] {
        let asked = in_language(app.get("/api/rooms"), CHINA);
        let asked = asked.header(header::COOKIE, format!("language={chosen}"));
        assert_eq!(message_of(asked.send().await.unwrap()).await, sentence);
    }
}

#[tokio::test]
async fn a_language_is_chosen_by_a_link_on_any_page() {
    let app = App::start().await;
    let ann = app.person("ann").await;
    for (path, tag) in [("/login", "zh-Hans"), ("/r/general", "zh-Hant"), ("/r/%E8%8C%B6", "en")] {
        let asked = app.get(&format!("{path}?language={tag}")).bearer_auth(&ann.token);
        let response = asked.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(response.headers()[header::LOCATION], path);
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
        let kept = format!("language={tag}; SameSite=Lax; Path=/; Max-Age=31536000");
        assert_eq!(cookie, kept);
    }
    let unknown = app.get("/r/general?language=tlh").bearer_auth(&ann.token).send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::OK);
    assert!(!unknown.headers().contains_key(header::SET_COOKIE));
}

/// The guard refuses before any route is asked.
#[tokio::test]
async fn the_guard_speaks_it_too() {
    let app = App::start().await;
    let asked = in_language(app.get("/login"), TAIWAN).header(header::HOST, "evil.example");
    let response = asked.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let said = message_of(response).await;
    assert!(said.starts_with("這個伺服器的網址是 http://"), "{said}");
}

#[tokio::test]
async fn an_answer_without_a_body_stays_without_one() {
    let app = App::start().await;
    let url = format!("http://{}/api/rooms", app.address);
    let asked = app.http.head(url);
    let response = in_language(asked, TAIWAN).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.headers()[header::CONTENT_LANGUAGE], "zh-Hant");
    let length: usize =
        response.headers()[header::CONTENT_LENGTH].to_str().unwrap().parse().unwrap();
    assert!(response.bytes().await.unwrap().is_empty());
    let whole = in_language(app.get("/api/rooms"), TAIWAN).send().await.unwrap();
    assert_eq!(whole.bytes().await.unwrap().len(), length);
}

#[tokio::test]
async fn the_page_of_a_name_that_no_room_can_have_says_why_in_it() {
    let app = App::start().await;
    let (token, _) = app.sign_in("ann").await;
    for (accepted, sentence) in [
        (TAIWAN, "名稱需為 1 到 50 個字元"),
        (CHINA, "名称需为 1 到 50 个字符"),
        ("en", "A name has 1 to 50 letters"),
    ] {
        let asked = in_language(app.get("/r/a%20b"), accepted).bearer_auth(&token);
        let html = asked.send().await.unwrap().text().await.unwrap();
        let (_, shown) = html.split_once("role=\"alert\"").expect("it is shown as an error");
        assert!(shown.contains(sentence), "{html}");
    }
}

#[tokio::test]
async fn a_socket_speaks_the_language_it_was_opened_in() {
    let app = App::start().await;
    for (headers, [name, member, emoji, frame]) in [
        (
            [("accept-language", TAIWAN), ("cookie", "a=b")],
            ["名稱需為 1 到 50", "您不是那個聊天室的成員。", "回應是一個表情符號", "訊框是 JSON"],
        ),
        (
            [("accept-language", TAIWAN), ("cookie", "language=zh-Hans")],
            ["名称需为 1 到 50", "你不是那个聊天室的成员。", "回应是一个表情", "一帧是 JSON"],
        ),
        (
            [("accept-language", TAIWAN), ("cookie", "language=en")],
            ["A name has 1 to 50", "You are not a member", "A reaction is one emoji", "A frame is"],
        ),
    ] {
        let (token, otp) = app.sign_in("ann").await;
        let mut ann = Person::enters_with(&app, "ann", token, &otp, &headers).await;
        ann.sends_text(r#"{"type":"change_room","payload":{"name":"a b"}}"#).await;
        let error: ErrorReply = ann.sees().await;
        assert_eq!(error.code, ErrorCode::BadName);
        assert!(error.message.starts_with(name), "{}", error.message);
        // Refused by the log, whose answers come through the queue.
        ann.room = Some(RoomId(99));
        let error = ann.is_refused(Wish::Delete, Seq(1)).await;
        assert_eq!(error.code, ErrorCode::NotMember);
        assert!(error.message.starts_with(member), "{}", error.message);
        let error = ann.is_refused(Wish::React("ok", true), Seq(1)).await;
        assert!(error.message.starts_with(emoji), "{}", error.message);
        ann.resumes(Seq(1)).await;
        let error: ErrorReply = ann.sees().await;
        assert!(error.message.starts_with(member), "{}", error.message);
        ann.sends_text("no JSON").await;
        let error: ErrorReply = ann.sees().await;
        assert!(error.message.starts_with(frame), "{}", error.message);
    }
}
