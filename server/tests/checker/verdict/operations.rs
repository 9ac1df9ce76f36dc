//! Each command once where its ack says, in an order that fits what everybody knew.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use app::event::{ClientId, Event, RoomId, Seq};
use tokio::time::Instant;

use super::{Logs, violation};
use crate::history::{Operation, Outcome, Record, Violation, What};

/// While the server is up, nobody waits longer for an answer: 40 s until a dead connection is
/// noticed, and then a new one.
const PENDING_MAX: Duration = Duration::from_secs(45);

pub(super) fn check(record: &Record, logs: &Logs, found: &mut Vec<Violation>) {
    let mut rows = HashMap::<&ClientId, Vec<(RoomId, Seq)>>::new();
    for log in logs.values() {
        for event in &log.events {
            if let (Some(id), Some(position)) = (client_id(event), event.log_position()) {
                rows.entry(id).or_default().push(position);
            }
        }
    }
    for operation in &record.operations {
        let stands = rows.remove(&operation.client_id).unwrap_or_default();
        // Its row has no client_id: see the readers.
        if operation.what != What::Leave {
            once(operation, &stands, logs, found);
        }
        in_time(operation, record, found);
    }
    for (id, stands) in rows {
        let detail = format!("{} stands at {stands:?}, and nobody asked for it", id.as_str());
        found.push(violation("nothing is made up", stands[0], "the log", detail));
    }
    in_order(record, logs, found);
}

fn once(operation: &Operation, stands: &[(RoomId, Seq)], logs: &Logs, found: &mut Vec<Violation>) {
    let rule = match operation.outcome {
        Outcome::Acked { room, seq, dup, .. } => match stands {
            [place] if *place == (room, seq) => None,
            // What changes nothing is acked with the change that had made it so.
            [] if dup && can_be_so_already(&operation.what) => None,
            _ => Some("what was acked stands once, where its ack says"),
        },
        Outcome::Unknown { .. } if stands.len() > 1 => Some("what is unknown stands at most once"),
        // An earlier sending of it, on a connection that was lost, may have arrived after all.
        Outcome::Refused { .. } if operation.times == 1 && !stands.is_empty() => {
            Some("what was refused does not stand")
        }
        Outcome::Refused { .. } if stands.len() > 1 => Some("what is unknown stands at most once"),
        Outcome::Unknown { .. } | Outcome::Refused { .. } => None,
    };
    let place = stands.first().copied();
    if let Some(rule) = rule {
        let place = operation.acked().or(place).unwrap_or((operation.room, Seq::ZERO));
        let frame = logs.get(&place.0).and_then(|log| log.frame_at(place.1));
        let detail = format!("{operation:?}; it stands at {stands:?}; there is {frame:?}");
        found.push(violation(rule, place, &operation.client, detail));
    } else if let Some(place) = place {
        let event = logs.get(&place.0).and_then(|log| log.at(place.1));
        if !event.is_some_and(|event| is_what_was_asked(operation, event)) {
            let detail = format!("{operation:?} but {event:?}");
            found.push(violation(
                "what stands is what was asked",
                place,
                &operation.client,
                detail,
            ));
        }
    }
}

const fn can_be_so_already(what: &What) -> bool {
    matches!(what, What::Edit { .. } | What::Delete { .. } | What::React { .. })
}

fn is_what_was_asked(operation: &Operation, event: &Event) -> bool {
    match (&operation.what, event) {
        (What::Say { text, reply_to }, Event::NewMessage(it)) => {
            it.from == operation.user
                && it.reply_to == *reply_to
                && (it.deleted && it.message.is_empty() || it.message == *text)
        }
        (What::Edit { of, text }, Event::MessageEdited(it)) => {
            it.from == operation.user
                && it.of == *of
                && (it.deleted && it.message.is_empty() || it.message == *text)
        }
        (What::Delete { of }, Event::MessageDeleted(it)) => {
            it.from == operation.user && it.of == *of
        }
        (What::React { of, emoji, on }, Event::ReactionChanged(it)) => {
            it.from == operation.user && it.of == *of && it.emoji == *emoji && it.on == *on
        }
        _ => false,
    }
}

fn in_time(operation: &Operation, record: &Record, found: &mut Vec<Violation>) {
    let is_given_up = matches!(operation.outcome, Outcome::Unknown { given_up: true });
    let Some(invoked) = operation.invoked.filter(|_| !is_given_up) else { return };
    let answered = operation.answered();
    let waited =
        record.up_between(&operation.client, invoked, answered.unwrap_or_else(Instant::now));
    if waited > PENDING_MAX || answered.is_none() {
        let detail = format!("{waited:?} for {operation:?}");
        let place = (operation.room, Seq::ZERO);
        found.push(violation("nothing waits for ever", place, &operation.client, detail));
    }
}

/// An ack before another's invocation has the smaller number.
fn in_order(record: &Record, logs: &Logs, found: &mut Vec<Violation>) {
    enum Moment<'a> {
        Invoked(&'a Operation, Seq),
        Acked(&'a Operation, Seq),
    }
    let mut rooms = BTreeMap::<RoomId, Vec<(Instant, Moment<'_>)>>::new();
    for operation in &record.operations {
        let (Some((room, seq)), Some(invoked)) = (operation.acked(), operation.invoked) else {
            continue;
        };
        let row = logs.get(&room).and_then(|log| log.at(seq)).and_then(client_id);
        if row != Some(&operation.client_id) {
            continue;
        }
        let moments = rooms.entry(room).or_default();
        moments.push((invoked, Moment::Invoked(operation, seq)));
        moments.extend(operation.answered().map(|at| (at, Moment::Acked(operation, seq))));
    }
    for (room, mut moments) in rooms {
        moments.sort_by_key(|(at, _)| *at);
        let mut newest: Option<(&Operation, Seq)> = None;
        for (at, moment) in moments {
            match (moment, newest) {
                (Moment::Acked(operation, seq), _) if newest.is_none_or(|(_, it)| it < seq) => {
                    newest = Some((operation, seq));
                }
                (Moment::Invoked(operation, seq), Some((before, it)))
                    if seq < it && before.answered().is_some_and(|answered| answered < at) =>
                {
                    let rule = "an ack before an invocation has the smaller number";
                    let detail = format!("{operation:?} came after {before:?}");
                    found.push(violation(rule, (room, seq), &operation.client, detail));
                }
                _ => {}
            }
        }
    }
}

fn client_id(event: &Event) -> Option<&ClientId> {
    match event {
        Event::NewMessage(it) => it.client_id.as_ref(),
        Event::MessageEdited(it) => it.client_id.as_ref(),
        Event::MessageDeleted(it) => it.client_id.as_ref(),
        Event::ReactionChanged(it) => it.client_id.as_ref(),
        _ => None,
    }
}
