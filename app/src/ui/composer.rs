//! Stop 1 of a message's way: Enter makes text into a message, unless an input method is composing.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use crate::chat::Chat;
use crate::event::RoomId;

/// What browsers report for a key that an input method took (the only sign of it in Safari).
const KEY_TAKEN: u32 = 229;

/// The field to write in. It belongs to the browser, not to a signal, so that what is typed before
/// the page is live stays.
#[component]
pub fn Composer(
    /// The page's chat.
    chat: Chat,
) -> impl IntoView {
    let field = NodeRef::<html::Textarea>::new();
    let error = RwSignal::new(None::<String>);
    keep_drafts(chat, field, error);

    let send = move || {
        let Some(field) = field.get_untracked() else { return };
        // Enter in an empty field is no mistake that needs telling.
        if field.value().trim().is_empty() {
            return;
        }
        match chat.say(&field.value()) {
            Ok(()) => {
                field.set_value("");
                error.set(None);
                typed(chat, String::new());
            }
            Err(reason) => error.set(Some(reason.to_string())),
        }
        // A field that cannot take the focus keeps none.
        let _ = field.focus();
    };
    let keydown = move |event: KeyboardEvent| {
        let composing = event.is_composing() || event.key_code() == KEY_TAKEN;
        if event.key() == "Enter" && !event.shift_key() && !composing {
            event.prevent_default();
            send();
        }
    };
    let input = move |_| {
        error.set(None);
        if let Some(field) = field.get_untracked() {
            typed(chat, field.value());
        }
    };
    let refused = move || {
        error
            .get()
            .map(|words| view! { <p id="composer-error" class="error" role="alert">{words}</p> })
    };
    view! {
        <div class="composer needs-scripting">
            {refused}
            <div class="composer-line">
                <label for="message" class="hidden">
                    "Message"
                </label>
                <textarea
                    id="message"
                    rows="2"
                    placeholder="Write a message"
                    autocomplete="off"
                    aria-describedby=move || error.with(Option::is_some).then_some("composer-error")
                    node_ref=field
                    on:keydown=keydown
                    on:input=input
                ></textarea>
                <button type="button" on:click=move |_| send()>
                    "Send"
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// Each room has its own text: changing rooms puts one away and takes the other out.
fn keep_drafts(chat: Chat, field: NodeRef<html::Textarea>, error: RwSignal<Option<String>>) {
    let room = Memo::new(move |_| chat.room.get().map(|room| room.room));
    Effect::new(move |before: Option<Option<RoomId>>| {
        let room = room.get();
        let (Some(field), Some(shown)) = (field.get(), room) else { return room };
        let typed_already = before.is_none() && !field.value().is_empty();
        if typed_already {
            chat.keep_draft(shown, field.value());
        } else if before != Some(room) {
            field.set_value(&chat.draft(shown));
            error.set(None);
        }
        room
    });
}

fn typed(chat: Chat, text: String) {
    if let Some(room) = chat.room.get_untracked() {
        chat.keep_draft(room.room, text);
    }
}
