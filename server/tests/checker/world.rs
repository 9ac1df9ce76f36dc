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
    pub(crate) rooms: Vec<Room>,
    pub(crate) phase: watch::Sender<Phase>,
    pub(crate) desks: Vec<Desk>,
}

/// A room, or a conversation.
pub(crate) struct Room {
    pub(crate) id: RoomId,
    /// As everybody calls it; nobody's, of a conversation.
    pub(crate) name: String,
    /// Whose conversation it is; of a room nobody's.
    pub(crate) people: Vec<&'static str>,
    /// The session of somebody who is always a member.
    pub(crate) token: String,
}

/// What one client and the run say to each other.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    /// What the client still waits for.
    pub(crate) waits_for: AtomicUsize,
    /// Begin anew with what is stored.
    pub(crate) restart: Notify,
}

impl Room {
    pub(crate) fn is_public(&self) -> bool {
        self.people.is_empty()
    }

    pub(crate) fn is_for(&self, user: &str) -> bool {
        self.is_public() || self.people.contains(&user)
    }

    /// The others in a conversation, for `user`.
    pub(crate) fn others(&self, user: &str) -> Vec<String> {
        self.people.iter().filter(|name| **name != user).map(|name| (*name).to_owned()).collect()
    }

    /// What `user` opens it by.
    pub(crate) fn handle(&self, user: &str) -> String {
        if self.is_public() {
            self.name.clone()
        } else {
            format!("@{}", self.others(user).join(","))
        }
    }
}

impl World {
    pub(crate) fn room(&self, id: RoomId) -> &Room {
        self.rooms.iter().find(|room| room.id == id).unwrap()
    }

    /// What everybody may come into.
    pub(crate) fn public(&self) -> impl Iterator<Item = &Room> {
        self.rooms.iter().filter(|room| room.is_public())
    }

    /// Waits until no client waits for anything, as they say themselves; `false`: not in this time.
    pub(crate) async fn comes_to_rest(&self, within: Duration) -> bool {
        let resting = async {
            let mut seen = 0;
            while seen < 5 {
                tokio::time::sleep(Duration::from_millis(50)).await;
                seen = if self.waiting().is_empty() { seen + 1 } else { 0 };
            }
        };
        tokio::time::timeout(within, resting).await.is_ok()
    }

    /// Who waits for how much: the last desk is RabbitMQ's.
    pub(crate) fn waiting(&self) -> Vec<(usize, usize)> {
        let counts = self.desks.iter().map(|desk| desk.waits_for.load(Ordering::SeqCst));
        counts.enumerate().filter(|(_, count)| *count > 0).collect()
    }
}
