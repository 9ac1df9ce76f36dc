//! What the person has in hand, and is about to do to a message: the list of messages and the composer share it.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;

use crate::browser;
use crate::chat::Chat;
use crate::event::{RoomId, Seq};
use crate::once;
use crate::timeline::Row;

/// What the person has in hand. A handle, free to copy.
#[derive(Clone, Copy)]
pub struct InHand {
    chat: Chat,
    /// The messages whose edits were begun and are not done. The last of a room is in its composer; when that is
    /// done, the one before it comes back.
    editing: RwSignal<Vec<Editing>>,
    /// The number of the one in the composer of the room shown.
    pub edited: Memo<Option<Seq>>,
    /// What was refused and is to be written anew: the composer takes it.
    pub rewritten: RwSignal<Option<String>>,
    /// The row whose actions are open, by its key.
    pub open: RwSignal<Option<String>>,
    /// The row to react to.
    pub reacting: RwSignal<Option<ArcRwSignal<Row>>>,
}

/// A message that is being edited.
struct Editing {
    /// Where it is.
    room: RoomId,
    /// Its number.
    seq: Seq,
    /// Its text, as far as it is changed.
    text: String,
}

impl InHand {
    /// Nothing yet.
    #[must_use]
    pub fn new(chat: Chat) -> Self {
        let editing = RwSignal::new(Vec::<Editing>::new());
        let edited = Memo::new(move |_| {
            let room = chat.room.with(|room| room.as_ref().map(|room| room.room))?;
            editing.with(|editing| Some(editing.iter().rfind(|edit| edit.room == room)?.seq))
        });
        let in_hand = Self {
            chat,
            editing,
            edited,
            rewritten: RwSignal::new(None),
            open: RwSignal::new(None),
            reacting: RwSignal::new(None),
        };
        // A tap elsewhere is done with a message's actions, unless it is in what they opened.
        once::effect(move || {
            browser::on("pointerdown", move |event| {
                let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let within = target.and_then(|target| target.closest(".actions, [popover]").ok());
                if within.flatten().is_none() {
                    in_hand.open.set(None);
                }
            });
        });
        once::effect(move || {
            let kept = chat.kept_edits().into_iter();
            editing.set(kept.map(|(room, seq, text)| Editing { room, seq, text }).collect());
        });
        in_hand
    }

    /// Takes a message of the room shown into the composer, changed as far as it was.
    pub fn edit(self, seq: Seq, text: String) {
        let Some(room) = self.room() else { return };
        let begun = self.take(room, seq).unwrap_or_else(|| {
            self.chat.keep_edit(room, seq, Some(&text));
            Editing { room, seq, text }
        });
        self.editing.update(|editing| editing.push(begun));
    }

    /// The edit in the composer is done, or given up.
    pub fn done(self) {
        if let Some((room, seq)) = self.in_composer() {
            self.take(room, seq);
            self.chat.keep_edit(room, seq, None);
            self.editing.notify();
        }
    }

    /// The text being edited, as far as it is changed.
    #[must_use]
    pub fn text(self) -> Option<String> {
        let (room, seq) = self.in_composer()?;
        self.editing.with_untracked(|editing| Some(editing[at(editing, room, seq)?].text.clone()))
    }

    /// Keeps the text being edited.
    pub fn keep(self, text: String) {
        let Some((room, seq)) = self.in_composer() else { return };
        self.chat.keep_edit(room, seq, Some(&text));
        self.editing.update_untracked(|editing| {
            if let Some(at) = at(editing, room, seq) {
                editing[at].text = text;
            }
        });
    }

    fn in_composer(self) -> Option<(RoomId, Seq)> {
        Some((self.room()?, self.edited.get_untracked()?))
    }

    fn room(self) -> Option<RoomId> {
        self.chat.room.with_untracked(|room| room.as_ref().map(|room| room.room))
    }

    fn take(self, room: RoomId, seq: Seq) -> Option<Editing> {
        let of = |editing: &mut Vec<Editing>| Some(editing.remove(at(editing, room, seq)?));
        self.editing.try_update_untracked(of).flatten()
    }

    /// The row's actions, and the popover that they opened, are done with.
    pub fn close(self) {
        self.open.set(None);
        self.reacting.set(None);
    }
}

fn at(editing: &[Editing], room: RoomId, seq: Seq) -> Option<usize> {
    editing.iter().position(|edit| (edit.room, edit.seq) == (room, seq))
}
