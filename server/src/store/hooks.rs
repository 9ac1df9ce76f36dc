//! What is kept of webhooks: addresses at which programs speak, and those to which the log goes.

use std::fmt;

use app::event::{Event, RoomId};
use async_trait::async_trait;

use super::{Author, Published, StoreError, UserId};
use crate::alias::Alias;

/// Hooks there can be at once, of those that come in and of those that go out.
pub const HOOKS_MAX: usize = 100;

/// Webhooks, in and out.
#[async_trait]
pub trait Hooks {
    /// Those that come in, in the order in which they were made.
    async fn hooks_in(&self) -> Result<Vec<HookIn>, StoreError>;

    /// The one whose secret has this SHA-256.
    async fn hook_in(&self, secret: [u8; 32]) -> Result<Option<HookIn>, StoreError>;

    /// Makes one; `None` where there are [`HOOKS_MAX`].
    async fn add_hook_in(&self, new: NewHookIn) -> Result<Option<HookId>, StoreError>;

    /// `false`: there is no such hook.
    async fn remove_hook_in(&self, id: HookId) -> Result<bool, StoreError>;

    /// Those that go out, in the order in which they were made.
    async fn hooks_out(&self) -> Result<Vec<HookOut>, StoreError>;

    /// Makes one, which begins with what happens from now on; `None` where there are [`HOOKS_MAX`].
    async fn add_hook_out(&self, new: NewHookOut) -> Result<Option<HookId>, StoreError>;

    /// `false`: there is no such hook.
    async fn remove_hook_out(&self, id: HookId) -> Result<bool, StoreError>;

    /// Notes how it is with a hook's receiver; `None`: it takes what it is sent.
    async fn note_failing(&self, id: HookId, failing: Option<Failing>) -> Result<(), StoreError>;
}

/// A hook's number, among those of its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HookId(pub u64);

impl fmt::Display for HookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A hook that comes in, to be made.
#[derive(Debug, Clone)]
pub struct NewHookIn {
    /// The SHA-256 of its secret.
    pub secret: [u8; 32],
    /// What it is called, which is for whom it speaks.
    pub name: Alias,
    /// Where.
    pub room: RoomId,
    /// As whom.
    pub bot: UserId,
}

/// An address at which programs say something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookIn {
    /// Its number.
    pub id: HookId,
    /// What it is called.
    pub name: String,
    /// Where it speaks.
    pub room: RoomId,
    /// What that is called; `None` once it is deleted.
    pub room_name: Option<String>,
    /// As whom.
    pub bot: Author,
}

/// A hook that goes out, to be made.
#[derive(Clone)]
pub struct NewHookOut {
    /// What it is called.
    pub name: Alias,
    /// Where to.
    pub url: String,
    /// What signs it.
    pub secret: String,
    /// What of the log.
    pub of: Part,
}

/// Of what a hook tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Everything in a room.
    Room(RoomId),
    /// Messages of others that name a bot, in rooms that it is a member of.
    Mentions(UserId),
}

/// An address to which a part of the log goes.
#[derive(Clone, PartialEq, Eq)]
pub struct HookOut {
    /// Its number.
    pub id: HookId,
    /// What it is called.
    pub name: String,
    /// Where to.
    pub url: String,
    /// What signs it.
    pub secret: String,
    /// What of the log.
    pub of: Part,
    /// What the room, or the bot, is called; `None` once the room is deleted.
    pub of_name: Option<String>,
    /// The position up to which all was taken, as far as that is kept.
    pub position: i64,
    /// How it is with the receiver; `None`: it takes what it is sent.
    pub failing: Option<Failing>,
}

/// Neither the address nor what signs is shown by accident.
impl fmt::Debug for HookOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("HookOut");
        shown.field("id", &self.id).field("failing", &self.failing).finish_non_exhaustive()
    }
}

impl HookOut {
    /// Whether `row` is to go there.
    #[must_use]
    pub fn wants(&self, row: &Published) -> bool {
        match (self.of, &row.event) {
            (Part::Room(room), _) => row.room == room,
            (Part::Mentions(_), Event::NewMessage(message)) => self.of_name.as_ref().is_some_and(
                // What it says itself would come back to it for ever.
                |bot| message.from != *bot && message.mentions.contains(bot),
            ),
            (Part::Mentions(_), _) => false,
        }
    }

    /// The room that alone it tells of.
    #[must_use]
    pub const fn room(&self) -> Option<RoomId> {
        match self.of {
            Part::Room(room) => Some(room),
            Part::Mentions(_) => None,
        }
    }

    /// Under which name its place in the log is kept.
    #[must_use]
    pub fn consumer(&self) -> String {
        format!("hook-{}", self.id)
    }

    /// Whether it waits for an admin.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.failing.as_ref().is_some_and(|failing| failing.paused)
    }
}

/// A receiver that takes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failing {
    /// Since when, in milliseconds since 1970.
    pub since: i64,
    /// How often it was tried since.
    pub attempts: u32,
    /// When it is tried again, in milliseconds since 1970.
    pub next: i64,
    /// What came of it last.
    pub trouble: Trouble,
    /// It is not tried again until an admin wants it.
    pub paused: bool,
}

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The address leads into the server's own network.
    Inside,
    /// There is no such host, or nobody who listens.
    Unreachable,
    /// No answer in time.
    Slow,
    /// The connection ended without one.
    Broken,
    /// Another answer than that it was taken.
    Status(u16),
}

impl Trouble {
    /// As it is kept.
    #[must_use]
    pub fn to_text(self) -> String {
        match self {
            Self::Inside => "inside".to_owned(),
            Self::Unreachable => "unreachable".to_owned(),
            Self::Slow => "slow".to_owned(),
            Self::Broken => "broken".to_owned(),
            Self::Status(status) => status.to_string(),
        }
    }

    /// The other way round.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        match text {
            "inside" => Self::Inside,
            "unreachable" => Self::Unreachable,
            "slow" => Self::Slow,
            status => status.parse().map_or(Self::Broken, Self::Status),
        }
    }
}
