//! What is kept of announcements: what is said to everybody, and who was told.

use std::fmt;

use async_trait::async_trait;

use super::{StoreError, UserId};

/// Announcements that live at once.
pub const ANNOUNCEMENTS_MAX: usize = 20;

/// What admins say to everybody. Making one and ending one early are changes of the log's writer, since a
/// `client_id` is one over all kinds; nothing of them is in the log.
#[async_trait]
pub trait Announcements {
    /// Those that had not expired at `now`, in milliseconds since 1970, in the order in which they were made.
    async fn announcements(&self, now: i64) -> Result<Vec<Announced>, StoreError>;

    /// Notes the newest that each of them was told; a mark only ever goes forward.
    async fn note_announced(&self, told: Vec<(UserId, AnnouncementId)>) -> Result<(), StoreError>;
}

/// An announcement's number; a later one is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct AnnouncementId(pub u64);

/// As the wire says it.
impl fmt::Display for AnnouncementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a{}", self.0)
    }
}

/// An announcement as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    /// Its number.
    pub id: AnnouncementId,
    /// What its author is called.
    pub author: String,
    /// As typed; empty when it was ended.
    pub body: String,
    /// When it was made, in milliseconds since 1970, as all times here.
    pub sent: i64,
    /// Until when it was to live.
    pub expires: i64,
    /// When it was ended before that.
    pub ended: Option<i64>,
}
