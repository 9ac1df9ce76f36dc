//! Every frame of a log event that reached anybody. Each is kept once: what the second reader gets
//! is compared with what the first one got, byte for byte.

use std::collections::{BTreeMap, HashMap};

use app::event::{RoomId, Seq};
use serde_json::Value;
use tokio::time::Instant;

use super::Violation;

/// A log event on its way into somebody's list.
#[derive(Debug)]
pub(crate) struct Seen<'a> {
    pub(crate) room: RoomId,
    pub(crate) seq: Seq,
    pub(crate) frame: &'a str,
    pub(crate) client: &'a str,
    /// When the client began to open the connection it came by.
    pub(crate) opened: Instant,
}

/// One wording of a log event.
#[derive(Debug, Clone)]
pub(crate) struct Sighting {
    pub(crate) frame: Box<str>,
    /// Who had it first.
    pub(crate) client: String,
    /// The youngest connection that it came by.
    pub(crate) opened: Instant,
}

/// By room and number, every wording that was seen.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    pub(crate) by_room: BTreeMap<RoomId, Vec<Vec<Sighting>>>,
    places: HashMap<Box<str>, (RoomId, Seq)>,
}

impl Frames {
    /// Takes it in, unless something else stands there already.
    pub(super) fn saw(&mut self, seen: &Seen<'_>) -> Option<Violation> {
        let index = usize::try_from(seen.seq.0).ok()?;
        let room = self.by_room.entry(seen.room).or_default();
        if room.len() <= index {
            room.resize_with(index + 1, Vec::new);
        }
        let wordings = &mut room[index];
        if let Some(known) = wordings.iter_mut().find(|known| &*known.frame == seen.frame) {
            known.opened = known.opened.max(seen.opened);
            return None;
        }
        let other = wordings.first().filter(|other| !is_same_event(&other.frame, seen.frame));
        let violation = other.map(|other| Violation {
            rule: "one event under one number",
            room: Some(seen.room),
            seq: Some(seen.seq),
            client: seen.client.to_owned(),
            detail: format!("{} but {} had {}", seen.frame, other.client, other.frame),
        });
        wordings.push(Sighting {
            frame: seen.frame.into(),
            client: seen.client.to_owned(),
            opened: seen.opened,
        });
        violation.or_else(|| self.is_twice(seen))
    }

    fn is_twice(&mut self, seen: &Seen<'_>) -> Option<Violation> {
        let client_id = client_id(seen.frame)?;
        let here = (seen.room, seen.seq);
        let place = *self.places.entry(client_id.into()).or_insert(here);
        (place != here).then(|| Violation {
            rule: "a client_id stands once",
            room: Some(seen.room),
            seq: Some(seen.seq),
            client: seen.client.to_owned(),
            detail: format!("{} stands at {} of {} too", seen.frame, place.1, place.0),
        })
    }
}

/// Ids of ours are without escapes, and each is its author's own.
fn client_id(frame: &str) -> Option<&str> {
    frame.split_once("\"client_id\":\"")?.1.split_once('"').map(|(id, _)| id)
}

/// The same but for what a later deletion takes out of it.
pub(crate) fn is_same_event(one: &str, other: &str) -> bool {
    one == other || {
        let (one, other) = (without_text(one), without_text(other));
        one.is_some() && one == other
    }
}

fn without_text(frame: &str) -> Option<Value> {
    let mut event: Value = serde_json::from_str(frame).ok()?;
    let kind = event["type"].as_str()?.to_owned();
    if kind == "new_message" || kind == "message_edited" {
        let payload = event["payload"].as_object_mut()?;
        for gone in ["message", "html", "mentions", "deleted"] {
            payload.remove(gone);
        }
    }
    Some(event)
}
