//! What the person has in hand, and is about to do to a message: the list of messages and the composer share it.

use leptos::prelude::*;

use crate::chat::Chat;
use crate::event::{RoomId, Seq};
use crate::once;
use crate::timeline::Row;

/// What the person has in hand. A handle, free to copy.
#[derive(Clone, Copy)]
pub struct InHand {
    chat: Chat,
    /// The message whose text is in the composer, in whichever room it is.
    pub editing: RwSignal<Option<Editing>>,
    /// Its number, if it is of the room shown.
    pub edited: Memo<Option<Seq>>,
    /// The row whose actions are open, by its key.
    pub open: RwSignal<Option<String>>,
    /// The row to react to.
    pub reacting: RwSignal<Option<ArcRwSignal<Row>>>,
}

/// A message that is being edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editing {
    /// Where it is.
    pub room: RoomId,
    /// Its number.
    pub seq: Seq,
    /// Its text, as far as it is changed.
    pub text: String,
}

impl InHand {
    /// Nothing yet.
    #[must_use]
    pub fn new(chat: Chat) -> Self {
        let editing = RwSignal::new(None::<Editing>);
        let edited = Memo::new(move |_| {
            let room = chat.room.with(|room| room.as_ref().map(|room| room.room))?;
            let seq = |editing: &Editing| (editing.room == room).then_some(editing.seq);
            editing.with(|editing| editing.as_ref().and_then(seq))
        });
        let in_hand = Self {
            chat,
            editing,
            edited,
            open: RwSignal::new(None),
            reacting: RwSignal::new(None),
        };
        once::effect(move || {
            if let Some((room, seq, text)) = chat.kept_edit() {
                editing.set(Some(Editing { room, seq, text }));
            }
        });
        in_hand
    }

    /// Takes a message of the room shown into the composer.
    pub fn edit(self, seq: Seq, text: String) {
        let room = self.chat.room.with_untracked(|room| room.as_ref().map(|room| room.room));
        self.editing.set(room.map(|room| Editing { room, seq, text }));
        self.store();
    }

    /// The edit is done, or given up.
    pub fn done(self) {
        self.editing.set(None);
        self.store();
    }

    /// Also for a later page.
    fn store(self) {
        self.editing.with_untracked(|editing| {
            let edit = editing.as_ref().map(|edit| (edit.room, edit.seq, edit.text.as_str()));
            self.chat.keep_edit(edit);
        });
    }

    /// The text being edited, as far as it is changed.
    #[must_use]
    pub fn text(self) -> Option<String> {
        self.editing.with_untracked(|editing| editing.as_ref().map(|editing| editing.text.clone()))
    }

    /// Keeps the text being edited.
    pub fn keep(self, text: String) {
        self.editing.update_untracked(|editing| {
            if let Some(editing) = editing {
                editing.text = text;
            }
        });
        self.store();
    }

    /// The row's actions, and the popover that they opened, are done with.
    pub fn close(self) {
        self.open.set(None);
        self.reacting.set(None);
    }
}
