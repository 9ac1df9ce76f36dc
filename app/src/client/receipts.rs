//! Stop 12 of a message's way: how far the others in rooms of people have come, and what they are told of
//! this page.

use super::Client;
use super::room::Room;
use crate::event::{
    Command, Event, NewMessage, Receipt, ReceiptStatus, Received, RoomKind, RoomSummary, Seq,
};
use crate::timeline::Marks;

/// The server is told so often, in milliseconds, whatever the number of rooms: what the person says comes
/// first, and all of it counts for their rate.
const PAUSE_MS: u64 = 1_000;

/// How far those in one room have come.
#[derive(Debug, Default)]
pub(super) struct Receipts {
    others: Vec<Other>,
    /// The newest message of others that this page knows of.
    has: Seq,
    /// What the server was told of that.
    told: Seq,
}

#[derive(Debug)]
struct Other {
    name: String,
    marks: Marks,
}

impl Client {
    pub(super) fn told_receipt(&mut self, receipt: &Receipt) {
        if let Some(room) = self.rooms.get_mut(receipt.room) {
            room.receipts.hear(receipt);
        }
    }

    /// How far all the others in the room shown have come; `None` where nobody is to be waited for.
    pub(super) fn marks(&self) -> Option<Marks> {
        let super::Place::Room(room) = self.place else { return None };
        let Room { summary, receipts, .. } = self.rooms.get(room)?;
        let has_others = summary.kind != RoomKind::Room && summary.name != self.user.name;
        has_others.then(|| receipts.of_all(&summary.name))
    }

    /// What one room has received, if the server is to be told of that now.
    pub(super) fn take_receipt(&mut self, now: u64) -> Option<Command> {
        if self.receipts_from > now {
            return None;
        }
        let (room, seq) = self.rooms.iter_mut().find_map(|(room, state)| {
            let seq = state.unconfirmed()?;
            state.receipts.told = seq;
            Some((room, seq))
        })?;
        self.receipts_from = now + PAUSE_MS;
        Some(Command::Received(Received { room, seq, client_id: None }))
    }

    /// When there is next something to tell.
    pub(super) fn receipt_at(&self) -> Option<u64> {
        let some = self.rooms.values().any(|room| room.unconfirmed().is_some());
        some.then_some(self.receipts_from)
    }
}

impl Room {
    /// What the others do not know yet that this page has. What is read was received.
    fn unconfirmed(&self) -> Option<Seq> {
        let Receipts { has, told, .. } = self.receipts;
        let is_of_people = self.summary.kind != RoomKind::Room;
        (is_of_people && has > told && has > self.marker.seen()).then_some(has)
    }
}

impl Receipts {
    /// Somebody has come so far; what is said twice or late changes nothing.
    pub(super) fn hear(&mut self, receipt: &Receipt) {
        let known = self.others.iter().position(|other| other.name == receipt.from);
        let at = known.unwrap_or_else(|| {
            let other = Other { name: receipt.from.clone(), marks: Marks::default() };
            self.others.push(other);
            self.others.len() - 1
        });
        let marks = &mut self.others[at].marks;
        marks.delivered = marks.delivered.max(receipt.seq);
        if receipt.status == ReceiptStatus::Read {
            marks.read = marks.read.max(receipt.seq);
        }
    }

    /// The room as the server sums it up.
    pub(super) fn note(&mut self, summary: &RoomSummary) {
        if summary.unread > 0 {
            self.has = self.has.max(summary.head);
        }
    }

    /// Something that happened in the room.
    pub(super) fn note_event(&mut self, event: &Event, me: &str) {
        if let Event::NewMessage(NewMessage { seq, from, .. }) = event
            && from != me
        {
            self.has = self.has.max(*seq);
        }
    }

    /// What the server was told may not have reached it.
    pub(super) const fn tell_again(&mut self) {
        self.told = Seq::ZERO;
    }

    /// The numbers are another history's.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// As far as each of the people called `names` has come.
    fn of_all(&self, names: &str) -> Marks {
        let of = |name: &str| self.others.iter().find(|other| other.name == name);
        let marks =
            names.split(", ").map(|name| of(name).map_or_else(Marks::default, |it| it.marks));
        marks.reduce(Marks::least).unwrap_or_default()
    }
}
