//! The page's first render: who may see which URL, and the HTML with the newest messages in it.

use std::sync::Arc;

use app::address;
use app::document::{self, Notice, Page, Purpose, Refused};
use app::event::{PresenceState, RoomKind, User};
use app::first::{First, RoomPage};
use app::words::Language;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::config::{Env, LeptosOptions};
use leptos::prelude::expect_context;
use leptos_axum::ResponseOptions;
use serde::Deserialize;

use crate::auth::{self, SignedIn};
use crate::banter::Banter;
use crate::error::Error;
use crate::store::{GENERAL, Session};
use crate::{clock, destination, language, notice};

/// Lets renders spawn what they wait for; once a process.
pub fn prepare() {
    // An error says that it was done before.
    let _ = any_spawner::Executor::init_tokio();
}

/// What the query of a page may hold.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The tag of the language to see it in, from now on.
    language: Option<String>,
    /// The code of a form's refusal.
    refused: Option<String>,
    /// When to try again, in seconds.
    retry: Option<u64>,
    /// The name that was typed.
    username: Option<String>,
    /// Where to go on to when signed in.
    to: Option<String>,
    /// What to say of what led here, which a cookie holds.
    #[serde(skip)]
    notice: Option<Notice>,
}

/// `GET` of a URL that has a page; sends the viewer to the page that is theirs.
pub async fn show(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
    asked: Result<Query<Asked>, QueryRejection>,
    request: Request,
) -> Response {
    let (path, language) = (request.uri().path(), language::of(request.headers()));
    // An address with another query is the same page.
    let Query(mut asked) = asked.unwrap_or_default();
    asked.notice = notice::of(request.headers());
    asked.to = asked.to.filter(|to| destination::checked(to).is_some());
    if let Some(chosen) = asked.language.as_deref().and_then(Language::of_tag) {
        let path = address::before(path, asked.to.as_deref());
        let mut response = Redirect::to(&path).into_response();
        response.headers_mut().insert(header::SET_COOKIE, language::cookie_of(chosen));
        return response;
    }
    let found = match session {
        Ok(SignedIn(session)) => for_member(&banter, &session, asked, path, language).await,
        Err(Error::NotSignedIn | Error::UnknownToken) => {
            for_stranger(&banter, asked, path, language).await
        }
        Err(error) => Err(error),
    };
    match found {
        Ok(Found::Elsewhere(path)) => Redirect::to(&path).into_response(),
        Ok(Found::Nearby(path, what)) => notice::with(what, Redirect::to(&path).into_response()),
        Ok(Found::Here(page)) => {
            let is_told = matches!(&page, Page::Chat(first) if first.notice.is_some());
            let response = render(&banter, page, request).await;
            if is_told { notice::told(response) } else { response }
        }
        Err(error) => failed(&banter, &error, request).await,
    }
}

/// The page that says what went wrong.
pub(crate) async fn failed(banter: &Banter, error: &Error, request: Request) -> Response {
    let page = Page::Failed(error.to_api(language::of(request.headers())));
    let mut response = render(banter, page, request).await;
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response
}

