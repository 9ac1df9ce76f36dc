//! The browser, where there is none: the first render never runs what would need one.

use leptos::web_sys::Element;

use crate::client::Means;
use crate::event::{ClientId, Timestamp};
use crate::timeline::Moment;
use crate::words::Language;

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

/// Nothing is sent during a render.
///
/// # Panics
/// Never: the word is a client id.
#[must_use]
pub fn new_client_id() -> ClientId {
    ClientId::try_from("render".to_owned()).expect("a word is a client id")
}

/// As it is.
#[must_use]
pub fn normalised(name: &str) -> String {
    name.to_owned()
}

/// Without regard to case; how a name is written was seen to by the server.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    one == other || one.to_lowercase() == other.to_lowercase()
}

/// The day in UTC.
#[must_use]
pub fn day(at: &Timestamp) -> String {
    at.utc_day().to_owned()
}

/// The time in UTC.
#[must_use]
pub fn minute(at: &Timestamp) -> String {
    at.utc_minute().to_owned()
}

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

/// There is no later.
pub fn after(_ms: u64, _then: impl FnOnce() + 'static) {}

/// There is no address bar.
#[must_use]
pub fn path() -> String {
    String::new()
}

/// There is no address bar.
pub fn go(_path: &str, _replace: bool) {}

/// Nobody goes back.
pub fn on_back(_then: impl Fn() + 'static) {}

/// The title is in the document already.
pub fn set_title(_title: &str) {}

/// The page is made in the language it is for.
pub fn speak(_language: Language) {}

/// There is nowhere to go.
pub fn leave_for(_path: &str) {}
