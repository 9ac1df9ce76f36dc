//! Stop 3 of a message's way: rooms that are opened by name, to join or to make them.

use super::Client;
use crate::event::{ChangeRoom, ClientId, Command};

/// A `change_room` that is to be sent, or was sent and has no answer yet.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) client_id: ClientId,
    pub(super) name: String,
    pub(super) by_hand: bool,
    /// If it is made by that, it is one that closes when nobody is in it.
    pub(super) temporary: bool,
    /// The person waits for it no longer: if its answer is lost, it is not asked again.
    pub(super) given_up: bool,
    pub(super) sent: Option<u64>,
}

impl Ask {
    pub(super) fn command(&self) -> Command {
        Command::ChangeRoom(ChangeRoom {
            name: self.name.clone(),
            after: None,
            client_id: Some(self.client_id.clone()),
            temporary: self.temporary,
        })
    }
}

impl Client {
    pub(super) fn ask(&mut self, name: &str, by_hand: bool, temporary: bool) {
        let same_name = self.means.same_name;
        if let Some(ask) = self.asks.iter_mut().find(|ask| same_name(&ask.name, name)) {
            ask.by_hand |= by_hand;
            ask.given_up &= !by_hand;
            return;
        }
        let client_id = (self.means.new_id)();
        self.asks.push(Ask {
            client_id,
            name: name.to_owned(),
            by_hand,
            temporary,
            given_up: false,
            sent: None,
        });
    }

    /// The ask that `name` answers. Only one made in another spelling can fail to be found by name;
    /// answers come in the order of the asks.
    pub(super) fn answered(&mut self, name: &str) -> Option<(String, bool)> {
        let sent = |ask: &Ask| ask.sent.is_some();
        let by_name = self.asks.iter().position(|ask| sent(ask) && self.same_name(&ask.name, name));
        let at = by_name.or_else(|| self.asks.iter().position(sent))?;
        let ask = self.asks.remove(at);
        Some((ask.name, ask.by_hand))
    }
    /// The person does not wait any longer for a room they asked for: what was not sent is not, and what
    /// was does not lead there.
    pub fn cancel_open(&mut self) {
        self.asks.retain(|ask| !ask.by_hand || ask.sent.is_some());
        for ask in &mut self.asks {
            ask.given_up |= ask.by_hand;
            ask.by_hand = false;
        }
    }

    /// A room cannot be opened now, for that reason.
    pub fn cannot_open(&mut self, reason: &str) {
        self.refused_name = Some(reason.to_owned());
    }
}