/// The page that says there is none.
pub async fn not_found(banter: &Banter, request: Request) -> Response {
    let mut response = render(banter, Page::NotFound, request).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

enum Found {
    Here(Page),
    Elsewhere(String),
    /// Elsewhere, where it is said why.
    Nearby(String, Notice),
}

async fn for_stranger(
    banter: &Banter,
    asked: Asked,
    path: &str,
    language: Language,
) -> Result<Found, Error> {
    let registration_open = banter.registration_is_open();
    let is_first = !banter.store.has_accounts().await?;
    let purpose = match path {
        "/login" if is_first => Purpose::First,
        "/login" => Purpose::SignIn { registration_open },
        "/register" if is_first => Purpose::First,
        "/register" if registration_open => Purpose::Register,
        _ => return Ok(Found::Elsewhere(destination::sign_in_before(path))),
    };
    let error = asked.refused.map(|code| auth::refusal(&code, asked.retry));
    let refused = Refused {
        is_of_name: error.as_ref().is_some_and(Error::is_of_name),
        message: error.map(|error| error.in_words(language)),
        username: asked.username,
    };
    Ok(Found::Here(Page::Account { purpose, refused, to: asked.to }))
}

async fn for_member(
    banter: &Banter,
    session: &Session,
    asked: Asked,
    path: &str,
    language: Language,
) -> Result<Found, Error> {
    let mut rooms = banter.rooms.all_of(&session.user).await?;
    // Before the first socket there would be nothing to see. Where nothing can be stored, there is not.
    let is_new = !rooms.iter().any(|room| room.kind == RoomKind::Room);
    if is_new && banter.rooms.welcome(session.user.clone(), None).await.is_ok() {
        rooms = banter.rooms.all_of(&session.user).await?;
    }
    let at = match (path, address::at(path)) {
        ("/login" | "/register", _) => {
            return Ok(Found::Elsewhere(asked.to.unwrap_or_else(|| "/".to_owned())));
        }
        (_, Some((name, seq))) => {
            let mut page = banter.rooms.page(&session.user, (&name, seq), language).await?;
            if let RoomPage::Open { members, .. } = &mut page {
                banter.presence.fill(&mut members.members);
                // Whoever looks at the page is there.
                let me = members.members.iter_mut().find(|one| *one.name == *session.user.name);
                if let Some(me) = me.filter(|me| me.state == Some(PresenceState::Offline)) {
                    (me.state, me.seen) = (Some(PresenceState::Online), None);
                }
            }
            match (&page, seq) {
                // It was called so before.
                (RoomPage::Missing, _) => {
                    if let Some(now) = banter.rooms.moved(&name).await? {
                        return Ok(Found::Elsewhere(address::of(&now, seq)));
                    }
                }
                (RoomPage::Open { at: None, .. }, Some(_)) => {
                    return Ok(Found::Nearby(address::of_room(&name), Notice::NoMessage));
                }
                _ => {}
            }
            Some((name, page))
        }
        (_, None) => None,
    };
    let home = rooms.iter().find(|room| room.room == GENERAL).or(rooms.first());
    if let (None, Some(room), true) = (&at, home, path != address::ROOMS) {
        return Ok(Found::Elsewhere(address::of_room(&room.handle())));
    }
    let name = session.user.name.as_ref().to_owned();
    let user = User { name, admin: session.admin };
    let (limits, now) = (banter.limits(), clock::timestamp(clock::now_ms()));
    let notice = asked.notice.map(|notice| notice.in_words(language).to_owned());
    Ok(Found::Here(Page::Chat(Box::new(First { user, limits, rooms, at, now, notice }))))
}

/// The document around `page`, for who sent `request`.
pub(crate) async fn render(banter: &Banter, page: Page, request: Request) -> Response {
    let options = options(banter);
    let language = language::of(request.headers());
    let offset = language::offset_of(request.headers());
    let context = || protect(&expect_context::<ResponseOptions>());
    let shell = move || document::shell(options.clone(), page.clone(), language, offset);
    leptos_axum::render_app_async_with_context(context, shell)(request).await
}

/// Scripts run by this render's nonce only; what they load, from here only.
fn protect(response: &ResponseOptions) {
    let nonce = leptos::nonce::use_nonce().map(|nonce| format!("'nonce-{nonce}' "));
    let policy = format!(
        "default-src 'none'; script-src 'self' {}'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'",
        nonce.unwrap_or_default()
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    // What one viewer sees is not kept for the next.
    response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

fn options(banter: &Banter) -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("banter")
        .site_root("target/site")
        .site_pkg_dir("pkg")
        .env(if cfg!(debug_assertions) { Env::DEV } else { Env::PROD })
        .site_addr(banter.address)
        .reload_port(3001)
        .build()
}
