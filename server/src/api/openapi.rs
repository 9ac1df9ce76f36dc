//! What programs may ask, described: `/api/openapi.json` (OpenAPI 3.1), and the same to read at `/api`.
//!
//! Each route of [`router`](crate::router) that is not a page for people has a `Route` in the file of its noun; a
//! test holds the two lists against each other. Limits are the constants that the handlers go by, refusals the
//! [`Error`](crate::error::Error)s that they give.

mod entrance;
mod hooks;
pub(super) mod limit;
mod messages;
mod page;
mod rooms;
mod route;
mod this;

use std::sync::Arc;

use app::document::Page;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Components, ComponentsBuilder, InfoBuilder, License, OpenApi, OpenApiBuilder, Paths, Server,
    tag::TagBuilder,
};

use self::route::{BEARER, COOKIE};
use crate::auth::session_cookie;
use crate::banter::Banter;

/// What groups of routes there are, and what each is for.
const TAGS: [(&str, &str); 5] = [
    (
        entrance::TAG,
        "An account, a session, and a socket. A bot needs none of it: its token is its session.",
    ),
    (
        rooms::TAG,
        "Where things are said. What one is no member of is answered as if it were not there.",
    ),
    (messages::TAG, "What is said, and what has happened since."),
    (hooks::TAG, "How programs speak that know nothing of Banter."),
    (this::TAG, "How the server is, and what it can be asked."),
];

const ABOUT: &str = "Everything that programs can ask of this server, but for what goes over the socket.\n\
    Who asks is told by `Authorization: Bearer …`, with a bot's token (`banter bot token NAME` makes one) or a \
    session's. A browser sends its cookie instead, and then an `Origin` of this server as well.\n\
    A refusal is `{\"code\": …, \"message\": …}`: the code is for programs, the message a sentence in the language of \
    `Accept-Language` (English, 繁體中文, 简体中文). `Retry-After` says when to ask again.\n\
    Fields that you do not know are to be ignored. New ones may come.";

/// `GET /api/openapi.json`
pub async fn json(State(banter): State<Arc<Banter>>) -> Response {
    ([(header::CACHE_CONTROL, "no-cache")], Json(describe(&banter))).into_response()
}

/// `GET /api`: the same, to read.
pub async fn show(State(banter): State<Arc<Banter>>, request: Request) -> Response {
    let reference = page::reference(&describe(&banter));
    crate::page::render(&banter, Page::Api(Box::new(reference)), request).await
}

/// What `banter` can be asked, with its own settings.
#[must_use]
pub fn describe(banter: &Banter) -> OpenApi {
    let routes = [
        entrance::routes(),
        rooms::routes(),
        messages::routes(banter.config.message_chars),
        hooks::routes(),
        this::routes(),
    ];
    let (mut paths, mut components) = (Paths::new(), components(banter));
    for route in routes.into_iter().flatten() {
        route.enter(&mut paths, &mut components);
    }
    let info = InfoBuilder::new().title("Banter").version(env!("CARGO_PKG_VERSION"));
    let mut license = License::new("MIT");
    license.identifier = Some("MIT".to_owned());
    let tag = |(name, about)| TagBuilder::new().name(name).description(Some(about)).build();
    OpenApiBuilder::new()
        .info(info.description(Some(ABOUT)).license(Some(license)).build())
        .servers(Some([Server::new(banter.origins.main())]))
        .tags(Some(TAGS.map(tag)))
        .paths(paths)
        .components(Some(components))
        .build()
}

fn components(banter: &Banter) -> Components {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A bot's token, or a session's: the value of the cookie"));
    let cookie = session_cookie(banter.origins.are_secure());
    let cookie = ApiKeyValue::with_description(cookie, "What `POST /login` sets, for browsers");
    ComponentsBuilder::new()
        .security_scheme(BEARER, SecurityScheme::Http(bearer.build()))
        .security_scheme(COOKIE, SecurityScheme::ApiKey(ApiKey::Cookie(cookie)))
        .build()
}
