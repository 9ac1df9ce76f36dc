//! Where a client stands in one room: what it has applied, and whether it is being told of more.

use std::collections::BTreeMap;

use app::event::{ClientId, RoomId, Seq};
use tokio::time::Instant;

/// Where a client stands in one room; it outlives connections and restarts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    /// The last number applied; none before the first event of a room it was added to.
    pub(crate) last: Option<Seq>,
    /// On this connection.
    pub(crate) following: Option<Following>,
}

/// One connection's time in the room.
#[derive(Debug, Clone, Default)]
pub(crate) struct Following {
    /// The room's head when the server let it in.
    pub(crate) head: Option<Seq>,
    /// The first number it brought.
    pub(crate) first: Option<Seq>,
    /// `synced` is still to come, and must say at least this.
    pub(crate) syncing: Option<Seq>,
    /// The room's head at some ping, and the pings since: one that is told of nothing more stands
    /// still.
    pub(crate) lags: Option<(Seq, u32)>,
}

/// The `resume` that is not answered yet: a `hello` goes with it, whose `welcome` is its end.
#[derive(Debug, Default)]
pub(crate) struct Resuming {
    pub(crate) client_id: Option<ClientId>,
    /// Its rooms; `true`: left or joined elsewhere since, so that nobody can tell which events are
    /// whose.
    pub(crate) rooms: BTreeMap<RoomId, bool>,
}

impl Resuming {
    pub(crate) fn is_muddled(&self, room: RoomId) -> bool {
        self.rooms.get(&room).copied().unwrap_or_default()
    }

    pub(crate) fn muddle(&mut self, room: RoomId) {
        if let Some(is_muddled) = self.rooms.get_mut(&room) {
            *is_muddled = true;
        }
    }
}

/// A `change_room` that is not answered yet.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) client_id: ClientId,
    pub(crate) room: RoomId,
    pub(crate) after: Option<Seq>,
    /// The newest number anybody knew of when it was sent.
    pub(crate) known: Seq,
    pub(crate) at: Instant,
}
