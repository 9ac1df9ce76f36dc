//! The people of the conversations and the server they talk over.

mod app;
mod people;
mod person;
mod pipe;
mod process;
mod relay;
mod terminal;

pub(crate) use app::{App, PASSWORD, bot, try_open};
pub(crate) use people::is_told_of;
pub(crate) use person::{Person, Socket, Wish, new_client_id};
pub(crate) use pipe::{pipe, socket_over_pipe};
pub(crate) use process::{Process, banter, free_address};
pub(crate) use relay::Relay;
pub(crate) use terminal::{Terminal, connect, first_at_its_terminal};

use std::time::Duration;

/// Nothing that is waited for in a conversation takes longer, unless it is broken. Whoever lost their server tries
/// again after up to 30 seconds.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// Waits for the thing.
///
/// # Panics
/// It did not come.
pub(crate) async fn within<T>(what: &str, thing: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, thing).await {
        Ok(thing) => thing,
        Err(_) => panic!("waited in vain for {what}"),
    }
}
