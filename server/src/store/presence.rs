//! What presence asks of what is kept: who sees which rooms, and when somebody was last there.

use std::collections::HashSet;
use std::sync::Arc;

use app::event::RoomId;
use async_trait::async_trait;

use super::{StoreError, UserId};

/// Who may hear of whom. Who is a member of a conversation that they do not see yet is not told of in it.
#[async_trait]
pub trait Seen {
    /// The rooms that each of `users` sees.
    async fn rooms_seen_by(&self, users: Vec<UserId>) -> Result<Vec<(RoomId, UserId)>, StoreError>;

    /// Those of `here` who see each of `rooms`, by name, as many as a list of members has.
    async fn who_sees(
        &self,
        rooms: Vec<RoomId>,
        here: Arc<HashSet<UserId>>,
    ) -> Result<Vec<(RoomId, Vec<UserId>)>, StoreError>;

    /// Keeps when each of them was last there, in milliseconds since 1970.
    async fn note_seen(&self, seen: Vec<(UserId, i64)>) -> Result<(), StoreError>;
}
