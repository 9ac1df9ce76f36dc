//! The page's first render: who may see which URL, and the HTML with the newest messages in it.

use std::sync::Arc;

use app::address;
use app::document::{self, Page, Purpose, Refused};
use app::event::{RoomKind, User};
use app::first::First;
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
use crate::language;
use crate::store::{GENERAL, Session};

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
    let Query(asked) = asked.unwrap_or_default();
    if let Some(chosen) = asked.language.as_deref().and_then(Language::of_tag) {
        let mut response = Redirect::to(path).into_response();
        response.headers_mut().insert(header::SET_COOKIE, language::cookie_of(chosen));
        return response;
    }
    let found = match session {
        Ok(SignedIn(session)) => for_member(&banter, &session, path, language).await,
        Err(Error::NotSignedIn) => for_stranger(&banter, asked, path, language).await,
        Err(error) => Err(error),
    };
    match found {
        Ok(Found::Elsewhere(path)) => Redirect::to(&path).into_response(),
        Ok(Found::Here(page)) => render(&banter, page, request).await,
        Err(error) => {
            let failed = Page::Failed(error.to_api(language));
            let mut response = render(&banter, failed, request).await;
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            response
        }
    }
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
        _ => return Ok(Found::Elsewhere("/login".to_owned())),
    };
    let message = asked.refused.map(|code| auth::refusal(&code, asked.retry).in_words(language));
    let refused = Refused { message, username: asked.username };
    Ok(Found::Here(Page::Account { purpose, refused }))
}

async fn for_member(
    banter: &Banter,
    session: &Session,
    path: &str,
    language: Language,
) -> Result<Found, Error> {
    let mut rooms = banter.rooms.all_of(&session.user).await?;
    // Before the first socket there would be nothing to see. Where nothing can be stored, there is not.
    let is_new = !rooms.iter().any(|room| room.kind == RoomKind::Room);
    if is_new && banter.rooms.welcome(session.user.clone(), None).await.is_ok() {
        rooms = banter.rooms.all_of(&session.user).await?;
    }
    let at = match (path, address::room_at(path)) {
        ("/login" | "/register", _) => return Ok(Found::Elsewhere("/".to_owned())),
        (_, Some(name)) => {
            let page = banter.rooms.page(&session.user, &name, language).await?;
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
    let limits = banter.limits();
    Ok(Found::Here(Page::Chat(Box::new(First { user, limits, rooms, at }))))
}

async fn render(banter: &Banter, page: Page, request: Request) -> Response {
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
