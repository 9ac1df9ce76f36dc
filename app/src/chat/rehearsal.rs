//! A chat in any state, without a browser: the style guide of development builds shows it so.

use leptos::prelude::{Set, UpdateValue};

use super::Chat;
use crate::client::Client;
use crate::link::Link;

impl Chat {
    /// Has the client and the connection live through `play`, and shows what came of it at `now`
    /// (milliseconds).
    pub(crate) fn rehearse(self, now: u64, play: impl FnOnce(&mut Client, &mut Link)) -> Self {
        self.client.update_value(|client| {
            self.link.update_value(|link| play(client, link));
            // What it wants sent and fetched, nobody does.
            drop(client.take_work(now));
        });
        self.flush();
        self.now.set(now);
        self
    }
}
