//! What the server knows when it renders the page, and what the page finds in its own HTML.
//!
//! The server answers every question before the render, so that the render waits for nothing and
//! the page begins with exactly what was rendered: it reads the same value from [`ELEMENT`].

use serde::{Deserialize, Serialize};

use crate::event::{Limits, RoomSummary, User};
use crate::http::{ApiError, History, Members};
use crate::words::Language;

/// The id of the element that holds a [`First`] as JSON.
pub const ELEMENT: &str = "first";

/// The page as it is first rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
// Where pointers are small it is not too large.
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(
        clippy::large_enum_variant,
        reason = "there is one of it, and a box would hide its parts"
    )
)]
pub enum First {
    /// The form of an account.
    Account {
        /// What it is for.
        purpose: Purpose,
        /// What came of it, when it was sent without JavaScript.
        refused: Refused,
    },
    /// The chat.
    Chat {
        /// Who is signed in.
        user: User,
        /// What to keep within.
        limits: Limits,
        /// The rooms they are a member of, by name.
        rooms: Vec<RoomSummary>,
        /// The room that the address names, and what was found there.
        at: Option<(String, RoomPage)>,
    },
    /// There is nothing at this address.
    NotFound,
    /// The server could not answer.
    Failed(ApiError),
}

/// What an account's form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// A form that led back to its page: the query of `/login` and `/register`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The code of the refusal.
    pub refused: Option<String>,
    /// The name that was typed.
    pub username: Option<String>,
    /// When to try again, in seconds.
    pub retry: Option<u64>,
}

/// What the first render of `/r/{room}` finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomPage {
    /// The viewer is a member: the newest messages, and who is there, read in one transaction.
    Open {
        /// The room.
        room: RoomSummary,
        /// Its newest page.
        history: History,
        /// Who is in it.
        members: Members,
    },
    /// There is such a room; opening it joins.
    Joinable,
    /// There is none; opening it makes it.
    Missing,
    /// No room can have that name.
    BadName {
        /// Why, for people.
        message: String,
    },
}

impl First {
    /// As it stands in the HTML: JSON in which nothing ends an element (`<` is escaped).
    ///
    /// # Panics
    /// Never: it is plain data.
    #[must_use]
    pub fn to_html(&self) -> String {
        serde_json::to_string(self).expect("plain data").replace('<', "\\u003c")
    }

    /// The document's title.
    #[must_use]
    pub fn title(&self, language: Language) -> String {
        let words = language.words();
        match self {
            Self::Account { purpose, .. } => format!("{} · Banter", purpose.title(language)),
            Self::Chat { at: Some((_, RoomPage::Open { room, .. })), .. } => {
                format!("{} · Banter", room.name)
            }
            Self::Chat { .. } => "Banter".to_owned(),
            Self::NotFound => format!("{} · Banter", words.notice.not_found),
            Self::Failed(_) => format!("{} · Banter", words.notice.failed),
        }
    }
}

impl Purpose {
    /// What the form is called.
    #[must_use]
    pub const fn title(self, language: Language) -> &'static str {
        let words = &language.words().account;
        match self {
            Self::SignIn { .. } => words.sign_in,
            Self::First => words.first,
            Self::Register => words.register,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::First;
    use crate::http::ApiError;

    #[test]
    fn nothing_in_it_ends_the_element_it_stands_in() {
        let message = "</script><script>alert(1)</script>".to_owned();
        let first = First::Failed(ApiError { code: "x".to_owned(), message });
        let html = first.to_html();
        assert!(!html.contains('<'), "{html}");
        assert_eq!(serde_json::from_str::<First>(&html).ok(), Some(first));
    }
}
