//! What is typed and not said yet: each room's draft, and the edits that were begun. Kept for later pages too.

use leptos::prelude::{UpdateValue, WithUntracked, WithValue};

use super::Chat;
use crate::event::{RoomId, Seq};
use crate::storage;

impl Chat {
    /// What was typed in `room` and not sent: in this tab, else in any.
    #[must_use]
    pub fn draft(self, room: RoomId) -> String {
        self.held(room).unwrap_or_else(|| {
            let key = self.draft_key(room);
            let kept = storage::own(&key).or_else(|| storage::get(&key)).unwrap_or_default();
            self.hold(room, kept.clone());
            kept
        })
    }

    /// Keeps what is typed in `room`, also for a later page: where the browser has no room for it, as long
    /// as this one lives. What another tab keeps of that room stays, once this one has nothing any more.
    pub fn keep_draft(self, room: RoomId, text: String) {
        let key = self.draft_key(room);
        let kept = (!text.is_empty()).then_some(text.as_str());
        storage::put_own(&key, kept);
        if kept.is_some() || storage::get(&key) == self.held(room) {
            storage::put(&key, kept);
        }
        self.hold(room, text);
    }

    fn hold(self, room: RoomId, text: String) {
        self.drafts.update_value(|drafts| {
            drafts.retain(|(of, _)| *of != room);
            drafts.push((room, text));
        });
    }

    fn held(self, room: RoomId) -> Option<String> {
        self.drafts.with_value(|drafts| {
            let held = drafts.iter().find(|(of, _)| *of == room);
            held.map(|(_, text)| text.clone())
        })
    }

    /// The messages that were being edited when the page was left: the room, the number, the text so far of each.
    #[must_use]
    pub fn kept_edits(self) -> Vec<(RoomId, Seq, String)> {
        let prefix = self.edit_key("");
        let of = |(key, text): (String, String)| {
            let (room, seq) = key[prefix.len()..].split_once('/')?;
            Some((room.parse().ok()?, Seq(seq.parse().ok()?), text))
        };
        storage::all(&prefix).into_iter().filter_map(of).collect()
    }

    /// Keeps the text of a message that is being edited for a later page; without one, it is edited no more.
    pub fn keep_edit(self, room: RoomId, seq: Seq, text: Option<&str>) {
        storage::put(&self.edit_key(&format!("{room}/{seq}")), text);
    }

    fn edit_key(self, of: &str) -> String {
        self.user.with_untracked(|user| format!("edit/{}/{of}", user.name))
    }

    /// Nobody sees another's.
    fn draft_key(self, room: RoomId) -> String {
        self.user.with_untracked(|user| format!("draft/{}/{room}", user.name))
    }
}

/// Another tab removed `sent` from under `key`, having said it: something else that was typed in this tab stands there
/// from now on.
pub(super) fn removed(key: &str, sent: Option<String>) {
    match storage::own(key) {
        own if own == sent => storage::put_own(key, None),
        own => storage::put(key, own.as_deref()),
    }
}
