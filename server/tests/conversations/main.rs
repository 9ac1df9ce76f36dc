//! Conversations with a whole server, over real sockets.

#![expect(clippy::unwrap_used, reason = "a conversation that fails says so by its panic")]

mod changes;
mod compression;
mod copies;
mod direct;
mod entrance;
mod frames;
mod heartbeat;
mod kept;
mod languages;
mod limits;
mod members;
mod post;
mod read;
mod receipts;
mod resume;
mod rooms;
mod storage;
mod styleguide;
mod support;
mod terminal;
