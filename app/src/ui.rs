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

use crate::first::{self, First};

use chat_page::ChatPage;
use sign_in::AccountPage;

/// The HTML document around the page.
pub fn shell(options: LeptosOptions, first: First) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{first.title()}</title>
                <link rel="stylesheet" href="/pkg/banter.css" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <script type="application/json" id=first::ELEMENT inner_html=first.to_html()></script>
                <AutoReload options=options.clone() />
                <HydrationScripts options />
            </head>
            <body>
                <App first />
            </body>
        </html>
    }
}

/// The page. It is rendered whole before it is sent: it reads without JavaScript.
#[component]
pub fn App(
    /// What is known when it begins.
    first: First,
) -> impl IntoView {
    match first {
        First::Account { purpose, refused } => view! { <AccountPage purpose refused /> }.into_any(),
        First::Chat { user, limits, rooms, at } => {
            view! { <ChatPage user limits rooms at /> }.into_any()
        }
        First::NotFound => view! {
            <Notice title="There is nothing here">
                <p>"This address leads nowhere. Perhaps it was mistyped."</p>
                <p>
                    <a href="/">"Go to your rooms"</a>
                </p>
            </Notice>
        }
        .into_any(),
        First::Failed(error) => view! {
            <Notice title="Something went wrong">
                <p>{error.message}</p>
                <p>
                    <a href="/">"Try again"</a>
                </p>
            </Notice>
        }
        .into_any(),
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
