//! The page's first render: who may see which URL, and the HTML with the newest messages in it.

use std::sync::Arc;

use app::backend::Backend;
use app::event::{RoomId, Seq};
use app::http::{ApiError, History, RoomPage, Viewer};
use async_trait::async_trait;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::config::{Env, LeptosOptions};
use leptos::prelude::{expect_context, provide_context};
use leptos_axum::ResponseOptions;

use crate::api;
use crate::auth::SignedIn;
use crate::banter::Banter;
use crate::error::Error;
use crate::room::PAGE_MESSAGES;
use crate::store::{GENERAL, Session};

/// Lets renders spawn what they wait for; once a process.
pub fn prepare() {
    // An error says that it was done before.
    let _ = any_spawner::Executor::init_tokio();
}

/// `GET` of a URL that has a page; sends the viewer to the page that is theirs.
pub async fn show(
    State(banter): State<Arc<Banter>>,
    session: Result<SignedIn, Error>,
    request: Request,
) -> Response {
    let session = match session {
        Ok(SignedIn(session)) => Some(session),
        Err(Error::NotSignedIn) => None,
        Err(error) => return error.into_response(),
    };
    match detour(&banter, session.as_ref(), request.uri().path()).await {
        Ok(Some(path)) => Redirect::to(&path).into_response(),
        Ok(None) => render_for(banter, session, request).await,
        Err(error) => error.into_response(),
    }
}

/// The page for a viewer who is nobody in particular.
pub async fn render(banter: Arc<Banter>, request: Request) -> Response {
    render_for(banter, None, request).await
}

async fn detour(
    banter: &Banter,
    session: Option<&Session>,
    path: &str,
) -> Result<Option<String>, Error> {
    let entrance = matches!(path, "/login" | "/register");
    let Some(session) = session else {
        let first = path == "/register" && !banter.store.has_accounts().await?;
        return Ok((!entrance || first).then(|| "/login".to_owned()));
    };
    if entrance {
        return Ok(Some("/".to_owned()));
    }
    if path != "/" {
        return Ok(None);
    }
    let rooms = banter.rooms.all_of(&session.user).await?;
    let room = rooms.iter().find(|room| room.room == GENERAL).or(rooms.first());
    let name = |name: &str| form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>();
    Ok(room.map(|room| format!("/r/{}", name(&room.name))))
}

async fn render_for(banter: Arc<Banter>, session: Option<Session>, request: Request) -> Response {
    let options = options(&banter);
    let answers: Arc<dyn Backend> = Arc::new(Answers { banter, session });
    let context = move || {
        provide_context(Arc::clone(&answers));
        protect(&expect_context::<ResponseOptions>());
    };
    let shell = move || app::ui::shell(options.clone());
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

/// [`Backend`] for one request.
struct Answers {
    banter: Arc<Banter>,
    session: Option<Session>,
}

impl Answers {
    fn session(&self) -> Result<&Session, Error> {
        self.session.as_ref().ok_or(Error::NotSignedIn)
    }

    async fn room_page(&self, name: &str) -> Result<RoomPage, Error> {
        self.banter.rooms.page(&self.session()?.user, name).await
    }

    async fn history(&self, room: RoomId, before: Option<Seq>) -> Result<History, Error> {
        let room = self.banter.rooms.of(&self.session()?.user, room).await?;
        room.history(before, PAGE_MESSAGES).await
    }
}

#[async_trait]
impl Backend for Answers {
    async fn viewer(&self) -> Result<Viewer, ApiError> {
        api::session::viewer(&self.banter, self.session.as_ref())
            .await
            .map_err(|error| ApiError::from(&error))
    }

    async fn room_page(&self, name: &str) -> Result<RoomPage, ApiError> {
        Self::room_page(self, name).await.map_err(|error| ApiError::from(&error))
    }

    async fn history(&self, room: RoomId, before: Option<Seq>) -> Result<History, ApiError> {
        Self::history(self, room, before).await.map_err(|error| ApiError::from(&error))
    }
}
