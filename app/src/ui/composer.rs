//! Stop 1 of a message's way: Enter makes text into a message, unless an input method is composing.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::in_hand::InHand;
use super::keys::{is_composing, is_plain};
use super::typing::typing;
use crate::chat::Chat;
use crate::event::{RoomId, Seq};
use crate::once;

/// So many characters before the limit they are counted for the person.
const COUNTED_CHARS: usize = 500;

/// The field to write in, and to change in what was written. It belongs to the browser, not to a
/// signal, so that what is typed before the page is live stays.
#[component]
pub fn Composer(
    /// The page's chat.
    chat: Chat,
    /// What the person has in hand.
    in_hand: InHand,
    /// Why the text was refused, in words.
    #[prop(default = RwSignal::new(None))]
    error: RwSignal<Option<String>>,
    /// How long the text is, where that begins to matter; else 0.
    #[prop(default = RwSignal::new(0))]
    chars: RwSignal<usize>,
) -> impl IntoView {
    let field = NodeRef::<html::Textarea>::new();
    let words = &chat.words.composer;
    let counts = move |text: &str| chars.set(chars_near(text, chat.message_chars()));
    fill(chat, in_hand, field, move |text| {
        error.set(None);
        counts(text);
    });

    let send = move || {
        let Some(field) = field.get_untracked() else { return };
        let text = field.value();
        let said = match in_hand.edited.get_untracked() {
            Some(seq) => chat.edit(seq, &text).map(|()| in_hand.done()),
            // Enter in an empty field is no mistake that needs telling.
            None if text.trim().is_empty() => return,
            None => chat.say(&text).map(|()| {
                field.set_value("");
                counts("");
                typed(chat, in_hand, String::new());
            }),
        };
        error.set(said.err().map(|reason| reason.in_words(words)));
        // A field that cannot take the focus keeps none.
        let _ = field.focus();
    };
    let keydown = move |event: KeyboardEvent| {
        if is_composing(&event) {
            return;
        }
        let done = match event.key().as_str() {
            "Enter" if !event.shift_key() => {
                send();
                true
            }
            "ArrowUp" if is_plain(&event) => edit_last(chat, in_hand, field),
            "Escape" => in_hand.edited.get_untracked().is_some() && cancel(in_hand, field),
            _ => false,
        };
        if done {
            event.prevent_default();
        }
    };
    let input = move |_| {
        error.set(None);
        if let Some(field) = field.get_untracked() {
            let text = field.value();
            counts(&text);
            // What is being changed was said already; an emptied field says nothing.
            if !text.is_empty() && in_hand.edited.get_untracked().is_none() {
                chat.typed();
            }
            typed(chat, in_hand, text);
        }
    };
    // Enter came before the program did (early.js).
    once::effect(move || {
        let Some(field) = field.get_untracked() else { return };
        if field.get_attribute("data-entered") == Some(field.value()) {
            send();
        }
    });
    once::effect(move || {
        let (Some(refused), Some(room)) = (in_hand.rewritten.get(), chat.room.get_untracked())
        else {
            return;
        };
        in_hand.rewritten.set(None);
        let text = behind(chat.draft(room.room), &refused);
        if let (Some(field), None) = (field.get_untracked(), in_hand.edited.get_untracked()) {
            field.set_value(&text);
            counts(&text);
            error.set(None);
            // A field that cannot take the focus keeps none.
            let _ = field.focus();
        }
        chat.keep_draft(room.room, text);
    });
    let over = move || chars.get() > chat.message_chars();
    // What is hidden says nothing.
    let count = move || match chars.get() {
        0 => String::new(),
        chars => format!("{chars} / {}", chat.message_chars()),
    };
    let is_editing = move || in_hand.edited.get().is_some();
    let described = move || match (error.with(Option::is_some), is_editing()) {
        (true, _) => Some("composer-error"),
        (false, true) => Some("composer-editing"),
        (false, false) => None,
    };
    view! {
        <div class="composer needs-scripting">
            <p class="composer-editing" hidden=once::live(move || !is_editing())>
                <span id="composer-editing">{words.editing}</span>
                <button
                    type="button"
                    class="quiet"
                    on:click=once::on(move |_| {
                        cancel(in_hand, field);
                    })
                >
                    {words.cancel}
                </button>
            </p>
            <p
                id="composer-error"
                class="error"
                role="alert"
                hidden=once::live(move || error.with(Option::is_none))
            >
                {once::live(move || error.get().unwrap_or_default())}
            </p>
            <div class="composer-line">
                <label for="message" class="hidden">
                    {words.label}
                </label>
                <textarea
                    id="message"
                    rows="1"
                    placeholder=words.hint
                    autocomplete="off"
                    enterkeyhint="send"
                    aria-describedby=once::live(described)
                    node_ref=field
                    on:keydown=once::on(keydown)
                    on:input=once::on(input)
                ></textarea>
                <span
                    class=once::live(move || {
                        if over() { "composer-count error" } else { "composer-count" }
                    })
                    hidden=once::live(move || chars.get() == 0)
                >
                    {once::live(count)}
                </span>
                <button
                    type="button"
                    aria-label=once::live(move || if is_editing() { words.save } else { words.send })
                    on:click=once::on(move |_| send())
                >
                    <span class="icon icon-send" aria-hidden="true"></span>
                </button>
            </div>
            {typing(chat)}
        </div>
    }
}

