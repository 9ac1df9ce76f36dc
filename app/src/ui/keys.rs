//! Keys that work anywhere in the page.

use leptos::ev;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

use crate::once;

/// The panes in the order in which F6 goes through them, and what takes the focus in each.
const PANES: [(&str, &str); 4] = [
    (".sidebar", ".rooms a[aria-current], .rooms:not(:has([aria-current])) li:first-child a"),
    (".messages", ".messages"),
    (".composer", "#message"),
    (".people", ".people"),
];

/// Ctrl+K or ⌘K opens the switcher, F6 and Shift+F6 go from pane to pane, Esc goes to the composer.
pub(super) fn listen(switching: RwSignal<bool>) {
    once::effect(move || {
        let listener = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
            let done = match event.key().as_str() {
                "k" | "K" if event.ctrl_key() || event.meta_key() => {
                    switching.set(true);
                    true
                }
                "F6" => go_on(event.shift_key()),
                // What is open closes by it first, and the composer has its own use for it.
                "Escape" if !event.default_prevented() && is_calm() => focus("#message"),
                _ => false,
            };
            if done {
                event.prevent_default();
            }
        });
        on_cleanup(move || listener.remove());
    });
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

/// Gives the focus to the first match that can take it.
fn focus(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    // What is not shown cannot take it, and says so by not having it.
    let _ = found.focus();
    document().active_element().is_some_and(|active| active == *found)
}
