//! Stop 2 of a message's way: the browser's `localStorage`, which the tabs of a person share, and
//! `sessionStorage`, which each has for itself. Where they are full or forbidden, nothing outlives the page, and
//! nothing else changes.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::{Storage, StorageEvent};

use crate::browser;

/// Every key that begins with `prefix`, and what is stored under it.
#[must_use]
pub fn all(prefix: &str) -> Vec<(String, String)> {
    let Some(storage) = storage() else { return Vec::new() };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    let keys = keys.filter(|key| key.starts_with(prefix));
    keys.filter_map(|key| Some((storage.get_item(&key).ok()??, key)))
        .map(|(value, key)| (key, value))
        .collect()
}

/// What is stored under `key`.
#[must_use]
pub fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// What this tab has stored for itself under `key`.
#[must_use]
pub fn own(key: &str) -> Option<String> {
    of_tab()?.get_item(key).ok().flatten()
}

/// Stores `value` under `key`; without one, removes what is there.
pub fn put(key: &str, value: Option<&str>) {
    put_in(storage(), key, value);
}

/// The same for this tab alone: it outlives the page, and no other tab sees or changes it.
pub fn put_own(key: &str, value: Option<&str>) {
    put_in(of_tab(), key, value);
}

fn put_in(storage: Option<Storage>, key: &str, value: Option<&str>) {
    let Some(storage) = storage else { return };
    // Fails when it is full: the row then lives as long as the page.
    let _ = match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    };
}

/// Runs `then` with each key that another tab changes, and what was stored under it and is from now on.
pub fn on_change(then: impl Fn(&str, Option<String>, Option<&str>) + 'static) {
    browser::on("storage", move |event| {
        let event: &StorageEvent = event.unchecked_ref();
        if let Some(key) = event.key() {
            then(&key, event.old_value(), event.new_value().as_deref());
        }
    });
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn of_tab() -> Option<Storage> {
    window().session_storage().ok().flatten()
}
