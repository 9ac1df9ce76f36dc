//! Stop 12 of a message's way: a room the person is a member of, as their page follows it.

use super::marker::Marker;
use super::people::People;
use super::receipts::Receipts;
use crate::event::{ClientId, RoomSummary, Seq};

#[derive(Debug)]
pub(super) struct Room {
    pub(super) summary: RoomSummary,
    pub(super) marker: Marker,
    pub(super) follow: Follow,
    pub(super) people: People,
    pub(super) receipts: Receipts,
}

/// How the room's events come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Follow {
    /// They do not: without a connection, or without a place to go on from.
    Off,
    /// They are to be asked for with the next `resume`.
    Wanted,
    /// They were asked for, from `from` on, by the `resume` with that id.
    Asked { id: ClientId, from: Seq },
    /// By themselves, each as it happens.
    Live,
    /// Page by page over HTTP: so many pages after `after`, towards `head`.
    Paging { after: Seq, head: Seq, pages_left: u32 },
}

impl Room {
    /// A room of which nothing comes yet.
    pub(super) fn of(summary: RoomSummary) -> Self {
        let mut receipts = Receipts::default();
        receipts.note(&summary);
        Self {
            marker: Marker::of(&summary),
            summary,
            follow: Follow::Off,
            people: People::default(),
            receipts,
        }
    }

    /// It is known anew; what the person has seen meanwhile they have seen.
    pub(super) fn renew(&mut self, summary: RoomSummary) {
        self.marker.renew(&summary);
        self.receipts.note(&summary);
        self.summary = summary;
    }

    /// As lists of rooms show it.
    pub(super) fn seen_from_outside(&self) -> RoomSummary {
        let mut summary = self.summary.clone();
        (summary.read, (summary.unread, summary.mentions)) =
            (self.marker.read(), self.marker.shown());
        summary
    }
}
