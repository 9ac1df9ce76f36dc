//! Stop 2 of a message's way: a waiting row as it is stored in the browser, where it outlives the
//! page and is seen by the other tabs.

use serde::Serialize;

use super::{Intent, Moment, Outbox, Pending, PendingState, Unsaved};
use crate::event::json::fields;
use crate::event::{ClientId, read};

/// What this program writes; rows of another version are left to the page that knows them.
const VERSION: u32 = 1;
/// The tab that a row was typed in sends it; for this long, in milliseconds, the others wait for it.
const OTHER_TAB_MS: u64 = 10_000;

/// A waiting row, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stored {
    version: u32,
    intent: Intent,
    typed: Moment,
    not_before: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<String>,
}

fields!(Stored { version, intent, typed; not_before, refused });

impl Stored {
    /// Reads what was stored; `None` for what this program did not write.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        read(json).filter(|stored: &Self| stored.version == VERSION)
    }

    /// What the person wants.
    #[must_use]
    pub const fn intent(&self) -> &Intent {
        &self.intent
    }

    /// Why the server will not have it; `None` while it waits.
    #[must_use]
    pub fn refused(&self) -> Option<&str> {
        self.refused.as_deref()
    }

    pub(super) fn of(row: &Pending) -> Self {
        let refused = match &row.state {
            PendingState::Refused { reason } => Some(reason.clone()),
            _ => None,
        };
        Self {
            version: VERSION,
            intent: row.intent.clone(),
            typed: row.typed.clone(),
            not_before: row.not_before,
            refused,
        }
    }
}

impl Outbox {
    /// Takes in a row of an earlier page.
    pub(in super::super) fn restore(&mut self, client_id: ClientId, stored: Stored, now: u64) {
        // A clock that was set back must not keep a deletion waiting for a year.
        let window = super::super::UNDO_MS;
        let not_before = stored.not_before.min(now + window);
        let mut row = Pending::new(client_id, stored.intent, stored.typed);
        row.not_before = not_before;
        row.can_undo = not_before > now;
        row.tried = not_before <= now;
        if let Some(reason) = stored.refused {
            row.state = PendingState::Refused { reason };
        }
        self.insert(row);
    }

    /// Another tab stored a row, or what became of it.
    pub(in super::super) fn stored_elsewhere(
        &mut self,
        client_id: &ClientId,
        stored: Stored,
        now: u64,
    ) {
        if let Some(at) = self.find(client_id) {
            let row = &mut self.rows[at];
            if let (PendingState::Queued, Some(reason)) = (&row.state, stored.refused) {
                row.state = PendingState::Refused { reason };
            }
            return;
        }
        self.restore(client_id.clone(), stored, now);
        if let Some(at) = self.find(client_id) {
            let row = &mut self.rows[at];
            row.held_until = row.not_before.max(now) + OTHER_TAB_MS;
        }
    }

    /// Another tab removed a row: it is durable, or was thrown away.
    pub(in super::super) fn removed_elsewhere(&mut self, client_id: &ClientId) {
        self.rows.retain(|row| row.client_id != *client_id || !row.is_stored());
    }

    /// Ids begin with their time, so they tell the order in which rows of several tabs were typed.
    fn insert(&mut self, row: Pending) {
        if self.find(&row.client_id).is_none() {
            let at = self.rows.partition_point(|known| known.client_id < row.client_id);
            self.rows.insert(at, row);
        }
    }

    pub(super) fn save(&mut self, row: &Pending) {
        // Plain data cannot fail to become JSON.
        let value = serde_json::to_string(&Stored::of(row)).ok();
        self.unsaved.push(Unsaved { client_id: row.client_id.clone(), value });
    }
}
