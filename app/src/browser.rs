//! What the page takes from the browser: time, chance, ids, words for times, the next frame.

use std::cell::Cell;
use std::time::Duration;

use js_sys::Intl::DateTimeFormat;
use js_sys::{Array, Date, JsString, Math, Object, Reflect};
use leptos::ev;
use leptos::prelude::{
    document, location, request_animation_frame, set_timeout, window, window_event_listener,
};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlDocument, MutationObserver, MutationObserverInit, ResizeObserver};

use crate::client::Means;
use crate::event::{ClientId, Timestamp};
use crate::timeline::Moment;
use crate::words::Language;

/// How often a page that nobody sees takes events in.
const HIDDEN_FRAME: Duration = Duration::from_millis(250);

/// What the client has its browser for.
pub const MEANS: Means = Means { new_id: new_client_id, same_name };

thread_local! {
    static LAST_ID_MS: Cell<u64> = const { Cell::new(0) };
    static DAY: DateTimeFormat = format(&[
        ("weekday", "long"),
        ("day", "numeric"),
        ("month", "long"),
        ("year", "numeric"),
    ]);
    static MINUTE: DateTimeFormat = format(&[("hour", "2-digit"), ("minute", "2-digit")]);
}

/// Milliseconds since 1970.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole milliseconds, far below 2^53"
)]
pub fn now_ms() -> u64 {
    Date::now() as u64
}

/// Now.
#[must_use]
pub fn moment() -> Moment {
    Moment { ms: now_ms(), at: Timestamp(String::from(Date::new_0().to_iso_string())) }
}

/// Whether the page is in view.
#[must_use]
pub fn is_watched() -> bool {
    !document().hidden()
}

/// From 0 to 1.
#[must_use]
pub fn random() -> f64 {
    Math::random()
}

/// An id that was never used before: a `UUIDv7`, greater than the last one of this page, so that
/// rows sort as they were typed.
///
/// # Panics
/// Never: 36 hexadecimal digits and hyphens are a client id.
#[must_use]
pub fn new_client_id() -> ClientId {
    let mut bytes = [0_u8; 16];
    let filled = window()
        .crypto()
        .is_ok_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        bytes.fill_with(|| byte(Math::random() * 256.0));
    }
    let ms = LAST_ID_MS.get().saturating_add(1).max(now_ms());
    LAST_ID_MS.set(ms);
    bytes[..6].copy_from_slice(&ms.to_be_bytes()[2..]);
    bytes[6] = 0x70 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let [a, b, c, d, e] = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    ClientId::try_from(format!("{a}-{b}-{c}-{d}-{e}")).expect("a UUID is a client id")
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to below 256")]
fn byte(value: f64) -> u8 {
    value as u8
}

/// Names are compared as the server keeps them, in NFC.
#[must_use]
pub fn normalised(name: &str) -> String {
    JsString::from(name).normalize("NFC").into()
}

/// Whether two names are one without regard to case and form, as the server compares them.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    one == other || folded(one) == folded(other)
}

fn folded(name: &str) -> JsString {
    let name = JsString::from(name).normalize("NFKC");
    name.to_upper_case().to_lower_case().normalize("NFKC")
}

/// The day in the reader's zone, `Saturday, 21 November 2026`.
#[must_use]
pub fn day(at: &Timestamp) -> String {
    DAY.with(|day| words(day, at))
}

/// The time in the reader's zone, `03:36`.
#[must_use]
pub fn minute(at: &Timestamp) -> String {
    MINUTE.with(|minute| words(minute, at))
}

/// Runs `then` before the next frame is painted; by timer while nobody sees the page.
pub fn next_frame(then: impl FnOnce() + 'static) {
    if document().hidden() {
        set_timeout(then, HIDDEN_FRAME);
    } else {
        request_animation_frame(then);
    }
}

/// Runs `then` before a frame is painted in which `list`, or `column` in it, has another size or other
/// children than in the last.
pub fn on_layout(list: &Element, column: &Element, then: impl Fn() + 'static) {
    let then = Closure::<dyn Fn()>::new(then).into_js_value().unchecked_into();
    if let (Ok(sizes), Ok(children)) = (ResizeObserver::new(&then), MutationObserver::new(&then)) {
        sizes.observe(list);
        sizes.observe(column);
        let what = MutationObserverInit::new();
        what.set_child_list(true);
        // Fails only where nothing is to be observed.
        let _ = children.observe_with_options(column, &what);
    }
}

/// Where an element begins, in pixels from the top of the page's view.
#[must_use]
pub fn top(element: &Element) -> f64 {
    element.get_bounding_client_rect().top()
}

/// Where an element ends, in pixels from the top of the page's view.
#[must_use]
pub fn bottom(element: &Element) -> f64 {
    element.get_bounding_client_rect().bottom()
}

/// A child, counted from the last, which is the first.
#[must_use]
pub fn nth_last_child(parent: &Element, nth: u32) -> Option<Element> {
    let children = parent.children();
    children.item(children.length().checked_sub(nth)?)
}

/// Runs `then` after `ms` milliseconds.
pub fn after(ms: u64, then: impl FnOnce() + 'static) {
    set_timeout(then, Duration::from_millis(ms));
}

/// The path of the address.
#[must_use]
pub fn path() -> String {
    location().pathname().unwrap_or_default()
}

/// Changes the address without leaving the page; `replace` leaves no step back.
pub fn go(path: &str, replace: bool) {
    let Ok(history) = window().history() else { return };
    // Fails only for an address of another origin.
    let _ = if replace {
        history.replace_state_with_url(&JsValue::NULL, "", Some(path))
    } else {
        history.push_state_with_url(&JsValue::NULL, "", Some(path))
    };
}

/// Runs `then` each time the person goes back or forward.
pub fn on_back(then: impl Fn() + 'static) {
    window_event_listener(ev::popstate, move |_| then());
}

/// Names the document.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// The text of the element with that id.
#[must_use]
pub fn text_of(id: &str) -> Option<String> {
    document().get_element_by_id(id)?.text_content()
}

/// The language that the server chose for this page.
#[must_use]
pub fn language() -> Language {
    let tag = document().document_element().and_then(|root| root.get_attribute("lang"));
    tag.and_then(|tag| Language::of_tag(&tag)).unwrap_or_default()
}

/// Speaks `language` from the next page on, and loads this one anew.
pub fn speak(language: Language) {
    let cookie = format!("{}={language}; path=/; max-age=31536000; samesite=lax", Language::COOKIE);
    if let Ok(document) = document().dyn_into::<HtmlDocument>() {
        // Fails only in a page that may keep no cookies.
        let _ = document.set_cookie(&cookie);
    }
    // Fails only for a page that is being left.
    let _ = location().reload();
}

/// Leaves this page for `path`.
pub fn leave_for(path: &str) {
    // Fails only for an address that is none.
    let _ = location().assign(path);
}

fn format(options: &[(&str, &str)]) -> DateTimeFormat {
    let object = Object::new();
    for (name, value) in options {
        // Fails only for a frozen object.
        let _ = Reflect::set(&object, &JsValue::from(*name), &JsValue::from(*value));
    }
    DateTimeFormat::new(&Array::of1(&JsValue::from(language().dates())), &object)
}

fn words(format: &DateTimeFormat, at: &Timestamp) -> String {
    let date = Date::new(&JsValue::from(at.0.as_str()));
    let words = format.format().call1(&JsValue::UNDEFINED, &date);
    words.ok().and_then(|words| words.as_string()).unwrap_or_default()
}
