//! Stop 8 of a message's way: what is kept. The store speaks sentences of the domain; every
//! implementation passes the one list of cases in `tests/store.rs`.

mod sqlite;

use std::fmt;
use std::sync::Arc;

use app::event::{Body, ClientId, Epoch, Event, ReadChanged, RoomId, RoomSummary, Seq, Timestamp};
use app::http::History;
use async_trait::async_trait;

use crate::emoji::Emoji;
use crate::name::Name;
use crate::{markup, mention};

pub use sqlite::{Sqlite, backup, restore};

/// Different emoji below one message.
pub const REACTIONS_MAX: usize = 20;

/// The room that everybody joins at their first welcome.
pub const GENERAL: RoomId = RoomId(1);

/// Everything that outlives the process.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Appends `batch` in one transaction and answers each entry, in order, after its commit.
    /// Only [`crate::log::Log`] calls this.
    ///
    /// # Errors
    /// Nothing of the batch was kept.
    async fn append(
        &self,
        batch: Arc<Vec<Append>>,
    ) -> Result<Vec<Result<Appended, Refused>>, StoreError>;

    /// Up to `limit` rows of `room` after `after`, in order, without holes, and the head they were read
    /// at.
    async fn rows_after(&self, room: RoomId, after: Seq, limit: usize) -> Result<Rows, StoreError>;

    /// The newest number of each of `rooms`.
    async fn heads(&self, rooms: Vec<RoomId>) -> Result<Vec<(RoomId, Seq)>, StoreError>;

    /// Those of `rooms` that `user` is a member of: the number of their `member_joined`, and the head.
    async fn places(
        &self,
        user: UserId,
        rooms: Vec<RoomId>,
    ) -> Result<Vec<(RoomId, Seq, Seq)>, StoreError>;

    /// `user`'s place in `room`, when they are a member.
    async fn standing(&self, user: UserId, room: RoomId) -> Result<Option<Standing>, StoreError>;

    /// The room called `name`.
    async fn room_called(&self, name: &Name) -> Result<Option<RoomId>, StoreError>;

    /// The rooms `user` is a member of, by name.
    async fn rooms_of(&self, user: UserId) -> Result<Vec<RoomSummary>, StoreError>;

    /// Up to `limit` messages of `room` before `before`, or the newest, and the head they were read at.
    async fn history(
        &self,
        room: RoomId,
        before: Option<Seq>,
        limit: usize,
    ) -> Result<History, StoreError>;

    /// The epoch in force.
    fn epoch(&self) -> &Epoch;

    /// Makes an account; the very first is the admin's, whatever `terms` say.
    async fn add_user(&self, user: NewUser, terms: Terms) -> Result<UserId, AddUserError>;

    /// The account called `name`.
    async fn account(&self, name: &Name) -> Result<Option<Account>, StoreError>;

    /// Every account, by name.
    async fn accounts(&self) -> Result<Vec<Account>, StoreError>;

    /// Whether there is any account.
    async fn has_accounts(&self) -> Result<bool, StoreError>;

    /// Sets a password and ends every session of that user. `false`: there is no such user.
    async fn set_password(&self, name: &Name, hash: &str) -> Result<bool, StoreError>;

    /// Begins a session of `user` that ends at `expires`, in milliseconds since 1970; `None` when
    /// their password is no longer the one of `hash`, which was verified before.
    async fn begin_session(
        &self,
        user: UserId,
        hash: &str,
        expires: i64,
    ) -> Result<Option<SessionId>, StoreError>;

    /// The session and its user, unless it has ended.
    async fn session(&self, id: SessionId) -> Result<Option<Session>, StoreError>;

    /// Ends a session.
    async fn end_session(&self, id: SessionId) -> Result<(), StoreError>;

    /// Those of `sessions` that have ended; deletes expired ones.
    async fn ended_sessions(&self, sessions: Vec<SessionId>) -> Result<Vec<SessionId>, StoreError>;

    /// Whether something can be written just now; a write of a few bytes.
    async fn check(&self) -> Result<(), StoreError>;

    /// Lets go of everything, in order; nothing may be asked afterwards.
    async fn close(&self);
}

/// A user's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub u64);

/// A session's id, 128 random bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionId(pub [u8; 16]);

/// Never shown: whoever reads a log is not the session's owner.
impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionId(…)")
    }
}

/// Who does something: the number the store keeps and the name that events carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Their number.
    pub id: UserId,
    /// Their name.
    pub name: Arc<str>,
}

/// One change, and on whose behalf.
#[derive(Debug, Clone)]
pub struct Append {
    /// Who asks.
    pub author: Author,
    /// Their id for it; with one it can be asked again safely.
    pub client_id: Option<ClientId>,
    /// What.
    pub change: Change,
}

