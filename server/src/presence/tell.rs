//! Telling it: what the connections of a room share is read, made and encoded once.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use app::event::{Event, Presence as Frame, RoomId, UserPresence};
use axum::extract::ws::Utf8Bytes;
use tokio::task::yield_now;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::Presence;
use crate::banter::Banter;
use crate::hub::Hub;
use crate::queue::{ConnectionId, Queue};
use crate::store::{Store, StoreError, UserId};

/// A tick.
const EVERY: Duration = Duration::from_secs(1);
/// Who listens to a room of so many is told with each tick; of twice as many with each second one, and so
/// on: what a tick costs does not grow with the room.
const LISTENERS: usize = 1_000;
/// Queues served before other tasks get a turn.
const QUEUES_AT_ONCE: usize = 128;
/// It is kept so often when somebody was last there, in ticks: that late it is known of who was there when
/// the process was killed.
const SAVED_EVERY: usize = 60;

/// Tells what changes until the task is aborted.
pub async fn run(banter: Arc<Banter>) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut teller = Teller::default();
    loop {
        let now = ticks.tick().await;
        if let Err(error) = teller.tick(&banter.presence, &banter.hub, &*banter.store, now).await {
            tracing::warn!(%error, "who is there could not be told");
        }
        if teller.turn.is_multiple_of(SAVED_EVERY)
            && let Err(error) = banter.presence.save(&*banter.store).await
        {
            tracing::warn!(%error, "when people were last there could not be kept");
        }
    }
}

/// What is to be told, by room.
#[derive(Default)]
struct Teller {
    turn: usize,
    news: HashMap<RoomId, News>,
}

#[derive(Default)]
struct News {
    /// Of whom something changed.
    changed: BTreeSet<UserId>,
    /// Who needs to know of all.
    asked: Vec<Arc<Queue>>,
}

/// A room whose turn it is.
struct Due {
    room: RoomId,
    news: News,
    listeners: Arc<Vec<Arc<Queue>>>,
}

impl Teller {
    async fn tick(
        &mut self,
        presence: &Presence,
        hub: &Hub,
        store: &dyn Store,
        now: Instant,
    ) -> Result<(), StoreError> {
        self.turn = self.turn.wrapping_add(1);
        let changed = presence.take_changed(now);
        for (room, queue) in presence.take_asked() {
            self.news.entry(room).or_default().asked.push(queue);
        }
        if !changed.is_empty() {
            let seen = store.rooms_seen_by(changed.clone()).await;
            // What could not be looked up is told with a later tick.
            let seen = seen.inspect_err(|_| {
                changed.iter().for_each(|user| presence.tell_again(*user));
            })?;
            for (room, user) in seen {
                self.news.entry(room).or_default().changed.insert(user);
            }
        }
        if self.news.is_empty() {
            return Ok(());
        }
        let due = self.take_due(hub);
        tell_changes(presence, &due).await;
        tell_all(presence, store, due).await
    }

    fn take_due(&mut self, hub: &Hub) -> Vec<Due> {
        let turn = self.turn;
        let mut due = Vec::new();
        let news = std::mem::take(&mut self.news).into_iter();
        self.news = news
            .filter_map(|(room, news)| {
                let listeners = hub.listeners(room)?;
                if turn.is_multiple_of(listeners.len().div_ceil(LISTENERS)) {
                    due.push(Due { room, news, listeners });
                    return None;
                }
                Some((room, news))
            })
            .collect();
        due.sort_unstable_by_key(|due| due.room);
        due
    }
}

/// Each connection is told once of all that changed in the rooms that it listens to; those that listen to the
/// same ones share the frame.
async fn tell_changes(presence: &Presence, due: &[Due]) {
    let mut reached = HashMap::<ConnectionId, (&Arc<Queue>, Vec<usize>)>::new();
    for (at, room) in due.iter().enumerate().filter(|(_, due)| !due.news.changed.is_empty()) {
        for some in room.listeners.chunks(QUEUES_AT_ONCE) {
            for queue in some {
                reached.entry(queue.connection).or_insert((queue, Vec::new())).1.push(at);
            }
            yield_now().await;
        }
    }
    let mut frames = HashMap::<Vec<usize>, (Arc<[RoomId]>, Utf8Bytes)>::new();
    for (told, (queue, rooms)) in reached.into_values().enumerate() {
        let (rooms, frame) = frames.entry(rooms).or_insert_with_key(|rooms| {
            let users: BTreeSet<_> = rooms.iter().flat_map(|at| &due[*at].news.changed).collect();
            let users = presence.told_of(users.into_iter().copied());
            (rooms.iter().map(|at| due[*at].room).collect(), encode(users, None))
        });
        queue.push_fleeting(rooms, frame);
        if told % QUEUES_AT_ONCE == 0 {
            yield_now().await;
        }
    }
}

/// Who asked for a room is told of all who are there.
async fn tell_all(
    presence: &Presence,
    store: &dyn Store,
    mut due: Vec<Due>,
) -> Result<(), StoreError> {
    due.retain(|due| !due.news.asked.is_empty());
    if due.is_empty() {
        return Ok(());
    }
    let here = Arc::new(presence.here());
    let rooms = due.iter().map(|due| due.room).collect();
    let seen = store.who_sees(rooms, here).await.inspect_err(|_| {
        for due in &due {
            due.news.asked.iter().for_each(|queue| presence.ask(due.room, queue));
        }
    })?;
    let mut seen: HashMap<RoomId, Vec<UserId>> = seen.into_iter().collect();
    for Due { room, news, .. } in due {
        let users = seen.remove(&room).unwrap_or_default();
        let (rooms, frame) = (Arc::from([room]), encode(presence.told_of(users), Some(room)));
        let mut told = HashSet::new();
        for (at, queue) in news.asked.iter().enumerate() {
            // Who asked may have left the room since, or asked twice.
            if queue.listens_to(room) && told.insert(queue.connection) {
                queue.push_fleeting(&rooms, &frame);
            }
            if at % QUEUES_AT_ONCE == 0 {
                yield_now().await;
            }
        }
    }
    Ok(())
}

fn encode(users: Vec<UserPresence>, room: Option<RoomId>) -> Utf8Bytes {
    Event::Presence(Frame { users, room }).encode().into()
}
