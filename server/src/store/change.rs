//! What can be appended to a room's log, and what became of it.

use app::event::{
    Body, ClientId, Event, ReadChanged, Receipt, RoomId, RoomSummary, Seq, Timestamp,
};

use super::{
    ANNOUNCEMENTS_MAX, AnnouncementId, Author, Closed, Participants, REACTIONS_MAX, UserId, Wanted,
};
use crate::alias::Alias;
use crate::emoji::Emoji;
use crate::markup::Markup;
use crate::mention;
use crate::name::Name;

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
    /// Say something in `room`. A bot may in any that has a name, a member or not.
    Message {
        /// Where.
        room: RoomId,
        /// What.
        text: Text,
        /// The message it answers.
        reply_to: Option<Seq>,
        /// For whom a bot says it.
        alias: Option<Alias>,
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
    /// Say something in the room of these people, the author among them; make it when there is none.
    Direct {
        /// Who.
        people: Participants,
        /// What.
        text: Text,
    },
    /// See the room of these people, the author among them; make it when there is none.
    Open(Participants),
    /// Note that a client of the author's has the room up to `seq`; never back, no row.
    Received {
        /// Where.
        room: RoomId,
        /// The last change it has.
        seq: Seq,
    },
    /// Become a member of the room called so; make it when there is none.
    Join(Name),
    /// The same; what is made by it is a room that closes when nobody is in it any more.
    JoinTemporary(Name),
    /// Call the room otherwise, say what it is about, archive it or take it into use again.
    Configure {
        /// Which.
        room: RoomId,
        /// What is to be different.
        wanted: Wanted,
    },
    /// Bring a room to its end; no row.
    Close {
        /// Which.
        room: RoomId,
        /// Why.
        why: Closed,
    },
    /// Stop being a member.
    Leave(RoomId),
    /// Say something to everybody who comes within its lifetime; no row, and in no room.
    Announce {
        /// What.
        text: Body,
        /// How long it lives, in milliseconds.
        lifetime_ms: i64,
    },
    /// Take back what was said to everybody.
    EndAnnouncement(AnnouncementId),
    /// Become a member of general, if this is a person's first welcome.
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
            | Self::Received { room, .. }
            | Self::Configure { room, .. }
            | Self::Close { room, .. }
            | Self::Leave(room) => Some(*room),
            Self::Direct { .. }
            | Self::Open(_)
            | Self::Join(_)
            | Self::JoinTemporary(_)
            | Self::Announce { .. }
            | Self::EndAnnouncement(_)
            | Self::Welcome => None,
        }
    }
}

/// A message's text, with all that is made of it before it is stored.
#[derive(Debug, Clone)]
pub struct Text {
    /// As typed.
    pub body: Body,
    /// As safe HTML, once it is known who is a member.
    pub markup: Markup,
    /// For each name in it whom it could mean, as [`mention::candidates`] has it.
    pub named: Vec<Vec<String>>,
}

impl From<Body> for Text {
    fn from(body: Body) -> Self {
        let (markup, named) = (Markup::of(body.as_str()), mention::candidates(body.as_str()));
        Self { body, markup, named }
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
    /// Who sees the room from this on, and did not before.
    pub entered: Vec<Entered>,
    /// Whose room it was until this ended it.
    pub removed: Vec<UserId>,
    /// For whom a message is, its author not among them; `None` but of a message in a room of people.
    pub recipients: Option<Vec<UserId>>,
    /// How far the author has come, and whom to tell of it.
    pub receipt: Option<(Receipt, Vec<UserId>)>,
    /// The author's marker after a [`Change::Read`].
    pub read: Option<ReadChanged>,
}

/// Somebody who begins to see a room.
#[derive(Debug, Clone)]
pub struct Entered {
    /// Who.
    pub user: UserId,
    /// The room as they see it.
    pub summary: RoomSummary,
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
    /// A room of people, which is its people's for ever.
    #[error("A conversation between people cannot be left.")]
    Inseparable,
    /// The same, as they have no settings.
    #[error("A conversation between people has no settings.")]
    NoSettings,
    /// Nothing is said in it any more.
    #[error("That room is archived.")]
    Archived,
    /// Another room is called so.
    #[error("Another room is called so.")]
    RoomNameTaken,
    /// Neither made it nor is an admin.
    #[error("Only who made the room, or an admin, may do that.")]
    NotYourRoom,
    /// The room of all.
    #[error("The room that everybody joins stays.")]
    General,
    /// A message has so many different reactions that one more is not taken.
    #[error("A message takes at most {REACTIONS_MAX} different reactions.")]
    TooManyReactions,
    /// Something that only admins do.
    #[error("Only an admin may do that.")]
    NotAdmin,
    /// So many announcements live that one more is not taken.
    #[error("At most {ANNOUNCEMENTS_MAX} announcements live at once.")]
    TooManyAnnouncements,
    /// The `client_id` was used for something else.
    #[error("That client_id was used for something else.")]
    Conflict,
    /// The store failed on this one; it can be tried again.
    #[error("The server cannot store anything just now.")]
    Failed,
}
