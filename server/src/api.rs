//! The JSON API, one file a noun, and its [description](openapi).

pub mod asked;
pub mod message;
pub mod openapi;
pub mod room;