/// What can be appended.
#[derive(Debug, Clone)]
pub enum Change {
    /// Say something in `room`.
    Message {
        /// Where.
        room: RoomId,
        /// What.
        text: Text,
        /// The message it answers.
        reply_to: Option<Seq>,
    },
    /// Change the text of one's own message.
    Edit {
        /// Where.
        room: RoomId,
        /// The message.
        of: Seq,
        /// What it says from now on.
        text: Text,
    },
    /// Wipe a message's texts; it stays as a tombstone.
    Delete {
        /// Where.
        room: RoomId,
        /// The message.
        of: Seq,
    },
    /// Give a reaction or take it back.
    React {
        /// Where.
        room: RoomId,
        /// The message.
        of: Seq,
        /// With what.
        emoji: Emoji,
        /// Given, or taken back.
        on: bool,
    },
    /// Move the read marker up to `seq`, never back; no row.
    Read {
        /// Where.
        room: RoomId,
        /// The last change read.
        seq: Seq,
    },
    /// Become a member of the room called so; make it when there is none.
    Join(Name),
    /// Stop being a member.
    Leave(RoomId),
    /// Become a member of general, if this is the user's first welcome.
    Welcome,
}

impl Change {
    /// The room it is for, where it is known.
    #[must_use]
    pub const fn room(&self) -> Option<RoomId> {
        match self {
            Self::Message { room, .. }
            | Self::Edit { room, .. }
            | Self::Delete { room, .. }
            | Self::React { room, .. }
            | Self::Read { room, .. }
            | Self::Leave(room) => Some(*room),
            Self::Join(_) | Self::Welcome => None,
        }
    }
}

/// A message's text, with all that is made of it before it is stored.
#[derive(Debug, Clone)]
pub struct Text {
    /// As typed.
    pub body: Body,
    /// As safe HTML.
    pub html: String,
    /// For each name in it whom it could mean, as [`mention::candidates`] has it.
    pub named: Vec<Vec<String>>,
}

impl From<Body> for Text {
    fn from(body: Body) -> Self {
        let (html, named) = (markup::html(body.as_str()), mention::candidates(body.as_str()));
        Self { body, html, named }
    }
}

/// What an append came to.
#[derive(Debug, Clone)]
pub struct Appended {
    /// Where.
    pub room: RoomId,
    /// The number it has there; where nothing was written, of what had made it so before.
    pub seq: Seq,
    /// When it was committed.
    pub sent: Timestamp,
    /// It had been committed before under the same `client_id`, or was so already.
    pub dup: bool,
    /// The new row; `None` when nothing needed to be written.
    pub row: Option<LogRow>,
    /// A joined room as its new member sees it.
    pub joined: Option<RoomSummary>,
    /// The author's marker after a [`Change::Read`].
    pub read: Option<ReadChanged>,
}

/// A page of a room's log.
#[derive(Debug, Clone)]
pub struct Rows {
    /// In order, without holes.
    pub rows: Vec<LogRow>,
    /// The room's newest number when they were read.
    pub head: Seq,
}

/// A row of a room's log.
#[derive(Debug, Clone)]
pub struct LogRow {
    /// Where.
    pub room: RoomId,
    /// Its number.
    pub seq: Seq,
    /// Who did it.
    pub author: UserId,
    /// As it goes over the wire.
    pub event: Event,
}

/// Why an append was refused; nothing of it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not a member, or no such room.
    #[error("You are not a member of that room.")]
    NotMember,
    /// There is no such message, or not any more.
    #[error("That message is not there, or was deleted.")]
    NotFound,
    /// Somebody else's message.
    #[error("Only its author may do that.")]
    Forbidden,
    /// A message has so many different reactions that one more is not taken.
    #[error("A message takes at most {REACTIONS_MAX} different reactions.")]
    TooManyReactions,
    /// The `client_id` was used for something else.
    #[error("That client_id was used for something else.")]
    Conflict,
    /// The store failed on this one; it can be tried again.
    #[error("The server cannot store anything just now.")]
    Failed,
}

/// A member's place in a room, read in one transaction.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The room as its member sees it.
    pub summary: RoomSummary,
    /// The number of their `member_joined`.
    pub joined: Seq,
    /// How many members it has.
    pub members: u64,
}

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Its name.
    pub name: Name,
    /// Its password as a PHC string.
    pub password: String,
    /// Whether it may do what only admins may.
    pub admin: bool,
}

/// On which terms an account is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terms {
    /// Whatever there is.
    Always,
    /// Only while there is none.
    OnlyTheFirst,
}

/// Why an account was not made.
#[derive(Debug, thiserror::Error)]
pub enum AddUserError {
    /// Somebody has that name.
    #[error("That name is taken.")]
    NameTaken,
    /// There are accounts already.
    #[error("Accounts are made by an admin here.")]
    NotTheFirst,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A user as sign-in needs them.
#[derive(Debug, Clone)]
pub struct Account {
    /// Their number.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their password as a PHC string.
    pub password: String,
    /// Whether they may do what only admins may.
    pub admin: bool,
    /// When the account was made.
    pub created: Timestamp,
}

/// A session that is in force.
#[derive(Clone)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub user: Author,
    /// Whether they may do what only admins may.
    pub admin: bool,
    /// Whether they have been welcomed before.
    pub welcomed: bool,
}

/// The store failed; the text is for the log and never sent.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the store failed: {0}")]
pub struct StoreError(pub String);