/// What was typed, and on a line of its own behind it `text`.
fn behind(mut typed: String, text: &str) -> String {
    if !typed.is_empty() {
        typed.push('\n');
    }
    typed + text
}

/// The length of `text` in characters, if it is near the limit. Bytes are counted first, which costs less
/// with every key: there are at least as many.
fn chars_near(text: &str, chars_max: usize) -> usize {
    let near = chars_max.saturating_sub(COUNTED_CHARS);
    let chars = if text.len() < near { 0 } else { text.chars().count() };
    if chars < near { 0 } else { chars }
}

/// Takes the newest own message into an empty field; whether there is one.
fn edit_last(chat: Chat, in_hand: InHand, field: NodeRef<html::Textarea>) -> bool {
    let is_free = in_hand.edited.get_untracked().is_none()
        && field.get_untracked().is_some_and(|field| field.value().is_empty());
    let Some((seq, text)) = is_free.then(|| chat.last_own()).flatten() else { return false };
    in_hand.edit(seq, text);
    true
}

fn cancel(in_hand: InHand, field: NodeRef<html::Textarea>) -> bool {
    in_hand.done();
    // A field that cannot take the focus keeps none.
    field.get_untracked().into_iter().for_each(|field| drop(field.focus()));
    true
}

/// Each room has its own text, and so has a message that is edited: changing from one to another
/// puts a text away and takes the other out. `filled` is told what the field holds then.
fn fill(
    chat: Chat,
    in_hand: InHand,
    field: NodeRef<html::Textarea>,
    filled: impl Fn(&str) + 'static,
) {
    let room = Memo::new(move |_| chat.room.with(|room| room.as_ref().map(|room| room.room)));
    Effect::new(move |before: Option<(Option<RoomId>, Option<Seq>)>| {
        let now = (room.get(), in_hand.edited.get());
        let (Some(field), (Some(room), edited)) = (field.get(), now) else { return now };
        // The draft stands there already (early.js), with what was typed behind it.
        let found = before.is_none().then(|| field.value()).filter(|text| !text.is_empty());
        if let Some(found) = found.as_ref().filter(|found| **found != chat.draft(room)) {
            chat.keep_draft(room, found.clone());
        }
        if let (Some(found), None) = (&found, edited) {
            filled(found);
        } else if before != Some(now) {
            let text = edited.and_then(|_| in_hand.text()).unwrap_or_else(|| chat.draft(room));
            field.set_value(&text);
            filled(&text);
            if edited.is_some() && before.is_some_and(|before| before.0 == Some(room)) {
                // A field that cannot take the focus keeps none.
                let _ = field.focus();
            }
        }
        now
    });
}

/// Keeps what is in the field, where it belongs.
fn typed(chat: Chat, in_hand: InHand, text: String) {
    if in_hand.edited.get_untracked().is_some() {
        in_hand.keep(text);
    } else if let Some(room) = chat.room.get_untracked() {
        chat.keep_draft(room.room, text);
    }
}
