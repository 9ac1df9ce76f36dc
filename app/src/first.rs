//! What the server knows when it renders the page, and what the page finds in its own HTML.
//!
//! The server answers every question before the render, so that the render waits for nothing and
//! the page begins with exactly what was rendered: it reads the same value from [`ELEMENT`].

use serde::{Deserialize, Serialize};

use crate::event::json::fields;
use crate::event::{FromFields, FromJson, Json, Limits, RoomSummary, User, read};
use crate::http::{ApiError, History, Members};
use crate::words::Language;

/// The id of the element that holds a [`First`] as JSON.
pub const ELEMENT: &str = "first";

/// The page as it is first rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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

fields!(Refused { ; refused, username, retry });

/// What the first render of `/r/{room}` finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

    /// Reads what stands in the HTML; `None` when another program wrote it.
    #[must_use]
    pub fn of_html(json: &str) -> Option<Self> {
        read(json)
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

impl FromJson for First {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        let (name, fields) = json.variant()?;
        Some(match name {
            "account" => Self::Account {
                purpose: fields.get("purpose").ok()?,
                refused: fields.get("refused").ok()?,
            },
            "chat" => Self::Chat {
                user: fields.get("user").ok()?,
                limits: fields.get("limits").ok()?,
                rooms: fields.get("rooms").ok()?,
                at: fields.get("at").ok()?,
            },
            "not_found" => Self::NotFound,
            "failed" => Self::Failed(ApiError::from_fields(fields).ok()?),
            _ => return None,
        })
    }
}

impl FromJson for Purpose {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        let (name, fields) = json.variant()?;
        Some(match name {
            "sign_in" => Self::SignIn { registration_open: fields.get("registration_open").ok()? },
            "first" => Self::First,
            "register" => Self::Register,
            _ => return None,
        })
    }
}

impl FromJson for RoomPage {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        let (name, fields) = json.variant()?;
        Some(match name {
            "open" => {
                let (room, history) = (fields.get("room").ok()?, fields.get("history").ok()?);
                Self::Open { room, history, members: fields.get("members").ok()? }
            }
            "joinable" => Self::Joinable,
            "missing" => Self::Missing,
            "bad_name" => Self::BadName { message: fields.get("message").ok()? },
            _ => return None,
        })
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
    use super::{First, Purpose, Refused, RoomPage};
    use crate::event::{Epoch, Limits, RoomId, RoomKind, RoomSummary, Seq, User};
    use crate::http::{ApiError, History, Member, Members};

    fn chat(page: Option<RoomPage>) -> First {
        let limits = Limits {
            message_chars: 4_000,
            frame_bytes: 65_536,
            messages_per_second: 10,
            message_burst: 30,
        };
        let user = User { name: "ann".to_owned(), admin: true };
        let at = page.map(|page| ("lobby".to_owned(), page));
        First::Chat { user, limits, rooms: vec![lobby()], at }
    }

    fn lobby() -> RoomSummary {
        RoomSummary {
            room: RoomId(1),
            name: "lobby".to_owned(),
            kind: RoomKind::Room,
            topic: String::new(),
            head: Seq(1),
            read: Seq(1),
            unread: 0,
            mentions: 0,
        }
    }

    #[test]
    fn the_page_reads_what_the_server_wrote() {
        let refused = Refused { username: Some("ann".to_owned()), ..Refused::default() };
        let purposes =
            [Purpose::SignIn { registration_open: true }, Purpose::First, Purpose::Register];
        let history = History { messages: Vec::new(), head: Seq(1), epoch: Epoch("e".to_owned()) };
        let member = Member { name: "ann".to_owned(), admin: true };
        let members = Members { members: vec![member], count: 1, head: Seq(1) };
        let pages = [
            RoomPage::Open { room: lobby(), history, members },
            RoomPage::Joinable,
            RoomPage::Missing,
            RoomPage::BadName { message: "No.".to_owned() },
        ];
        let accounts = purposes.map(|purpose| First::Account { purpose, refused: refused.clone() });
        let chats = pages.map(|page| chat(Some(page)));
        for first in accounts.into_iter().chain(chats).chain([chat(None), First::NotFound]) {
            assert_eq!(First::of_html(&first.to_html()), Some(first));
        }
        assert_eq!(First::of_html(r#""of_tomorrow""#), None);
    }

    #[test]
    fn nothing_in_it_ends_the_element_it_stands_in() {
        let message = "</script><script>alert(1)</script>".to_owned();
        let first = First::Failed(ApiError { code: "x".to_owned(), message });
        let html = first.to_html();
        assert!(!html.contains('<'), "{html}");
        assert_eq!(First::of_html(&html), Some(first));
    }
}
