//! What is kept for those who carry the log elsewhere: each is a cursor over its position.

use app::event::{Epoch, Event, RoomId, Seq};
use async_trait::async_trait;

use super::StoreError;

/// The log over all rooms, in the order of its commits.
#[async_trait]
pub trait Consumers {
    /// Of up to `limit` rows after `position`, those of rooms that have a name; with `room`, of that one alone.
    async fn since(
        &self,
        position: i64,
        room: Option<RoomId>,
        limit: usize,
    ) -> Result<Since, StoreError>;

    /// The newest position; 0 when nothing was ever said.
    async fn newest(&self) -> Result<i64, StoreError>;

    /// Up to where `name` has got; `None` when it has never begun.
    async fn consumed(&self, name: &str) -> Result<Option<i64>, StoreError>;

    /// `name` begins at `position`.
    async fn begin_consumer(&self, name: &str, position: i64) -> Result<(), StoreError>;

    /// Notes that `name` has got up to `position`, if it is still there.
    async fn consume(&self, name: &str, position: i64) -> Result<(), StoreError>;
}

/// A part of the log.
#[derive(Debug, Clone)]
pub struct Since {
    /// By position.
    pub rows: Vec<Published>,
    /// The last position that was looked at; what people say among themselves is left out, not looked at again.
    pub up_to: i64,
}

/// A row of a room that has a name.
#[derive(Debug, Clone)]
pub struct Published {
    /// Its place in the order of all commits.
    pub position: i64,
    /// Where.
    pub room: RoomId,
    /// What that is called now.
    pub name: String,
    /// Its number there.
    pub seq: Seq,
    /// As it goes over the wire; a text that was deleted since is gone.
    pub event: Event,
}

impl Published {
    /// The same whenever it is sent again; in a restored copy, which has another epoch, another one.
    #[must_use]
    pub fn id(&self, epoch: &Epoch) -> String {
        format!("{}-{}", epoch.0, self.position)
    }
}
