//! What people see: the document, the routes, and one component a file.

pub mod actions;
mod avatar;
pub mod chat_page;
pub mod composer;
pub mod connection;
pub mod in_hand;
mod keys;
pub mod language_choice;
pub mod message;
pub mod message_list;
pub mod people;
pub mod picker;
pub mod reactions;
pub mod room_page;
pub mod sidebar;
pub mod sign_in;
#[cfg(all(debug_assertions, not(feature = "hydrate")))]
pub mod styleguide;
pub mod switcher;
pub mod viewport;

use leptos::either::EitherOf3;
use leptos::prelude::*;

use crate::browser;
use crate::first::{self, First};
use crate::words::Language;
use crate::zone::Zone;

use chat_page::ChatPage;
use sign_in::AccountPage;

/// The HTML document around the page.
pub fn shell(
    options: LeptosOptions,
    first: First,
    language: Language,
    offset: i32,
) -> impl IntoView {
    let zone = Zone::Fixed(offset);
    view! {
        <!DOCTYPE html>
        <html lang=language.tag() dir=language.direction() data-offset=offset>
            <head>
                <meta charset="utf-8" />
                <meta
                    name="viewport"
                    content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
                />
                <meta name="color-scheme" content="light dark" />
                <title>{first.title(language)}</title>
                <link rel="stylesheet" href="/pkg/banter.css" />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f1f5f4" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0d1211" />
                <link id=browser::ICON rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icon-180.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <script type="application/json" id=first::ELEMENT inner_html=first.to_html()></script>
                <AutoReload options=options.clone() />
                <HydrationScripts options />
            </head>
            <body>
                <App first language zone />
            </body>
        </html>
    }
}

/// The page. It is rendered whole before it is sent: it reads without JavaScript.
#[component]
pub fn App(
    /// What is known when it begins.
    first: First,
    /// The reader's language.
    language: Language,
    /// The reader's clock.
    zone: Zone,
) -> impl IntoView {
    let words = language.words();
    match first {
        First::Account { purpose, refused } => {
            EitherOf3::A(view! { <AccountPage purpose refused language /> })
        }
        First::Chat { user, limits, rooms, at } => {
            EitherOf3::B(view! { <ChatPage user limits rooms at language zone /> })
        }
        First::NotFound => {
            let (title, way) = (words.notice.not_found, words.notice.to_rooms);
            let why = words.notice.not_found_why.to_owned();
            EitherOf3::C(view! { <Notice title why way /> })
        }
        First::Failed(error) => {
            let (title, way) = (words.notice.failed, words.notice.try_again);
            EitherOf3::C(view! { <Notice title why=error.message way /> })
        }
    }
}

/// A page that says one thing, and the way on.
#[component]
fn Notice(title: &'static str, why: String, way: &'static str) -> impl IntoView {
    view! {
        <main class="notice">
            <span class="mark" role="img" aria-label="Banter"></span>
            <h1>{title}</h1>
            <p>{why}</p>
            <p>
                <a href="/">{way}</a>
            </p>
        </main>
    }
}
