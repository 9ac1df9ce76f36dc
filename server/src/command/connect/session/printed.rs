//! `banter connect --json`: which events were printed. What was there when a room was opened comes by its page, all
//! else by the socket, in whatever order the two arrive: none is printed twice, and neither hides the other's.

use std::collections::HashMap;

use app::event::{Event, NewMessage, RoomId, Seq};
use app::http::History;

/// How far each room was printed, in one history.
#[derive(Debug, Default)]
pub(super) struct Printed(HashMap<RoomId, Mark>);

#[derive(Debug)]
struct Mark {
    /// The newest event that came by the socket.
    live: Seq,
    /// Where the room stood when it was opened, until what it had from before is printed.
    opened_at: Option<Seq>,
}

impl Printed {
    /// Another history: everything is printed afresh.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    /// Whether `event` is to be printed: what a return brings again was already.
    pub(super) fn is_new(&mut self, event: &Event) -> bool {
        match event {
            Event::Welcome(welcome) => {
                for room in &welcome.rooms {
                    self.mark(room.room, room.head);
                }
            }
            Event::RoomChanged(room) => {
                self.mark(room.room, room.head);
            }
            // What its head stands for is still to come.
            Event::RoomAdded(room) => {
                self.mark(room.room, room.head.previous());
            }
            _ => {}
        }
        let Some((room, seq)) = event.log_position() else { return true };
        let mark = self.mark(room, seq.previous());
        let is_new = mark.live < seq;
        mark.live = mark.live.max(seq);
        is_new
    }

    /// The newest messages of a page of `room` that are to be printed, at most so many: of what was there when the
    /// room was opened, once.
    pub(super) fn history<'a>(
        &mut self,
        room: RoomId,
        page: &'a History,
        most: usize,
    ) -> &'a [NewMessage] {
        let Some(opened_at) = self.mark(room, page.head).opened_at.take() else { return &[] };
        let there = page.messages.partition_point(|message| message.seq <= opened_at);
        &page.messages[there.saturating_sub(most)..there]
    }

    /// Of a room not known yet, what comes after `head` comes by the socket.
    fn mark(&mut self, room: RoomId, head: Seq) -> &mut Mark {
        self.0.entry(room).or_insert(Mark { live: head, opened_at: Some(head) })
    }
}

#[cfg(test)]
mod tests {
    use app::event::{Epoch, Event, Membership, NewMessage, RoomId, Seq, Timestamp};
    use app::http::History;

    use super::Printed;

    const ROOM: RoomId = RoomId(7);

    fn message(seq: u64) -> NewMessage {
        NewMessage::plain(ROOM, Seq(seq), "bob".to_owned(), format!("message {seq}"), sent())
    }

    fn joined(seq: u64) -> Event {
        let (from, sent) = ("cid".to_owned(), sent());
        Event::MemberJoined(Membership { room: ROOM, seq: Seq(seq), from, sent })
    }

    fn sent() -> Timestamp {
        Timestamp("2026-11-22T01:00:00.000Z".to_owned())
    }

    fn page(seqs: &[u64]) -> History {
        let messages: Vec<_> = seqs.iter().copied().map(message).collect();
        let head = messages.last().map_or(Seq::ZERO, |message| message.seq);
        History { messages, head, epoch: Epoch("e".to_owned()), newer: false }
    }

    /// Opened when 10 was its newest.
    fn opened() -> Printed {
        let mut printed = Printed::default();
        printed.mark(ROOM, Seq(10));
        printed
    }

    fn told(printed: &mut Printed, page: &History, most: usize) -> Vec<u64> {
        printed.history(ROOM, page, most).iter().map(|message| message.seq.0).collect()
    }

    #[test]
    fn a_page_that_is_ahead_hides_nothing_that_is_still_to_come() {
        let mut printed = opened();
        assert_eq!(told(&mut printed, &page(&[8, 9, 10, 12]), 2), [9, 10]);
        assert!(printed.is_new(&joined(11)));
        assert!(printed.is_new(&Event::NewMessage(message(12))));
        assert!(!printed.is_new(&Event::NewMessage(message(12))), "a return brings it again");
    }

    #[test]
    fn what_is_said_before_the_page_is_there_hides_none_of_it() {
        let mut printed = opened();
        assert!(printed.is_new(&Event::NewMessage(message(11))));
        assert_eq!(told(&mut printed, &page(&[8, 9, 10, 11]), 50), [8, 9, 10]);
        assert!(told(&mut printed, &page(&[8, 9, 10, 11, 12]), 50).is_empty(), "once");
        assert!(printed.is_new(&Event::NewMessage(message(12))));
    }

    #[test]
    fn another_history_is_printed_afresh() {
        let mut printed = opened();
        told(&mut printed, &page(&[10]), 1);
        printed.forget();
        assert_eq!(told(&mut printed, &page(&[1, 2]), 1), [2]);
        assert!(printed.is_new(&Event::NewMessage(message(3))));
    }
}
