//! What must hold in the end, held against the whole log.

mod operations;
mod outgoing;
mod readers;
mod snapshot;

use std::collections::BTreeMap;

use app::event::{Event, NewMessage, RoomId, Seq, read};
use app::http::History;

use crate::client::{PAGE_EVENTS, RawPage};
use crate::history::{Record, Violation};
use crate::world::{Room, World};

/// One room in the end.
pub(crate) struct RoomLog {
    pub(crate) room: RoomId,
    /// As they were written; the event numbered n stands at n - 1.
    pub(crate) frames: Vec<String>,
    pub(crate) events: Vec<Event>,
    /// As `GET …/messages` tells them, oldest first.
    pub(crate) messages: Vec<NewMessage>,
}

/// All rooms in the end.
pub(crate) type Logs = BTreeMap<RoomId, RoomLog>;

impl RoomLog {
    /// The event with this number.
    pub(crate) fn at(&self, seq: Seq) -> Option<&Event> {
        self.events.get(usize::try_from(seq.0.checked_sub(1)?).ok()?)
    }

    pub(crate) fn frame_at(&self, seq: Seq) -> Option<&str> {
        let index = usize::try_from(seq.0.checked_sub(1)?).ok()?;
        self.frames.get(index).map(String::as_str)
    }
}

/// Reads every room to its end, as one of its members.
pub(crate) async fn read_all(world: &World) -> Logs {
    let mut logs = Logs::new();
    for Room { id: room, token, .. } in &world.rooms {
        let frames = read_log(world, token, *room).await;
        let events = frames.iter().map(|frame| Event::decode(frame).unwrap()).collect();
        let messages = read_messages(world, token, *room).await;
        logs.insert(*room, RoomLog { room: *room, frames, events, messages });
    }
    logs
}

async fn read_log(world: &World, token: &str, room: RoomId) -> Vec<String> {
    let (mut frames, mut after) = (Vec::<String>::new(), 0);
    loop {
        let path = format!("/api/rooms/{room}/log?after={after}&limit={PAGE_EVENTS}");
        let response = world.app.get(&path).bearer_auth(token).send().await.unwrap();
        let page: RawPage = response.json().await.unwrap();
        if page.events.is_empty() {
            assert!(
                after >= page.head.0,
                "{room} ends at {after} and has its head at {}",
                page.head
            );
            return frames;
        }
        frames.extend(page.events.iter().map(|event| event.get().to_owned()));
        after = frames.len() as u64;
    }
}

async fn read_messages(world: &World, token: &str, room: RoomId) -> Vec<NewMessage> {
    let (mut pages, mut before) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/rooms/{room}/messages?limit={PAGE_EVENTS}{before}");
        let response = world.app.get(&path).bearer_auth(token).send().await.unwrap();
        let page = read::<History>(&response.text().await.unwrap()).unwrap().messages;
        let Some(first) = page.first() else { break };
        before = format!("&before={}", first.seq);
        pages.push(page);
    }
    pages.into_iter().rev().flatten().collect()
}

/// Everything that does not hold.
pub(crate) fn violations(record: &Record, logs: &Logs, world: &World) -> Vec<Violation> {
    let mut found = Vec::new();
    for log in logs.values() {
        numbers(log, &mut found);
        snapshot::check(log, &mut found);
    }
    operations::check(record, logs, &mut found);
    readers::check(record, logs, world, &mut found);
    outgoing::check(record, logs, world, &mut found);
    found
}

fn numbers(log: &RoomLog, found: &mut Vec<Violation>) {
    for (event, expected) in log.events.iter().zip(1..) {
        let position = event.log_position();
        if position != Some((log.room, Seq(expected))) {
            let rule = "numbers run from 1 without holes";
            let detail = format!("{event:?} stands at {expected}");
            found.push(violation(rule, (log.room, Seq(expected)), "the log", detail));
            return;
        }
    }
}

fn violation(
    rule: &'static str,
    (room, seq): (RoomId, Seq),
    client: &str,
    detail: String,
) -> Violation {
    Violation { rule, room: Some(room), seq: Some(seq), client: client.to_owned(), detail }
}
