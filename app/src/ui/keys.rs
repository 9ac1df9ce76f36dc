//! Keys that work anywhere in the page.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

use crate::{browser, once};

/// Where one writes.
const COMPOSER: &str = "#message";

/// What browsers report for a key that an input method took.
const KEY_TAKEN: u32 = 229;

/// The panes in the order in which F6 goes through them, and what takes the focus in each.
const PANES: [(&str, &str); 4] = [
    (".sidebar", ".rooms a[aria-current], .rooms:not(:has([aria-current])) li:first-child a"),
    (".messages", ".messages"),
    (".composer", COMPOSER),
    (".people", ".people"),
];

/// Ctrl+K or ⌘K opens the switcher, F6 and Shift+F6 go from pane to pane, Esc goes to the composer, and so does
/// a letter, wherever it is typed.
pub(super) fn listen(switching: RwSignal<bool>) {
    once::effect(move || {
        browser::on("keydown", move |event| pressed(event.unchecked_ref(), switching));
    });
}

fn pressed(event: &KeyboardEvent, switching: RwSignal<bool>) {
    let done = match event.key().as_str() {
        "k" | "K" if event.ctrl_key() || event.meta_key() => {
            switching.set(true);
            true
        }
        "F6" => go_on(event.shift_key()),
        // One who writes reads on by them.
        "PageUp" if is_writing(event) => turn_page(-1.0),
        "PageDown" if is_writing(event) => turn_page(1.0),
        // What is open closes by it first, and the composer has its own use for it.
        "Escape" if !event.default_prevented() && is_calm() => focus(COMPOSER),
        // The field takes the focus and, as nothing prevents it, the letter.
        letter if is_letter(letter) && is_alone(event) && is_calm() => {
            focus(COMPOSER);
            false
        }
        _ => false,
    };
    if done {
        event.prevent_default();
    }
}

fn is_writing(event: &KeyboardEvent) -> bool {
    is_plain(event) && browser::focused().is_some_and(|focused| focused.id() == COMPOSER[1..])
}

/// The messages go on by nearly what is in view.
fn turn_page(pages: f64) -> bool {
    let list = document().query_selector(PANES[1].1).ok().flatten();
    list.is_some_and(|list| {
        list.scroll_by_with_x_and_y(0.0, pages * 0.9 * f64::from(list.client_height()));
        true
    })
}

/// Neither a dialog nor a popover is open.
fn is_calm() -> bool {
    matches!(document().query_selector("dialog[open], :popover-open"), Ok(None))
}

/// The next pane that is shown takes the focus, or the one before.
fn go_on(back: bool) -> bool {
    let focused = document().active_element();
    let holds = |pane: &str| {
        let inside = |focused: &Element| focused.closest(pane).ok().flatten().is_some();
        focused.as_ref().is_some_and(inside)
    };
    let at = PANES.iter().position(|(pane, _)| holds(pane));
    (1..=PANES.len()).any(|step| {
        let next = match at {
            Some(at) if back => at + PANES.len() - step,
            Some(at) => at + step,
            None => step - 1,
        };
        focus(PANES[next % PANES.len()].1)
    })
}

/// A key that writes something. The space is left to what it scrolls or presses.
fn is_letter(key: &str) -> bool {
    key != " " && key.chars().nth(1).is_none()
}

fn is_alone(event: &KeyboardEvent) -> bool {
    !(event.ctrl_key() || event.alt_key() || event.meta_key())
}

/// Pressed without another key.
pub(super) fn is_plain(event: &KeyboardEvent) -> bool {
    is_alone(event) && !event.shift_key()
}

/// Who has chosen a room writes there next; where nothing hovers, the focus would bring up a keyboard that hides
/// what there is to read, and goes to the room's name.
pub(super) fn go_and_write() {
    let go = || {
        focus(room());
    };
    // The frame in which the room is there may be the next.
    browser::next_frame(move || browser::next_frame(go));
}

/// The same, where what had the focus is gone.
pub(super) fn stay_and_write() {
    mend_focus(room().to_owned());
}

fn room() -> &'static str {
    if browser::hovers() { COMPOSER } else { "h1" }
}

/// What had the focus is out of sight: the first match takes it.
pub(super) fn mend_focus(selector: String) {
    // Only after a frame the browser has taken it away.
    browser::next_frame(move || {
        browser::next_frame(move || {
            if browser::focused().is_none_or(|focused| focused.tag_name() == "BODY") {
                focus(&selector);
            }
        });
    });
}

/// An input method has taken the key. Safari says so by a number alone.
pub(super) fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == KEY_TAKEN
}

/// When a button of a message goes while it has the focus, the message takes it; when that goes too, the composer
/// does.
pub(super) fn keep_focus() {
    on_cleanup(|| {
        let Some(button) = browser::focused() else { return };
        let Ok(Some(message)) = button.closest(".message") else { return };
        browser::next_frame(move || {
            if !button.is_connected() && !take(&message) {
                focus(COMPOSER);
            }
        });
    });
}

/// Gives the focus to `element`; whether it has it now.
pub(super) fn take(element: &Element) -> bool {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // What is not shown cannot take it, and says so by not having it.
        let _ = element.focus();
    }
    document().active_element().as_ref() == Some(element)
}

/// Gives the focus to the first match that can take it.
fn focus(selector: &str) -> bool {
    document().query_selector(selector).ok().flatten().is_some_and(|found| take(&found))
}
