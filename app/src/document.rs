//! The HTML document, which the server alone renders: the chat and what brings it to life, or a page that
//! needs no program.

pub mod admin;
pub mod api;

use leptos::either::EitherOf8;
use leptos::nonce::use_nonce;
use leptos::prelude::*;

use self::admin::SchedulesPage;
use self::admin::announcements::AnnouncementsPage;
use self::admin::hooks::{Hooks, HooksPage};
use self::api::ReferencePage;
use crate::browser;
use crate::first::{self, First, RoomPage};
use crate::http::ApiError;
use crate::ui::chat_page::{ChatPage, ChatPageProps};
use crate::ui::room_settings::{RoomSettings, RoomSettingsPage};
use crate::ui::sign_in::AccountPage;
use crate::words::{self, Language};
use crate::zone::Zone;

/// What has to be heard before the program is there.
const EARLY: &str = include_str!("early.js");

/// What the document shows.
#[derive(Debug, Clone)]
pub enum Page {
    /// The form of an account.
    Account {
        /// What it is for.
        purpose: Purpose,
        /// What came of it, when the browser sent it.
        refused: Refused,
        /// The address of the page to go on to.
        to: Option<String>,
    },
    /// The chat.
    Chat(Box<First>),
    /// A room's settings.
    Settings(Box<RoomSettings>),
    /// What the server says by itself.
    Schedules(Box<admin::Schedules>),
    /// What everybody is told.
    Announcements(Box<admin::announcements::Announcements>),
    /// Webhooks, in and out.
    Hooks(Box<Hooks>),
    /// What programs can ask.
    Api(Box<api::Reference>),
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
    /// Whether it is about that name.
    pub is_of_name: bool,
}

/// What the chat says first, about what led there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The message of the address is not there.
    NoMessage,
    /// The reader has deleted a room.
    RoomDeleted,
}

impl Notice {
    /// What programs call it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoMessage => "no_message",
            Self::RoomDeleted => "room_deleted",
        }
    }

    /// The one of that code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        [Self::NoMessage, Self::RoomDeleted].into_iter().find(|notice| notice.code() == code)
    }

    /// A sentence for people.
    #[must_use]
    pub const fn in_words(self, language: Language) -> &'static str {
        let words = words::document::of(language);
        match self {
            Self::NoMessage => words.no_message,
            Self::RoomDeleted => words.room_deleted,
        }
    }
}

/// The HTML document around `page`, for a clock that is `offset` minutes ahead of UTC.
pub fn shell(options: LeptosOptions, page: Page, language: Language, offset: i32) -> impl IntoView {
    let program = match &page {
        // The list is laid out from its end: it is shown when it is whole, up to the composer.
        Page::Chat(first) => Some(view! {
            <link rel="expect" href="#message" blocking="render" />
            <script nonce=use_nonce() inner_html=EARLY></script>
            <script type="text/plain" id=words::ELEMENT inner_html=language.words().in_lines()></script>
            <script type="application/json" id=first::ELEMENT inner_html=first.to_html()></script>
            <AutoReload options=options.clone() />
            <HydrationScripts options />
        }),
        _ => None,
    };
    let settings = matches!(page, Page::Settings(_));
    let settings = settings.then(|| view! { <link rel="stylesheet" href="/settings.css" /> });
    // Whoever signs in has it when they come to the chat.
    let soon = matches!(page, Page::Account { .. }).then(|| {
        view! {
            <link rel="prefetch" href="/pkg/banter.js" />
            <link rel="prefetch" href="/pkg/banter.wasm" />
        }
    });
    let for_admins = matches!(page, Page::Schedules(_) | Page::Announcements(_) | Page::Hooks(_))
        .then(|| view! { <link rel="stylesheet" href="/admin.css" /> });
    let for_programs =
        matches!(page, Page::Api(_)).then(|| view! { <link rel="stylesheet" href="/api.css" /> });
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
                {settings}
                {for_admins}
                {for_programs}
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
                    Some((name, _)) => Some(name.trim_start_matches('@')),
                    None => None,
                };
                return words::title(room, 0);
            }
            Self::Settings(settings) => {
                let title = format!("{} · {}", language.words().room.settings, settings.room.name);
                return words::title(Some(&title), 0);
            }
            Self::Schedules(_) => words::admin::of(language).schedules,
            Self::Announcements(_) => words::admin::of(language).announcements,
            Self::Hooks(_) => words::hooks::of(language).hooks,
            Self::Api(_) => words::api::of(language).title,
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
            Self::Account { purpose, refused, to } => {
                EitherOf8::A(view! { <AccountPage purpose refused to language /> })
            }
            // As the program calls it: there is nothing around it.
            Self::Chat(first) => {
                EitherOf8::B(ChatPage(ChatPageProps { first: *first, language, zone }))
            }
            Self::Settings(settings) => {
                EitherOf8::D(view! { <RoomSettingsPage settings=*settings language /> })
            }
            Self::Schedules(page) => {
                EitherOf8::E(view! { <SchedulesPage page=*page language zone /> })
            }
            Self::Announcements(page) => {
                EitherOf8::F(view! { <AnnouncementsPage page=*page language zone /> })
            }
            Self::Hooks(page) => EitherOf8::G(view! { <HooksPage page=*page language zone /> }),
            Self::Api(page) => EitherOf8::H(view! { <ReferencePage reference=*page language /> }),
            Self::NotFound => {
                let why = document.not_found_why.to_owned();
                EitherOf8::C(notice(document.not_found, why, ("/", document.to_rooms)))
            }
            Self::Failed(error) => EitherOf8::C(notice(
                document.failed,
                error.message,
                (SAME, language.words().room.try_again),
            )),
        }
    }
}

/// The address that was asked for, wherever the page stands (RFC 3986 section 4.4).
const SAME: &str = "";

/// A page that says one thing, and the way on: where it leads, and what that is called.
#[component]
fn Notice(title: &'static str, why: String, way: (&'static str, &'static str)) -> impl IntoView {
    let (to, way) = way;
    view! {
        <main class="notice">
            <span class="mark" role="img" aria-label="Banter"></span>
            <h1>{title}</h1>
            <p>{why}</p>
            <p>
                <a href=to>{way}</a>
            </p>
        </main>
    }
}
