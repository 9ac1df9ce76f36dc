//! Stop 12 of a message's way: what admins say to everybody, read where all connections share it, and noted as told
//! when the client has it.

use std::sync::Arc;

use axum::body::Bytes;

use super::Connection;
use crate::announcements::news;
use crate::clock;
use crate::store::AnnouncementId;
use crate::wire::{Ended, WireStream};

impl<S: WireStream> Connection<S> {
    /// Says what this connection was not told yet, and asks whether it has come.
    pub(super) async fn say_announcements(&mut self) -> Result<(), Ended> {
        if !self.shows_announcements {
            return Ok(());
        }
        let banter = &self.banter;
        let all = banter.announcements.all(&banter.hub, &*banter.store).await?;
        let mut newest = self.announced;
        for notice in news(&all, &self.announcements, self.announced, clock::now_ms()) {
            newest = newest.max(notice.id);
            self.wire.feed(notice.frame.clone()).await?;
        }
        self.announcements = Arc::clone(&all);
        if newest > self.announced {
            self.announced = newest;
            self.ping(newest.0.to_be_bytes().to_vec().into()).await?;
        }
        Ok(())
    }

    /// Asks for a pong that costs the client nothing.
    pub(super) async fn ping(&mut self, payload: Bytes) -> Result<(), Ended> {
        self.unanswered_pings = self.unanswered_pings.saturating_add(1);
        self.wire.ping(payload).await
    }

    /// The client has answered a ping: if that was the one after an announcement, the person was told.
    pub(super) fn hear_pong(&self, payload: &[u8]) {
        if let Ok(number) = payload.try_into().map(u64::from_be_bytes) {
            // Nobody is told of what was not said yet, whatever they claim.
            let id = AnnouncementId(number).min(self.announced);
            self.banter.announcements.note(self.session.user.id, id);
        }
    }
}
