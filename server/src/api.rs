//! The JSON API, one file a noun.

pub mod room;
