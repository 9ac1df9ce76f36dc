//! What all clients share.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use app::event::{RoomId, Seq};
use tokio::sync::{Notify, watch};

use crate::history::History;
use crate::support::App;

/// How far a run is.
#[derive(Debug, Clone, Default)]
pub(crate) enum Phase {
    /// Everybody writes, everything fails.
    #[default]
    Chaos,
    /// Nobody begins anything new.
    Settle,
    /// All are to come to these numbers in the rooms they follow, and then end.
    Reach(Arc<BTreeMap<RoomId, Seq>>),
    /// It is over, done or not.
    End,
}

/// What all clients share.
pub(crate) struct World {
    pub(crate) history: History,
    /// Where the server is, in whichever process.
    pub(crate) app: App,
    pub(crate) proxy: SocketAddr,
    pub(crate) rooms: Vec<(RoomId, String)>,
    pub(crate) phase: watch::Sender<Phase>,
    pub(crate) desks: Vec<Desk>,
}

/// What one client and the run say to each other.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    /// What the client still waits for.
    pub(crate) waits_for: AtomicUsize,
    /// Begin anew with what is stored.
    pub(crate) restart: Notify,
}

impl World {
    pub(crate) fn name_of(&self, room: RoomId) -> &str {
        self.rooms.iter().find(|(id, _)| *id == room).map_or("", |(_, name)| name)
    }

    /// Waits until no client waits for anything, as they say themselves; `false`: not in this time.
    pub(crate) async fn comes_to_rest(&self, within: Duration) -> bool {
        let resting = async {
            let mut seen = 0;
            while seen < 5 {
                tokio::time::sleep(Duration::from_millis(50)).await;
                let waits = self.desks.iter().any(|desk| desk.waits_for.load(Ordering::SeqCst) > 0);
                seen = if waits { 0 } else { seen + 1 };
            }
        };
        tokio::time::timeout(within, resting).await.is_ok()
    }
}
