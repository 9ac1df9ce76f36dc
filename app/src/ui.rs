//! What people see: the document, the routes, and one component a file.

pub mod actions;
pub mod chat_page;
pub mod composer;
pub mod connection;
pub mod in_hand;
pub mod message;
pub mod message_list;
pub mod picker;
pub mod reactions;
mod refusal;
pub mod room_list;
pub mod room_page;
pub mod sign_in;
mod words;

use leptos::either::EitherOf3;
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
        First::Account { purpose, refused } => {
            EitherOf3::A(view! { <AccountPage purpose refused /> })
        }
        First::Chat { user, limits, rooms, at } => {
            EitherOf3::B(view! { <ChatPage user limits rooms at /> })
        }
        First::NotFound => {
            let words = "This address leads nowhere. Perhaps it was mistyped.".to_owned();
            EitherOf3::C(
                view! { <Notice title="There is nothing here" words way="Go to your rooms" /> },
            )
        }
        First::Failed(error) => EitherOf3::C(
            view! { <Notice title="Something went wrong" words=error.message way="Try again" /> },
        ),
    }
}

/// A page that says one thing, and the way on.
#[component]
fn Notice(title: &'static str, words: String, way: &'static str) -> impl IntoView {
    view! {
        <main class="notice">
            <h1>{title}</h1>
            <p>{words}</p>
            <p>
                <a href="/">{way}</a>
            </p>
        </main>
    }
}
