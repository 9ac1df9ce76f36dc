//! What is kept of rooms as such: their settings, the names they had, and their end.

use app::event::{RoomId, RoomSummary, Seq};
use app::http::{History, OtherRooms};
use async_trait::async_trait;

use super::{StoreError, UserId};
use crate::name::Name;
use crate::topic::Topic;

/// Rooms as such.
#[async_trait]
pub trait Settings {
    /// What the room is called now that was called `name` before.
    async fn moved(&self, name: &Name) -> Result<Option<String>, StoreError>;

    /// The room, and whether `reader` may rename, archive and delete it; `None` unless they are a member and it
    /// is a room that has settings.
    async fn settings(
        &self,
        reader: UserId,
        room: RoomId,
    ) -> Result<Option<(RoomSummary, bool)>, StoreError>;

    /// Up to `limit` rooms that `user` is no member of and could join, by name, those after `after`.
    async fn other_rooms(
        &self,
        user: UserId,
        after: Option<Name>,
        limit: usize,
    ) -> Result<OtherRooms, StoreError>;

    /// Up to `limit` messages of `room` after `after`, and the head they were read at; `None` unless `reader`
    /// is a member at that head.
    async fn history_after(
        &self,
        reader: UserId,
        room: RoomId,
        after: Seq,
        limit: usize,
    ) -> Result<Option<History>, StoreError>;

    /// The temporary rooms that are not closed yet.
    async fn temporary_rooms(&self) -> Result<Vec<RoomId>, StoreError>;

    /// Each of `rooms` with the number of a person's newest row in it.
    async fn newest_by_people(&self, rooms: Vec<RoomId>) -> Result<Vec<(RoomId, Seq)>, StoreError>;

    /// Wipes what was said in deleted rooms, as much as stands in `rows` rows of one of them; whether more is
    /// left to be wiped.
    async fn wipe_deleted(&self, rows: u32) -> Result<bool, StoreError>;
}

/// What is to be different in a room; `None`: as it is.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// What it is called.
    pub name: Option<Name>,
    /// What it is about.
    pub topic: Option<Topic>,
    /// Whether it is kept to be read only.
    pub archived: Option<bool>,
}

/// Why a room comes to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// Somebody who may wants it so.
    Deleted,
    /// It is temporary and nobody was in it, when a person's newest row in it was `newest`: with another one it stays.
    Empty {
        /// Its number; what bots say keeps no room open.
        newest: Seq,
    },
}

impl Closed {
    /// As `room_removed` says it.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Empty { .. } => "closed",
        }
    }
}
