//! What a text or a number may be, by the constants that the handlers go by.

use app::event::{ClientId, Seq};
use utoipa::PartialSchema;
use utoipa::openapi::schema::Type;
use utoipa::openapi::{Object, ObjectBuilder, RefOr, Schema};

use crate::alias::Alias;
use crate::name::Name;
use crate::topic::Topic;

/// 1 to `max` characters.
fn text(max: usize) -> Object {
    text_of(1, max)
}

fn text_of(min: usize, max: usize) -> Object {
    let text = ObjectBuilder::new().schema_type(Type::String);
    text.min_length(Some(min)).max_length(Some(max)).build()
}

/// 1 to `max`, and what it is when it is not said; what lies outside is taken as the nearest.
pub(super) fn at_most(max: usize, default: usize) -> Object {
    let number = ObjectBuilder::new().schema_type(Type::Integer);
    let number = number.minimum(Some(1)).maximum(Some(max));
    number.default(Some(default.into())).build()
}

/// A number of a room's log.
pub(super) fn seq() -> RefOr<Schema> {
    Seq::schema()
}

/// An `Idempotency-Key`; two more characters where it is in quotes.
pub(super) fn key() -> Object {
    let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1));
    let text = text.max_length(Some(ClientId::CHARS_MAX)).pattern(Some("^[!-~]+$"));
    text.examples(["build-7"]).build()
}

/// Any text.
pub(super) fn any_text() -> Object {
    ObjectBuilder::new().schema_type(Type::String).build()
}

/// Yes, unless it says no.
pub(super) fn yes_or_no() -> Object {
    let text = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["yes", "no"]));
    text.default(Some("yes".into())).build()
}

/// A room's name, where it may be left out.
pub(in crate::api) fn new_room_name() -> Object {
    or_null(text(Name::ROOM_CHARS_MAX), "What it is called from now on; its old name leads to it")
}

/// A room's topic, where it may be left out.
pub(in crate::api) fn new_topic() -> Object {
    let about = "What it is about, in one line: white space and control characters become spaces";
    or_null(text_of(0, Topic::CHARS_MAX), about)
}

/// For whom a bot speaks, where it may be left out.
pub(in crate::api) fn alias() -> Object {
    or_null(text(Alias::CHARS_MAX), "For whom a bot says it: shown beside the bot's name")
}

/// Without this a field that has limits would have no description.
fn or_null(mut text: Object, about: &str) -> Object {
    text.description = Some(about.to_owned());
    text.schema_type = [Type::String, Type::Null].into_iter().collect();
    text
}
