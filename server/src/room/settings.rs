//! Rooms as such: what they are called, who could join them, their end.

use std::sync::Arc;

use app::event::{RoomId, RoomSummary, Seq};
use app::http::{History, OtherRooms};

use super::{PAGE_MESSAGES_MAX, Rooms};
use crate::error::Error;
use crate::name::Name;
use crate::store::{Append, Author, Change, Closed, UserId, Wanted};

/// Rooms that one could join in a page of them, at most.
pub const OTHERS_MAX: usize = 500;

impl Rooms {
    /// Changes what `wanted` says of the room; the room as it is from then on.
    ///
    /// # Errors
    /// Not a member, not theirs to change, the name is another room's, or nothing can be stored just now.
    pub async fn configure(
        &self,
        author: Author,
        room: RoomId,
        wanted: Wanted,
    ) -> Result<RoomSummary, Error> {
        let change = Change::Configure { room, wanted };
        let append = Append { author: author.clone(), client_id: None, change };
        self.log.append(append, None).await?;
        Ok(self.standing(&author, room).await?.summary)
    }

    /// Deletes the room: it is nobody's from now on, its name is free, what was said in it is wiped.
    ///
    /// # Errors
    /// Not a member, not theirs to delete, or nothing can be stored just now.
    pub async fn delete(&self, author: Author, room: RoomId) -> Result<(), Error> {
        let change = Change::Close { room, why: Closed::Deleted };
        self.log.append(Append { author, client_id: None, change }, None).await.map(drop)
    }

    /// Stops being a member.
    ///
    /// # Errors
    /// Not a member, a conversation between people, or nothing can be stored just now.
    pub async fn leave(&self, author: Author, room: RoomId) -> Result<(), Error> {
        let append = Append { author, client_id: None, change: Change::Leave(room) };
        self.log.append(append, None).await.map(drop)
    }

    /// Closes a temporary room that nobody was in when a person's newest row in it was `newest`.
    ///
    /// # Errors
    /// Somebody has done something in it since, or nothing can be stored just now.
    pub async fn close(&self, room: RoomId, newest: Seq) -> Result<(), Error> {
        // Nobody: there is no row to have an author.
        let author = Author { id: UserId(0), name: Arc::from(""), bot: false };
        let change = Change::Close { room, why: Closed::Empty { newest } };
        self.log.append(Append { author, client_id: None, change }, None).await.map(drop)
    }

    /// The room, and whether `reader` may rename, archive and delete it.
    ///
    /// # Errors
    /// Not a member, or a conversation between people.
    pub async fn settings(
        &self,
        reader: &Author,
        room: RoomId,
    ) -> Result<(RoomSummary, bool), Error> {
        self.store.settings(reader.id, room).await?.ok_or(Error::NotMember)
    }

    /// Up to `limit` rooms that `author` could join, by name, those after `after`; at least one, at most
    /// [`OTHERS_MAX`].
    ///
    /// # Errors
    /// `after` is no name, or the store failed.
    pub async fn others(
        &self,
        author: &Author,
        after: Option<&str>,
        limit: usize,
    ) -> Result<OtherRooms, Error> {
        let after = after.map(Name::of_room).transpose()?;
        Ok(self.store.other_rooms(author.id, after, limit.clamp(1, OTHERS_MAX)).await?)
    }

    /// What the room is called now that was called `name` before.
    ///
    /// # Errors
    /// The store failed.
    pub async fn moved(&self, name: &str) -> Result<Option<String>, Error> {
        match Name::of_room(name) {
            Ok(name) => Ok(self.store.moved(&name).await?),
            Err(_) => Ok(None),
        }
    }

    /// Up to `limit` messages after `after`; at least one, at most [`PAGE_MESSAGES_MAX`].
    ///
    /// # Errors
    /// Not a member, or no such room.
    pub async fn history_after(
        &self,
        reader: &Author,
        room: RoomId,
        after: Seq,
        limit: usize,
    ) -> Result<History, Error> {
        let limit = limit.clamp(1, PAGE_MESSAGES_MAX);
        self.store.history_after(reader.id, room, after, limit).await?.ok_or(Error::NotMember)
    }
}
