//! What the server knows when it renders the chat, and what the page finds in its own HTML.
//!
//! The server answers every question before the render, so that the render waits for nothing and
//! the page begins with exactly what was rendered: it reads the same value from [`ELEMENT`].

use serde::Serialize;

use crate::event::json::fields;
use crate::event::{FromJson, Json, Limits, Receipt, RoomSummary, Seq, Timestamp, User, read};
use crate::http::{History, Members};

/// The id of the element that holds a [`First`] as JSON.
pub const ELEMENT: &str = "first";

/// What the chat begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct First {
    /// Who is signed in.
    pub user: User,
    /// What to keep within.
    pub limits: Limits,
    /// The rooms they are a member of, by name.
    pub rooms: Vec<RoomSummary>,
    /// The room that the address names, and what was found there.
    pub at: Option<(String, RoomPage)>,
    /// When it was rendered.
    pub now: Timestamp,
    /// What became of what led here, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
}

fields!(First { user, limits, rooms, now; at, notice });

/// What the first render of `/r/{room}` or `/d/{people}` finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    target_pointer_width = "64",
    expect(clippy::large_enum_variant, reason = "a page has one, and it is taken apart at once")
)]
pub enum RoomPage {
    /// The viewer is a member: the newest messages, and who is there, read in one transaction.
    Open {
        /// The room.
        room: RoomSummary,
        /// The message that the address names.
        #[serde(skip_serializing_if = "Option::is_none")]
        at: Option<Seq>,
        /// Its newest page, or the one around that message.
        history: History,
        /// Who is in it.
        members: Members,
        /// How far the others have come, in a room of people.
        receipts: Vec<Receipt>,
    },
    /// There is such a room, or could be of these people; opening it joins.
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
}

impl FromJson for RoomPage {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        let (name, fields) = json.variant()?;
        Some(match name {
            "open" => {
                let (room, history) = (fields.get("room").ok()?, fields.get("history").ok()?);
                let (members, receipts) =
                    (fields.get("members").ok()?, fields.get("receipts").ok()?);
                let at = fields.get_or("at", None).ok()?;
                Self::Open { room, at, history, members, receipts }
            }
            "joinable" => Self::Joinable,
            "missing" => Self::Missing,
            "bad_name" => Self::BadName { message: fields.get("message").ok()? },
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{First, RoomPage};
    use crate::event::{
        Epoch, Limits, PresenceState, Receipt, ReceiptStatus, RoomId, RoomKind, RoomSummary, Seq,
        Timestamp, User,
    };
    use crate::http::{History, Member, Members};

    fn first(page: Option<RoomPage>) -> First {
        let limits = Limits {
            message_chars: 4_000,
            frame_bytes: 65_536,
            messages_per_second: 10,
            message_burst: 30,
        };
        let user = User { name: "ann".to_owned(), admin: true };
        let at = page.map(|page| ("lobby".to_owned(), page));
        let notice = Some("Well.".to_owned());
        First { user, limits, rooms: vec![lobby()], at, now: time(), notice }
    }

    fn time() -> Timestamp {
        Timestamp("2026-11-21T03:36:00.000Z".to_owned())
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
            archived: true,
            temporary: false,
        }
    }

    #[test]
    fn the_page_reads_what_the_server_wrote() {
        let (messages, epoch) = (Vec::new(), Epoch("e".to_owned()));
        let history = History { messages, head: Seq(1), epoch, newer: true };
        let (state, seen) = (Some(PresenceState::Offline), Some(time()));
        let member = Member { name: "ann".to_owned(), admin: true, state, seen };
        let members = Members { members: vec![member], count: 1, head: Seq(1) };
        let (from, status) = ("bob".to_owned(), ReceiptStatus::Read);
        let receipts = vec![Receipt { room: RoomId(1), from, seq: Seq(1), status }];
        let pages = [
            RoomPage::Open { room: lobby(), at: Some(Seq(1)), history, members, receipts },
            RoomPage::Joinable,
            RoomPage::Missing,
            RoomPage::BadName { message: "No.".to_owned() },
        ];
        for page in pages.map(Some).into_iter().chain([None]) {
            let first = first(page);
            assert_eq!(First::of_html(&first.to_html()), Some(first));
        }
        assert_eq!(First::of_html(r#"{"of":"tomorrow"}"#), None);
    }

    #[test]
    fn nothing_in_it_ends_the_element_it_stands_in() {
        let message = "</script><script>alert(1)</script>".to_owned();
        let first = first(Some(RoomPage::BadName { message }));
        let html = first.to_html();
        assert!(!html.contains('<'), "{html}");
        assert_eq!(First::of_html(&html), Some(first));
    }
}
