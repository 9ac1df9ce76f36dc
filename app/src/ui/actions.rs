//! What can be done to a message: reacting, editing, deleting.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

use super::in_hand::InHand;
use super::picker;
use crate::browser;
use crate::chat::{Chat, LiveRow};
use crate::once;

/// How long it is said that a link was copied.
const COPIED_MS: u64 = 3_000;

/// The actions of one message. They lie over its inline end and move nothing: actions.css shows
/// them to a pointer above the message and to the keyboard's focus within; where nothing hovers, a
/// button opens them.
#[component]
pub fn Actions(
    /// The page's chat.
    chat: Chat,
    /// What the person has in hand.
    in_hand: InHand,
    /// The message.
    live: LiveRow,
    /// A pointer or the focus has been here: until then there is but one button.
    near: RwSignal<bool>,
) -> impl IntoView {
    move || {
        let near = near.get();
        let key = live.key.clone();
        let open = near && in_hand.open.with(|open| open.as_ref() == Some(&key));
        let toggle = move |_| in_hand.open.set((!open).then(|| key.clone()));
        view! {
            <div class=if open { "actions needs-scripting open" } else { "actions needs-scripting" }>
                <button
                    type="button"
                    class="more"
                    aria-label=chat.words.message.actions
                    aria-expanded=open.to_string()
                    on:click=once::on(toggle)
                >
                    "⋯"
                </button>
                {near.then(|| view! { <Buttons chat in_hand live=live.clone() /> })}
            </div>
        }
    }
}

#[component]
fn Buttons(chat: Chat, in_hand: InHand, live: LiveRow) -> impl IntoView {
    let words = &chat.words.message;
    let LiveRow { key, row, .. } = live;
    let is_own = row.with_untracked(|row| row.is_own);
    let may_delete = is_own || chat.user.with_untracked(|user| user.admin);
    let (edited, deleted, linked) = (row.clone(), row.clone(), row.clone());
    let copied = RwSignal::new(false);
    let copy = move |_| {
        if let Some(link) = linked.with_untracked(|row| chat.link_of(row.seq?)) {
            browser::copy_address(&link);
            is_copied(copied);
        }
    };
    let react = move |_| {
        in_hand.open.set(Some(key.clone()));
        in_hand.reacting.set(Some(row.clone()));
    };
    let edit = move |_| {
        in_hand.close();
        if let (Some(seq), text) = edited.with_untracked(|row| (row.seq, row.text.clone())) {
            in_hand.edit(seq, text);
        }
    };
    let delete = move |event: MouseEvent| {
        in_hand.close();
        if let Some(seq) = deleted.with_untracked(|row| row.seq) {
            chat.delete(seq);
            focus_undo(&event);
        }
    };
    view! {
        <button type="button" popovertarget=picker::ID on:click=once::on(react)>
            {words.react}
        </button>
        <button type="button" aria-live="polite" on:click=once::on(copy)>
            {once::live(move || if copied.get() { words.link_copied } else { words.copy_link })}
        </button>
        <button type="button" hidden=!is_own on:click=once::on(edit)>
            {words.edit}
        </button>
        <button type="button" hidden=!may_delete on:click=once::on(delete)>
            {words.delete}
        </button>
    }
}

/// Has it said for a moment.
pub(super) fn is_copied(copied: RwSignal<bool>) {
    copied.set(true);
    // With the button gone, there is nothing to say it at.
    browser::after(COPIED_MS, move || {
        let _ = copied.try_set(false);
    });
}

/// The button that was pressed is gone with the message: the one that brings it back takes the focus.
fn focus_undo(event: &MouseEvent) {
    let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let message = pressed.and_then(|button| button.closest("article").ok().flatten());
    let Some(message) = message else { return };
    browser::next_frame(move || {
        let undo = message.query_selector(".deleted button").ok().flatten();
        if let Some(undo) = undo.and_then(|undo| undo.dyn_into::<HtmlElement>().ok()) {
            // A button that cannot take the focus keeps none.
            let _ = undo.focus();
        }
    });
}
