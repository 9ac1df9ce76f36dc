//! What readers were sent is what the log says, and they were members.

use std::collections::{BTreeMap, BTreeSet};

use app::event::{Event, RoomId, Seq};
use tokio::time::Instant;

use super::{Logs, RoomLog, violation};
use crate::history::{Record, Sighting, Violation, What, is_same_event};
use crate::world::World;

pub(super) fn check(record: &Record, logs: &Logs, world: &World, found: &mut Vec<Violation>) {
    for (room, seen) in &record.frames.by_room {
        let Some(log) = logs.get(room) else { continue };
        let deletions = deletions(log, record);
        for (wordings, seq) in seen.iter().zip(0..) {
            for sighting in wordings {
                frame(sighting, (log, Seq(seq)), &deletions, found);
            }
        }
    }
    members_only(record, &memberships(logs, world), found);
    leavings(record, logs, found);
}

/// By the number of a message: when its deletion had been acked at the latest.
fn deletions(log: &RoomLog, record: &Record) -> BTreeMap<Seq, Instant> {
    let mut acked = BTreeMap::<Seq, Instant>::new();
    for operation in &record.operations {
        let (What::Delete { of }, Some(at)) = (&operation.what, operation.answered()) else {
            continue;
        };
        if operation.acked().is_some_and(|(room, _)| room == log.room) {
            let first = acked.entry(*of).or_insert(at);
            *first = at.min(*first);
        }
    }
    acked
}

fn frame(
    sighting: &Sighting,
    (log, seq): (&RoomLog, Seq),
    deletions: &BTreeMap<Seq, Instant>,
    found: &mut Vec<Violation>,
) {
    let Some(written) = log.frame_at(seq) else {
        let detail = format!("{} is not in the log", sighting.frame);
        let rule = "what was sent is in the log";
        found.push(violation(rule, (log.room, seq), &sighting.client, detail));
        return;
    };
    if written == &*sighting.frame {
        return;
    }
    let (of, is_deleted) = match log.at(seq) {
        Some(Event::NewMessage(it)) => (it.seq, it.deleted),
        Some(Event::MessageEdited(it)) => (it.of, it.deleted),
        _ => (seq, false),
    };
    let rule = if !is_deleted || !is_same_event(written, &sighting.frame) {
        "what was sent is in the log, letter by letter"
    } else if deletions.get(&of).is_some_and(|deleted| *deleted < sighting.opened) {
        "a deleted text is not told on a later connection"
    } else {
        return;
    };
    let detail = format!("{} but in the log {written}", sighting.frame);
    found.push(violation(rule, (log.room, seq), &sighting.client, detail));
}

/// Nobody is let in who is no member then, and nothing comes after one's own leaving.
fn members_only(record: &Record, memberships: &Memberships, found: &mut Vec<Violation>) {
    for follow in &record.follows {
        let key = (follow.room, follow.user.clone());
        let all = memberships.get(&key).map(Vec::as_slice).unwrap_or_default();
        let is_within = |(joined, left): &(Seq, Option<Seq>)| {
            let let_in = match follow.head {
                Some(head) => *joined <= head && left.is_none_or(|left| head < left),
                // It ended by one's own leaving before its `synced`, or with the connection.
                None => true,
            };
            let_in && left.is_none_or(|left| follow.last <= left)
        };
        if !all.iter().any(is_within) {
            let rule = "nothing comes to one who is no member";
            let detail = format!("{follow:?}, but the memberships were {all:?}");
            found.push(violation(rule, (follow.room, follow.last), &follow.client, detail));
        }
    }
}

/// Each user's times in each room: from, to.
type Memberships = BTreeMap<(RoomId, String), Vec<(Seq, Option<Seq>)>>;

fn memberships(logs: &Logs, world: &World) -> Memberships {
    let mut all = Memberships::new();
    // Whose a conversation is, it stays, from its beginning.
    for room in &world.rooms {
        let of = |name: &&str| ((room.id, (*name).to_owned()), vec![(Seq::ZERO, None)]);
        all.extend(room.people.iter().map(of));
    }
    for log in logs.values() {
        for event in &log.events {
            match event {
                Event::MemberJoined(it) => {
                    all.entry((log.room, it.from.clone())).or_default().push((it.seq, None));
                }
                Event::MemberLeft(it) => {
                    let of = all.entry((log.room, it.from.clone())).or_default();
                    if let Some(last) = of.last_mut() {
                        last.1 = Some(it.seq);
                    }
                }
                _ => {}
            }
        }
    }
    all
}

/// An ack of leaving names the `member_left`, which carries no `client_id`.
fn leavings(record: &Record, logs: &Logs, found: &mut Vec<Violation>) {
    let mut taken = BTreeSet::new();
    for operation in &record.operations {
        let (What::Leave, Some((room, seq))) = (&operation.what, operation.acked()) else {
            continue;
        };
        let event = logs.get(&room).and_then(|log| log.at(seq));
        let is_theirs = matches!(event, Some(Event::MemberLeft(it)) if it.from == operation.user);
        if !is_theirs || !taken.insert((room, seq)) {
            let detail = format!("{operation:?} but {event:?}");
            let rule = "what was acked stands once, where its ack says";
            found.push(violation(rule, (room, seq), &operation.client, detail));
        }
    }
}
