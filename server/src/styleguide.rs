//! The style guide of development builds: `/styleguide`, and a page for each specimen. A release has
//! none of it: neither the routes nor what they show.

use std::sync::Arc;

use app::ui::styleguide::{self, Stage, Wish};
use app::zone::Zone;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use leptos::prelude::{IntoView, Owner, RenderHtml};

use crate::banter::Banter;
use crate::{language, markup};

/// What the guide's pages may do: be framed by the guide, and set styles that show a role's value.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'self'";

/// The guide's routes.
pub fn routes() -> Router<Arc<Banter>> {
    let css = "text/css; charset=utf-8";
    let script = "text/javascript; charset=utf-8";
    Router::new()
        .route("/styleguide", get(guide))
        .route("/styleguide/{section}/{specimen}", get(specimen))
        .route("/styleguide/guide.css", file(css, include_str!("styleguide/guide.css")))
        .route("/styleguide/guide.js", file(script, include_str!("styleguide/guide.js")))
        .route("/styleguide/specimen.css", file(css, include_str!("styleguide/specimen.css")))
        .route("/styleguide/specimen.js", file(script, include_str!("styleguide/specimen.js")))
}

fn file(kind: &'static str, text: &'static str) -> MethodRouter<Arc<Banter>> {
    get(async move || ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], text))
}

async fn guide(Query(wish): Query<Wish>) -> Response {
    page(|| styleguide::guide(&wish))
}

async fn specimen(
    Path((section, specimen)): Path<(String, String)>,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
) -> Response {
    if !styleguide::has(&section, &specimen) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let language = wish.language(language::of(&headers));
    let stage = Stage { language, zone: Zone::Fixed(0), markup: markup::html };
    page(|| styleguide::specimen(&wish, stage, &section, &specimen))
}

/// Nothing in these pages is waited for, and nothing comes to life in the browser.
fn page<View: IntoView>(view: impl FnOnce() -> View) -> Response {
    let html = Owner::new().with(|| view().into_view().to_html());
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, Html(html)).into_response()
}
