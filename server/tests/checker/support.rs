//! What the conversations have too: a server's process and the way in.

#[path = "../conversations/support/app.rs"]
#[expect(dead_code, reason = "the conversations use the rest")]
mod app;
#[path = "../conversations/support/person.rs"]
#[expect(dead_code, reason = "the conversations use the rest")]
mod person;
#[path = "../conversations/support/process.rs"]
#[expect(dead_code, reason = "the conversations use the rest")]
mod process;

use std::time::Duration;

pub(crate) use app::{App, try_open};
pub(crate) use person::Person;
pub(crate) use process::{Process, banter, free_address};

/// Asks again and again until the answer is yes.
pub(crate) async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let asking = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    within(what, asking).await;
}

/// Nothing that is waited for outside the chaos takes longer, unless it is broken.
const PATIENCE: Duration = Duration::from_secs(20);

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
