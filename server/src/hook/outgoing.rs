//! From the log to the receivers of hooks: each hook is a cursor over its position, which moves after the receiver's 2xx.
//!
//! One thing after the other: what comes later waits for what comes before, so each room's order is the receiver's.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lc_rs::rand;
use serde_json::{Value, json};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::sleep;

use super::failing::{GONE, LONGEST, ms};
use super::send::Sender;
use crate::banter::Banter;
use crate::carrier::Carrier;
use crate::store::{Failing, HookId, HookOut, Published, Since, StoreError, Trouble};

/// One that ended, since nothing could be read or stored, begins again after this long.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Commits are gathered for so long: of many hooks, each looks at the log by itself.
const GATHER: Duration = Duration::from_millis(20);
/// What was read longer ago is read anew, before it is sent.
const FRESH: Duration = Duration::from_secs(1);

/// Keeps every hook going that is not paused, until the server goes down and what is under way has ended.
pub(crate) async fn run(banter: Arc<Banter>) {
    let (mut tasks, mut running) = (JoinSet::new(), HashMap::<HookId, AbortHandle>::new());
    let mut changed = banter.hooks.changed.subscribe();
    let mut sender = None;
    while !banter.draining.is_cancelled() {
        changed.borrow_and_update();
        // Asked before the store is: one that pauses meanwhile is known there by the next time.
        while tasks.try_join_next().is_some() {}
        running.retain(|_, task| !task.is_finished());
        match banter.store.hooks_out().await {
            Ok(hooks) => {
                running.retain(|id, task| {
                    let stays = hooks.iter().any(|hook| hook.id == *id);
                    if !stays {
                        task.abort();
                        banter.hooks.forget(*id);
                    }
                    stays
                });
                for hook in hooks {
                    if hook.is_paused() || running.contains_key(&hook.id) {
                        continue;
                    }
                    let Some(sender) = sender_of(&mut sender, &banter) else { break };
                    let id = hook.id;
                    let task = tasks.spawn(carry(Arc::clone(&banter), hook, sender));
                    running.insert(id, task);
                }
            }
            Err(error) => tracing::warn!(%error, "hooks could not be looked up"),
        }
        tokio::select! {
            _ = changed.changed() => {}
            () = sleep(LOOK_EVERY) => {}
            () = banter.draining.cancelled() => {}
        }
    }
    while tasks.join_next().await.is_some() {}
}

/// Made for the first hook there is: it reads all the certificates of the system.
fn sender_of(made: &mut Option<Sender>, banter: &Banter) -> Option<Sender> {
    if made.is_none() {
        *made = Sender::new(banter.config.hooks_to)
            .inspect_err(|error| tracing::error!(%error, "hooks cannot send"))
            .ok();
    }
    made.clone()
}

async fn carry(banter: Arc<Banter>, hook: HookOut, sender: Sender) {
    let mut one = One { banter: &banter, failing: hook.failing.clone(), hook: &hook, sender };
    if let Err(error) = one.goes().await {
        tracing::warn!(%error, hook = hook.id.0, "a hook waits");
    }
}

/// One hook on its way.
struct One<'a> {
    banter: &'a Banter,
    hook: &'a HookOut,
    sender: Sender,
    failing: Option<Failing>,
}

impl One<'_> {
    /// Until it is paused, or the server goes down.
    async fn goes(&mut self) -> Result<(), StoreError> {
        let (banter, hook) = (self.banter, self.hook);
        let mut carrier = Carrier::begin(banter, hook.consumer(), GATHER).await?;
        banter.hooks.stands_at(hook.id, carrier.position());
        // Read after each pause: of a text that was deleted meanwhile nothing goes out.
        while self.may_try().await
            && let Some(Since { rows, up_to }) = carrier.next(hook.room()).await?
        {
            let read = Instant::now();
            let mut wanted = rows.iter().filter(|row| hook.wants(row));
            loop {
                let Some(row) = wanted.next() else {
                    carrier.skips(up_to).await?;
                    banter.hooks.stands_at(hook.id, up_to);
                    break;
                };
                if let Err(trouble) = self.send(row).await {
                    if self.went_wrong(trouble).await? {
                        return Ok(());
                    }
                    break;
                }
                carrier.moves(row.position).await?;
                self.went_well().await?;
                banter.hooks.stands_at(hook.id, row.position);
                if read.elapsed() > FRESH {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Waits until the receiver may be asked; `false`: the server goes down. Never longer than the longest pause: the
    /// clock may have been set back.
    async fn may_try(&self) -> bool {
        let latest = self.banter.hooks.clock.now_ms().saturating_add(ms(LONGEST));
        let next = self.failing.as_ref().map_or(0, |failing| failing.next).min(latest);
        tokio::select! {
            biased;
            () = self.banter.draining.cancelled() => false,
            () = self.banter.hooks.clock.until(next) => true,
        }
    }

    async fn send(&self, row: &Published) -> Result<(), Trouble> {
        let (banter, hook) = (self.banter, self.hook);
        let id = row.id(banter.store.epoch());
        let (body, now) = (body(&id, row), banter.hooks.clock.now_ms() / 1_000);
        self.sender.send(&hook.url, (&id, body), &hook.secret, now).await
    }

    async fn went_well(&mut self) -> Result<(), StoreError> {
        if self.failing.take().is_some() {
            self.banter.store.note_failing(self.hook.id, None).await?;
            tracing::info!(hook = self.hook.id.0, "a hook's receiver is back");
        }
        Ok(())
    }

    /// Whether that was the last attempt.
    async fn went_wrong(&mut self, trouble: Trouble) -> Result<bool, StoreError> {
        let (id, now) = (self.hook.id, self.banter.hooks.clock.now_ms());
        let failing = Failing::again(self.failing.take(), trouble, now, chance());
        let (attempts, paused) = (failing.attempts, failing.paused);
        self.failing = Some(failing.clone());
        self.banter.store.note_failing(id, Some(failing)).await?;
        // Its address is a secret with many receivers: a number says which it is.
        if trouble == GONE {
            tracing::info!(hook = id.0, "a hook is paused, as its receiver wants it");
        } else if paused {
            tracing::warn!(hook = id.0, ?trouble, attempts, "a hook is paused");
        } else if attempts == 1 {
            tracing::info!(hook = id.0, ?trouble, "a hook's receiver does not take anything");
        }
        Ok(paused)
    }
}

/// What is sent: which change it is, where, and the event as it goes over a socket.
fn body(id: &str, row: &Published) -> String {
    let (id, room, name) = (json!(id), json!(row.room), Value::from(row.name.as_str()));
    let event = row.event.encode();
    format!(r#"{{"id":{id},"room":{{"id":{room},"name":{name}}},"event":{event}}}"#)
}

/// From 0 to 1.
fn chance() -> f64 {
    let mut bytes = [0; 2];
    // Without random bytes all come back at the same time.
    let _ = rand::fill(&mut bytes);
    f64::from(u16::from_ne_bytes(bytes)) / f64::from(u16::MAX)
}
