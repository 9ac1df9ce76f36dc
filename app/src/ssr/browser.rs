//! The browser, where there is none: the first render never runs what would need one.

use std::sync::atomic::{AtomicU64, Ordering};

use leptos::web_sys::{Element, Event};

use crate::client::Means;
use crate::event::{ClientId, Timestamp};
use crate::timeline::Moment;

/// What the client has its browser for.
pub const MEANS: Means = Means { new_id: new_client_id, same_name };

/// No time passes during a render.
#[must_use]
pub fn now_ms() -> u64 {
    0
}

/// Nothing is written during a render.
#[must_use]
pub fn moment() -> Moment {
    Moment { ms: 0, at: Timestamp(String::new()) }
}

/// Nobody looks yet.
#[must_use]
pub fn is_watched() -> bool {
    false
}

/// Nothing is left to chance.
#[must_use]
pub fn random() -> f64 {
    0.0
}

/// Nothing is sent during a render; in one process, no two are the same.
///
/// # Panics
/// Never: a word and a number are a client id.
#[must_use]
pub fn new_client_id() -> ClientId {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed);
    ClientId::try_from(format!("render-{number}")).expect("a word and a number are a client id")
}

/// As it is.
#[must_use]
pub fn normalised(name: &str) -> String {
    name.to_owned()
}

/// Without regard to case; how a name is written was seen to by the server.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    one == other || folded(one) == folded(other)
}

/// A name without its case.
#[must_use]
pub fn folded(name: &str) -> String {
    name.to_lowercase()
}

/// Whether a room can be called so, as far as that can be told without a browser's tables.
#[must_use]
pub fn is_room_name(name: &str) -> bool {
    let is_in_names = |char: char| char.is_alphanumeric() || "-_.".contains(char);
    (1..=50).contains(&name.chars().count())
        && name.chars().all(is_in_names)
        && name.chars().any(char::is_alphanumeric)
}

/// The render has an offset of its own.
#[must_use]
pub fn offset_at(_at: &Timestamp) -> i32 {
    0
}

/// The time of day, in UTC.
#[must_use]
pub fn time_of(ms: u64) -> String {
    let minutes = ms / 60_000;
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

/// Nothing is kept.
pub fn tell_offset() {}

/// There is no next frame.
pub fn next_frame(_then: impl FnOnce() + 'static) {}

/// Nothing is laid out.
pub fn on_layout(_list: &Element, _column: &Element, _then: impl Fn() + 'static) {}

/// Nothing is anywhere.
#[must_use]
pub fn top(_element: &Element) -> f64 {
    0.0
}

/// Nothing is anywhere.
#[must_use]
pub fn bottom(_element: &Element) -> f64 {
    0.0
}

/// Nothing is in anything.
#[must_use]
pub fn nth_last_child(_parent: &Element, _nth: u32) -> Option<Element> {
    None
}

/// Nothing is in view.
pub fn bring_into_view(_selector: &str) {}

/// There is nothing to copy to.
pub fn copy_address(_path: &str) {}

/// There is no later.
pub fn after(_ms: u64, _then: impl FnOnce() + 'static) {}

/// There is no address bar.
#[must_use]
pub fn path() -> String {
    String::new()
}

/// There is no address bar.
pub fn go(_path: &str, _replace: bool) {}

/// There is no history.
pub fn step_in() {}

/// There is no history.
pub fn step_out() {}

/// Nothing hovers.
#[must_use]
pub fn hovers() -> bool {
    false
}

/// Nothing happens here.
pub fn on(_event: &str, _then: impl FnMut(Event) + 'static) {}

/// The id of the link to the document's icon.
pub const ICON: &str = "icon";

/// Nobody looks yet.
pub fn mark_icon(_is_unread: bool) {}

/// There is no keyboard.
pub fn fit_keyboard() {}

/// Nothing has the focus.
#[must_use]
pub fn focused() -> Option<Element> {
    None
}

/// The title is in the document already.
pub fn set_title(_title: &str) {}

/// There is nowhere to go.
pub fn leave_for(_path: &str) {}
