//! Conversations with a whole server, over real sockets.

#![expect(clippy::unwrap_used, reason = "a conversation that fails says so by its panic")]

mod admin;
mod announcements;
mod bots;
mod changes;
mod compression;
mod copies;
mod destination;
mod direct;
mod entrance;
mod frames;
mod given_back;
mod heartbeat;
mod hooks;
mod kept;
mod languages;
mod limits;
mod links;
mod members;
mod openapi;
mod post;
mod presence;
mod read;
mod receipts;
mod resume;
mod rooms;
mod schedules;
mod settings;
mod storage;
mod styleguide;
mod support;
mod temporary;
mod terminal;
mod typing;
