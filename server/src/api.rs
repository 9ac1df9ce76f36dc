//! The JSON API, one file a noun.

pub mod room;
pub mod session;
