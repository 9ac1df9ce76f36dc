//! What the page takes from the browser: time, chance, ids, words for times, the next frame.

use std::cell::Cell;
use std::time::Duration;

use js_sys::{Date, JsString, Math, RegExp};
use leptos::prelude::{document, location, request_animation_frame, set_timeout, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, Event, HtmlDocument, HtmlElement, MutationObserver, MutationObserverInit,
    ResizeObserver, ScrollIntoViewOptions, ScrollLogicalPosition,
};

use crate::client::Means;
use crate::event::{ClientId, Timestamp};
use crate::timeline::Moment;
use crate::words::Language;
use crate::zone::{self, Local, Zone};

/// How often a page that nobody sees takes events in.
const HIDDEN_FRAME: Duration = Duration::from_millis(250);

/// What the client has its browser for.
pub const MEANS: Means = Means { new_id: new_client_id, same_name };

thread_local! {
    static LAST_ID_MS: Cell<u64> = const { Cell::new(0) };
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

/// A name without its case and form.
#[must_use]
pub fn folded(name: &str) -> String {
    let name = JsString::from(name).normalize("NFKC");
    name.to_upper_case().to_lower_case().normalize("NFKC").into()
}

/// Whether a room can be called so, as the server sees it (NFC, without space around).
#[must_use]
pub fn is_room_name(name: &str) -> bool {
    let names = RegExp::new(r"^(?=.*[\p{L}\p{Nd}])[\p{L}\p{M}\p{Nd}._-]{1,50}$", "u");
    names.test(&normalised(name))
}

/// How far the reader's clock was ahead of UTC at `at`, in minutes.
#[must_use]
pub fn offset_at(at: &Timestamp) -> i32 {
    offset(&Date::new(&JsValue::from(at.0.as_str())))
}

/// A moment, in milliseconds since 1970, on the reader's clock: `03:36`.
#[must_use]
pub fn time_of(ms: u64) -> String {
    let at = Timestamp(String::from(Date::new(&JsValue::from_f64(ms as f64)).to_iso_string()));
    Local::of(&at, offset_at(&at)).map(Local::time).unwrap_or_default()
}

/// The offset that the server rendered this page with.
#[must_use]
pub fn zone() -> Zone {
    let root = document().document_element();
    Zone::of_cookie(&root.and_then(|root| root.get_attribute("data-offset")).unwrap_or_default())
}

/// Has the next page rendered with the offset in force now.
pub fn tell_offset() {
    keep(zone::COOKIE, &offset(&Date::new_0()).to_string());
}

fn offset(date: &Date) -> i32 {
    -whole(date.get_timezone_offset())
}

#[expect(clippy::cast_possible_truncation, reason = "minutes of a day, pixels of a window")]
const fn whole(number: f64) -> i32 {
    number as i32
}

/// Runs `then` before the next frame is painted; by timer while nobody sees the page.
pub fn next_frame(then: impl FnOnce() + 'static) {
    let then: Box<dyn FnOnce()> = Box::new(then);
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

/// Scrolls what is around the first match, as little as it takes to see it.
pub fn bring_into_view(selector: &str) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    if let Ok(Some(element)) = document().query_selector(selector) {
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Copies the address of `path` on this server. Browsers let pages do so on https and on this machine only:
/// elsewhere it goes there, and the address bar has it.
pub fn copy_address(path: &str) {
    let clipboard = window().navigator().clipboard();
    if clipboard.is_undefined() {
        leave_for(path);
    } else {
        let address = location().origin().unwrap_or_default() + path;
        // Whether the person lets the page do that is between them and the browser.
        let _ = clipboard.write_text(&address);
    }
}

/// Runs `then` after `ms` milliseconds.
pub fn after(ms: u64, then: impl FnOnce() + 'static) {
    let then: Box<dyn FnOnce()> = Box::new(then);
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
    let _ = if replace || is_stepped_in() {
        history.replace_state_with_url(&JsValue::NULL, "", Some(path))
    } else {
        history.push_state_with_url(&JsValue::NULL, "", Some(path))
    };
}

/// Makes a place to come back from that has the same address.
pub fn step_in() {
    if let Ok(history) = window().history() {
        // Fails only where far too many were made.
        let _ = history.push_state(&JsValue::TRUE, "");
    }
}

/// Whether this is such a place.
#[must_use]
pub fn is_stepped_in() -> bool {
    window().history().and_then(|history| history.state()).is_ok_and(|state| state.is_truthy())
}

/// Comes back from it.
pub fn step_out() {
    if let (true, Ok(history)) = (is_stepped_in(), window().history()) {
        // Fails only in a page that is gone.
        let _ = history.back();
    }
}

/// Whether there is a pointer that hovers.
#[must_use]
pub fn hovers() -> bool {
    let asked = window().match_media("(hover: hover)").ok().flatten();
    asked.is_some_and(|asked| asked.matches())
}

/// Runs `then` at each such event that the window hears, for as long as the page lives.
pub fn on(event: &str, then: impl FnMut(Event) + 'static) {
    let then: Box<dyn FnMut(Event)> = Box::new(then);
    let listener = Closure::wrap(then).into_js_value();
    // Fails only for what is no function.
    let _ = window().add_event_listener_with_callback(event, listener.unchecked_ref());
}

/// The id of the link to the document's icon.
pub const ICON: &str = "icon";

/// Shows in the document's icon whether there is something unread.
pub fn mark_icon(is_unread: bool) {
    let file = if is_unread { "/favicon-unread.svg" } else { "/favicon.svg" };
    if let Some(link) = document().get_element_by_id(ICON) {
        // Fails only for a name that no attribute can have.
        let _ = link.set_attribute("href", file);
    }
}

/// Keeps the page as high as what an on-screen keyboard leaves, and where that is, also where the browser lays the
/// keyboard over the page. One who has zoomed in sees a part of the page, which stays as it is.
pub fn fit_keyboard() {
    let Some(viewport) = window().visual_viewport() else { return };
    let fit = {
        let viewport = viewport.clone();
        move || {
            let root = document().document_element();
            let root = root.and_then(|root| root.dyn_into::<HtmlElement>().ok());
            if let Some(root) = root.filter(|_| whole(viewport.scale() * 100.0) == 100) {
                for (name, pixels) in
                    [("--height", viewport.height()), ("--top", viewport.offset_top())]
                {
                    // Whole pixels: the page carries no code to write fractions.
                    let pixels = format!("{}px", whole(pixels));
                    // Fails only for a property that is read-only.
                    let _ = root.style().set_property(name, &pixels);
                }
            }
        }
    };
    let listener = Closure::<dyn Fn()>::new(fit);
    viewport.set_onresize(Some(listener.as_ref().unchecked_ref()));
    viewport.set_onscroll(Some(listener.as_ref().unchecked_ref()));
    // For as long as the page lives.
    listener.forget();
}

/// What has the focus.
#[must_use]
pub fn focused() -> Option<Element> {
    document().active_element()
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

/// Keeps a cookie for a year.
fn keep(name: &str, value: &str) {
    if let Ok(document) = document().dyn_into::<HtmlDocument>() {
        // Fails only in a page that may keep no cookies.
        let _ =
            document.set_cookie(&format!("{name}={value}; path=/; max-age=31536000; samesite=lax"));
    }
}

/// Leaves this page for `path`.
pub fn leave_for(path: &str) {
    // Fails only for an address that is none.
    let _ = location().assign(path);
}
