//! The HTML document, which the server alone renders: the chat and what brings it to life, or a page that
//! needs no program.

use leptos::either::EitherOf3;
use leptos::prelude::*;

use crate::browser;
use crate::first::{self, First, RoomPage};
use crate::http::ApiError;
use crate::ui::chat_page::{ChatPage, ChatPageProps};
use crate::ui::sign_in::AccountPage;
use crate::words::{self, Language};
use crate::zone::Zone;

/// What the document shows.
#[derive(Debug, Clone)]
pub enum Page {
    /// The form of an account.
    Account {
        /// What it is for.
        purpose: Purpose,
        /// What came of it, when the browser sent it.
        refused: Refused,
    },
    /// The chat.
    Chat(Box<First>),
    /// There is nothing at this address.
    NotFound,
    /// The server could not answer.
    Failed(ApiError),
}

/// What an account's form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To sign in.
    SignIn {
        /// Anybody may make an account.
        registration_open: bool,
    },
    /// To make the first account, the admin's.
    First,
    /// To make another account.
    Register,
}

/// What was wrong with a form that led back to its page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refused {
    /// A sentence for people.
    pub message: Option<String>,
    /// The name that was typed.
    pub username: Option<String>,
}

/// The HTML document around `page`, for a clock that is `offset` minutes ahead of UTC.
pub fn shell(options: LeptosOptions, page: Page, language: Language, offset: i32) -> impl IntoView {
    let program = match &page {
        Page::Chat(first) => Some(view! {
            <script type="application/json" id=first::ELEMENT inner_html=first.to_html()></script>
            <AutoReload options=options.clone() />
            <HydrationScripts options />
        }),
        _ => None,
    };
    // Whoever signs in has it when they come to the chat.
    let soon = matches!(page, Page::Account { .. }).then(|| {
        view! {
            <link rel="prefetch" href="/pkg/banter.js" />
            <link rel="prefetch" href="/pkg/banter.wasm" />
        }
    });
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
                <title>{page.title(language)}</title>
                <link rel="stylesheet" href="/pkg/banter.css" />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f1f5f4" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0d1211" />
                <link id=browser::ICON rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icon-180.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                {program}
                {soon}
            </head>
            <body>{page.body(language, Zone::Fixed(offset))}</body>
        </html>
    }
}

impl Page {
    fn title(&self, language: Language) -> String {
        let document = words::document::of(language);
        let title = match self {
            Self::Account { purpose, .. } => purpose.title(language),
            Self::Chat(first) => {
                let room = match &first.at {
                    Some((_, RoomPage::Open { room, .. })) => Some(room.name.as_str()),
                    _ => None,
                };
                return words::title(room, 0);
            }
            Self::NotFound => document.not_found,
            Self::Failed(_) => document.failed,
        };
        words::title(Some(title), 0)
    }

    /// What is seen of it.
    pub fn body(self, language: Language, zone: Zone) -> impl IntoView {
        let document = words::document::of(language);
        let notice = |title, why: String, way| view! { <Notice title why way /> };
        match self {
            Self::Account { purpose, refused } => {
                EitherOf3::A(view! { <AccountPage purpose refused language /> })
            }
            // As the program calls it: there is nothing around it.
            Self::Chat(first) => {
                EitherOf3::B(ChatPage(ChatPageProps { first: *first, language, zone }))
            }
            Self::NotFound => {
                let why = document.not_found_why.to_owned();
                EitherOf3::C(notice(document.not_found, why, document.to_rooms))
            }
            Self::Failed(error) => EitherOf3::C(notice(
                document.failed,
                error.message,
                language.words().room.try_again,
            )),
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
