//! What people see: the document, the routes, and one component a file.

pub mod chat_page;
pub mod composer;
pub mod connection;
pub mod message;
pub mod message_list;
mod refusal;
pub mod room_list;
pub mod room_page;
pub mod sign_in;

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

use crate::api;
use crate::http::{ApiError, Viewer};

use chat_page::ChatPage;
use sign_in::{Register, SignIn};

/// Who looks at the page: asked once, by the first render.
type ViewerResource = Resource<Result<Viewer, ApiError>>;

/// The HTML document around the page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="stylesheet" href="/pkg/banter.css" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <AutoReload options=options.clone() />
                <HydrationScripts options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The page. Every route is rendered whole before it is sent: it reads without JavaScript.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let viewer: ViewerResource = Resource::new(|| (), |()| api::viewer());
    provide_context(viewer);
    view! {
        <Title text="Banter" />
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/login") view=SignIn ssr=SsrMode::Async />
                <Route path=path!("/register") view=Register ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=ChatPage ssr=SsrMode::Async>
                    <Route path=path!("/") view=|| () ssr=SsrMode::Async />
                    <Route path=path!("/r/:room") view=|| () ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// There is nothing at this address.
#[component]
fn NotFound() -> impl IntoView {
    view! {
        <Title text="Not found · Banter" />
        <Notice title="There is nothing here">
            <p>"This address leads nowhere. Perhaps it was mistyped."</p>
            <p>
                <a href="/" rel="external">
                    "Go to your rooms"
                </a>
            </p>
        </Notice>
    }
}

/// A page that says one thing.
#[component]
fn Notice(#[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <main class="notice">
            <h1>{title}</h1>
            {children()}
        </main>
    }
}
