//! RabbitMQ has heard of all that happened in rooms, and what it brought stands in the order of bringing.

use std::collections::BTreeMap;

use app::event::{RoomId, Seq};

use super::{Logs, violation};
use crate::history::{Record, Violation};
use crate::rabbit;
use crate::world::World;

pub(super) fn check(record: &Record, logs: &Logs, world: &World, found: &mut Vec<Violation>) {
    for room in world.public() {
        let (out, all) = (record.out.get(&room.id).copied().unwrap_or_default(), &logs[&room.id]);
        if out.0 != all.events.len() as u64 {
            let detail = format!("it went out up to {out}, and there are {}", all.events.len());
            let rule = "whatever happens in a room goes out";
            found.push(violation(rule, (room.id, out), rabbit::NAME, detail));
        }
    }
    let mut newest = BTreeMap::<RoomId, Seq>::new();
    for operation in record.operations.iter().filter(|it| it.client == rabbit::NAME) {
        let Some((room, seq)) = operation.acked() else { continue };
        let before = newest.insert(room, seq).unwrap_or_default();
        if seq <= before {
            let detail = format!("{operation:?} was brought after what stands at {before}");
            found.push(violation(
                "what is brought in order stands in order",
                (room, seq),
                rabbit::NAME,
                detail,
            ));
        }
    }
}
