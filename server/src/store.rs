//! Stop 8 of a message's way: what is kept. The store speaks sentences of the domain; every
//! implementation passes the one list of cases in `tests/store.rs`.

mod announcements;
mod bots;
mod change;
mod consumers;
mod hooks;
mod people;
mod presence;
mod schedules;
mod settings;
mod sqlite;

use std::fmt;
use std::sync::Arc;

use app::event::{Epoch, Receipt, RoomChanged, RoomId, RoomSummary, Seq, Timestamp};
use app::http::{History, Members};
use app::words::Language;
use async_trait::async_trait;

use crate::name::Name;
use crate::words;

pub use announcements::{ANNOUNCEMENTS_MAX, Announced, AnnouncementId, Announcements};
pub use bots::{Bot, Bots, bot_called};
pub use change::{Append, Appended, Change, Entered, LogRow, Refused, Rows, Text};
pub use consumers::{Consumers, Published, Since};
pub use hooks::{
    Failing, HOOKS_MAX, HookId, HookIn, HookOut, Hooks, NewHookIn, NewHookOut, Part, Trouble,
};
pub use people::{Participants, People};
pub use presence::Seen;
pub use schedules::{NewSchedule, Rhythm, SCHEDULES_MAX, Said, Schedule, ScheduleId, Schedules};
pub use settings::{Closed, Settings, Wanted};
pub use sqlite::{Sqlite, backup, restore};

/// Different emoji below one message.
pub const REACTIONS_MAX: usize = 20;

/// The room that everybody joins at their first welcome.
pub const GENERAL: RoomId = RoomId(1);

/// Everything that outlives the process.
#[async_trait]
pub trait Store:
    People
    + Seen
    + Settings
    + Bots
    + Consumers
    + Schedules
    + Announcements
    + Hooks
    + Send
    + Sync
    + 'static
{
    /// Appends `batch` in one transaction and answers each entry, in order, after its commit. Where an entry alone
    /// fails, so do its author's behind it.
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

    /// Those of `rooms` that `user` is a member of: the number of their `member_joined`, and the head. Who is in a
    /// conversation that they do not see is a member for no question: only somebody's first message makes them one.
    async fn places(
        &self,
        user: UserId,
        rooms: Vec<RoomId>,
    ) -> Result<Vec<(RoomId, Seq, Seq)>, StoreError>;

    /// `user`'s place in `room`, when they are a member.
    async fn standing(&self, user: UserId, room: RoomId) -> Result<Option<Standing>, StoreError>;

    /// The room called `name`.
    async fn room_called(&self, name: &Name) -> Result<Option<RoomId>, StoreError>;

    /// The room called `name`, or else the one that was called so last.
    async fn room_ever_called(&self, name: &Name) -> Result<Option<RoomId>, StoreError>;

    /// The rooms that `user` is a member of and sees, by name; those of people last.
    async fn rooms_of(&self, user: UserId) -> Result<Vec<RoomSummary>, StoreError>;

    /// Up to `limit` messages of `room` before `before`, or the newest, and the head they were read at;
    /// `None` unless `reader` is a member at that head.
    async fn history(
        &self,
        reader: UserId,
        room: RoomId,
        before: Option<Seq>,
        limit: usize,
    ) -> Result<Option<History>, StoreError>;

    /// The same for the log: up to `limit` rows after `after`.
    async fn log_page(
        &self,
        reader: UserId,
        room: RoomId,
        after: Seq,
        limit: usize,
    ) -> Result<Option<Rows>, StoreError>;

    /// Up to `limit` members of `room` by name, how many there are, and the head they were read at; `None`
    /// unless `reader` is one of them.
    async fn members(
        &self,
        reader: UserId,
        room: RoomId,
        limit: usize,
    ) -> Result<Option<Members>, StoreError>;

    /// What `reader` sees who opens `room`, all read in one transaction, with up to `messages` of its
    /// messages, those around `at` or the newest, and `members` of its members; `None` unless they are one of
    /// them.
    async fn opened(
        &self,
        reader: UserId,
        room: RoomId,
        at: Option<Seq>,
        messages: usize,
        members: usize,
    ) -> Result<Option<Opened>, StoreError>;

    /// The epoch in force.
    fn epoch(&self) -> &Epoch;

    /// Makes an account; the very first is the admin's, whatever `terms` say.
    async fn add_user(&self, user: NewUser, terms: Terms) -> Result<UserId, AddUserError>;

    /// The account called `name`.
    async fn account(&self, name: &Name) -> Result<Option<Account>, StoreError>;

    /// Every account, by name.
    async fn accounts(&self) -> Result<Vec<Account>, StoreError>;

    /// Whether any person has an account.
    async fn has_accounts(&self) -> Result<bool, StoreError>;

    /// Sets a password and ends every session of that user. `false`: there is no such person.
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

    /// Those of `sessions` that have ended.
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
    /// Whether they are a program.
    pub bot: bool,
}

/// A member's place in a room, read in one transaction.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The room as its member sees it.
    pub summary: RoomSummary,
    /// The number of their `member_joined`; [`Seq::ZERO`] in a room of people, which nobody joins.
    pub joined: Seq,
    /// How many members it has.
    pub members: u64,
}

impl Standing {
    /// As `room_changed` says it.
    #[must_use]
    pub fn changed(self, epoch: Epoch) -> RoomChanged {
        let Self { summary, members, .. } = self;
        RoomChanged {
            room: summary.room,
            name: summary.name,
            kind: summary.kind,
            topic: summary.topic,
            epoch,
            head: summary.head,
            read: summary.read,
            unread: summary.unread,
            mentions: summary.mentions,
            members,
            archived: summary.archived,
            temporary: summary.temporary,
        }
    }
}

/// A room as one who opens it sees it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The room.
    pub summary: RoomSummary,
    /// The message that was asked for, if it is there.
    pub at: Option<Seq>,
    /// Its newest messages, or those around that one.
    pub history: History,
    /// Who is in it.
    pub members: Members,
    /// How far the others have come, in a room of people.
    pub receipts: Vec<Receipt>,
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
    #[error("{}", words::of(Language::English).account.name_taken)]
    NameTaken,
    /// There are accounts already.
    #[error("{}", words::of(Language::English).account.registration_closed)]
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
    /// Whether it is a program's: that has no password and cannot sign in.
    pub bot: bool,
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
    /// The newest announcement that they were told.
    pub announced: AnnouncementId,
}

/// The store failed; the text is for the log and never sent.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the store failed: {0}")]
pub struct StoreError(pub String);
