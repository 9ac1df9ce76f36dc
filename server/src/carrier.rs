//! The log's way out: a place in it, kept under a name, that moves once what is before it was taken elsewhere.
//!
//! Invariant: the place that is kept moves only over what was taken, or is nobody's business there. What is cut in
//! between is sent again, under the same [`Published::id`](crate::store::Published::id).

use std::time::Duration;

use app::event::RoomId;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::banter::Banter;
use crate::store::{Since, StoreError};

/// Rows looked at at once.
const ROWS: usize = 256;
/// Another process may have written too: the log is looked at without a sign as well.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// So many rows that it had nothing to do with are looked at again after a crash, at most.
const SKIPS_MAX: i64 = 1_000;

/// A place in the log.
pub(crate) struct Carrier<'a> {
    banter: &'a Banter,
    name: String,
    commits: watch::Receiver<()>,
    /// How long commits are gathered before they are looked at.
    gather: Duration,
    position: i64,
    /// What is kept of it.
    kept: i64,
}

impl<'a> Carrier<'a> {
    /// The place kept under `name`. What was said before it was ever switched on is not sent; what is said from
    /// now on is.
    pub(crate) async fn begin(
        banter: &'a Banter,
        name: String,
        gather: Duration,
    ) -> Result<Self, StoreError> {
        let position = match banter.store.consumed(&name).await? {
            Some(position) => position,
            None => {
                let newest = banter.store.newest().await?;
                banter.store.begin_consumer(&name, newest).await?;
                newest
            }
        };
        let commits = banter.rooms.commits();
        Ok(Self { banter, name, commits, gather, position, kept: position })
    }

    /// Up to where it has got.
    pub(crate) const fn position(&self) -> i64 {
        self.position
    }

    /// Waits for what comes next, in `room` or in all of them; `None` once the server goes down.
    pub(crate) async fn next(&mut self, room: Option<RoomId>) -> Result<Option<Since>, StoreError> {
        while !self.banter.draining.is_cancelled() {
            // Seen before it is read: what is committed meanwhile is a change again.
            self.commits.borrow_and_update();
            let since = self.banter.store.since(self.position, room, ROWS).await?;
            if since.up_to > self.position {
                return Ok(Some(since));
            }
            tokio::select! {
                _ = self.commits.changed() => sleep(self.gather).await,
                () = sleep(LOOK_EVERY) => {}
                () = self.banter.draining.cancelled() => {}
            }
        }
        Ok(None)
    }

    /// All up to `to` was taken.
    pub(crate) async fn moves(&mut self, to: i64) -> Result<(), StoreError> {
        self.banter.store.consume(&self.name, to).await?;
        (self.position, self.kept) = (to, to);
        Ok(())
    }

    /// What is left up to `to` is nobody's business there; that is not worth a write each time.
    pub(crate) async fn skips(&mut self, to: i64) -> Result<(), StoreError> {
        self.position = to;
        if to - self.kept < SKIPS_MAX { Ok(()) } else { self.moves(to).await }
    }
}
