//! Conversations with RabbitMQ: the real one, which is stopped and started again in the middle.

#![expect(clippy::unwrap_used, reason = "a conversation that fails says so by its panic")]

mod broker;
mod cut;
mod incoming;
mod operation;
mod outgoing;
mod raw;
mod support;
mod unreadable;
