//! The cursor on a real store, its hints made up: dropped, repeated, out of order.

use app::event::{Ack, Body, Membership, ReadChanged, Receipt, RoomId, Timestamp};
use app::words::Language;
use axum::extract::ws::Utf8Bytes;
use proptest::prelude::*;
use tempfile::TempDir;

use super::{Arc, Cursor, Event, Seq, Store, Wire};
use crate::hub::Hub;
use crate::name::Name;
use crate::queue::{ConnectionId, Entry, Queue, Taken};
use crate::store::{Append, Author, Change, NewUser, Participants, SessionId, Sqlite, Terms};
use crate::wire::Paper;

/// Ann, reading one room at its head, over a store that goes on without telling.
struct Reader {
    store: Arc<dyn Store>,
    ann: Author,
    room: RoomId,
    joined: Seq,
    hub: Arc<Hub>,
    cursor: Cursor,
    wire: Wire<Paper>,
    _folder: TempDir,
}

impl Reader {
    async fn at_the_head() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> = Arc::new(Sqlite::open(folder.path()).unwrap());
        let name = Name::of_user("ann").unwrap();
        let user = NewUser { name, password: String::new(), admin: false };
        let id = store.add_user(user, Terms::Always).await.unwrap();
        let queue =
            Queue::new(ConnectionId(1), id, SessionId([0; 16]), Language::default(), 1_000_000);
        let hub = Arc::new(Hub::default());
        let seat = hub.seat(Arc::new(queue), 1);
        let ann = Author { id, name: "ann".into(), bot: false };
        let cursor = Cursor::new(seat, Arc::clone(&store));
        let (room, joined) = (RoomId(0), Seq::ZERO);
        let wire = Wire::new(Paper::default());
        let mut this = Self { store, ann, room, joined, hub, cursor, wire, _folder: folder };
        this.joins().await;
        let standing = this.store.standing(id, this.room).await.unwrap().unwrap();
        this.cursor.follow(standing, None, &mut this.wire).await.unwrap();
        this
    }

    async fn appends(&self, change: Change) -> Seq {
        let append = Append { author: self.ann.clone(), client_id: None, change };
        let mut answers = self.store.append(Arc::new(vec![append])).await.unwrap();
        answers.remove(0).unwrap().seq
    }

    async fn joins(&mut self) {
        self.joined = self.appends(Change::Join(Name::of_room("lobby").unwrap())).await;
        self.room = self.store.rooms_of(self.ann.id).await.unwrap()[0].room;
    }

    async fn stores(&self, count: usize) {
        for _ in 0..count {
            let text = Body::new("stored", 100).unwrap().into();
            self.appends(Change::Message { room: self.room, text, reply_to: None, alias: None })
                .await;
        }
    }

    /// Number `seq`, as the queue brings it.
    fn hint(&self, seq: u64) -> Entry {
        let room = self.room;
        let frame = format!(
            r#"{{"type":"member_joined","payload":{{"room":"{room}","seq":{seq},"from":"hint","sent":""}}}}"#
        );
        Entry::Log { room, seq: Seq(seq), frame: Utf8Bytes::from(frame) }
    }

    async fn is_told(&mut self, seqs: &[u64], behind: bool) {
        let behind = if behind { vec![self.room] } else { Vec::new() };
        let entries = seqs.iter().map(|seq| self.hint(*seq)).collect();
        self.takes(Taken { entries, behind, ..Taken::default() }).await;
    }

    /// The ack of number `seq`, which counts as the event.
    fn ack(&self, seq: u64) -> Entry {
        let (room, seq) = (self.room, Seq(seq));
        let sent = Timestamp(String::new());
        let ack = Ack { client_id: None, room, seq, sent, dup: false, delivery: None };
        let frame = Event::Ack(ack).encode().into();
        Entry::Ack { room, seq, frame, stands_for_event: true }
    }

    async fn takes(&mut self, taken: Taken) {
        self.cursor.write(taken, &mut self.wire).await.unwrap();
    }

    /// The numbers of the log events written so far, in order.
    fn numbers(&self) -> Vec<u64> {
        let positions = self.wire.stream().events.iter().filter_map(Event::log_position);
        positions.map(|(_, seq)| seq.0).collect()
    }

    /// The numbers that a client has applied: each is the next, as an event or as the ack in its place.
    fn applied(&self) -> Vec<u64> {
        let mut applied: Vec<u64> = Vec::new();
        for event in &self.wire.stream().events {
            match event {
                Event::Ack(ack) if applied.last().is_some_and(|last| ack.seq.0 <= *last) => {}
                Event::Ack(ack) => applied.push(ack.seq.0),
                event => applied.extend(event.log_position().map(|(_, seq)| seq.0)),
            }
        }
        applied
    }
}

#[tokio::test]
async fn the_next_is_written_a_repeat_dropped_a_jump_mended() {
    let mut ann = Reader::at_the_head().await;
    assert_eq!(ann.joined, Seq(1));
    ann.stores(6).await;
    ann.is_told(&[2], false).await;
    assert_eq!(ann.numbers(), [2], "as it was handed over, without asking the store");
    ann.is_told(&[2, 1, 2], false).await;
    assert_eq!(ann.numbers(), [2]);
    ann.is_told(&[5], false).await;
    assert_eq!(ann.numbers(), [2, 3, 4, 5, 6, 7], "up to the store's head");
    ann.is_told(&[6, 7], false).await;
    assert_eq!(ann.numbers(), [2, 3, 4, 5, 6, 7]);
}

#[tokio::test]
async fn hints_of_other_rooms_are_not_for_this_connection() {
    let mut ann = Reader::at_the_head().await;
    let (room, seq) = (RoomId(99), Seq(2));
    let hint = Entry::Log { room, seq, frame: Utf8Bytes::from_static("never") };
    ann.takes(Taken { entries: [hint].into(), behind: vec![room], ..Taken::default() }).await;
    assert!(ann.numbers().is_empty());
}

#[tokio::test]
async fn a_refill_ends_at_the_readers_own_leave() {
    let mut ann = Reader::at_the_head().await;
    ann.stores(2).await;
    let left = ann.appends(Change::Leave(ann.room)).await;
    ann.joins().await;
    ann.stores(2).await;
    ann.is_told(&[], true).await;
    assert_eq!(ann.numbers(), [2, 3, left.0]);
    ann.is_told(&[6], true).await;
    assert_eq!(ann.numbers(), [2, 3, left.0], "the room is not followed any more");
}

#[tokio::test]
async fn an_older_leave_does_not_undo_a_newer_membership() {
    let mut ann = Reader::at_the_head().await;
    let left = ann.appends(Change::Leave(ann.room)).await;
    ann.joins().await;
    let standing = ann.store.standing(ann.ann.id, ann.room).await.unwrap().unwrap();
    ann.cursor.places.clear();
    ann.cursor.follow(standing, None, &mut ann.wire).await.unwrap();
    ann.stores(1).await;
    let (room, frame) = (ann.room, Utf8Bytes::from_static("{}"));
    let stale = Entry::Removed { room, left, frame };
    ann.takes(Taken { entries: [stale].into(), ..Taken::default() }).await;
    ann.is_told(&[4], false).await;
    assert_eq!(ann.numbers(), [4]);
}

#[tokio::test]
async fn an_ack_that_stands_for_its_event_comes_in_its_place() {
    let mut ann = Reader::at_the_head().await;
    ann.stores(4).await;
    ann.takes(Taken { entries: [ann.ack(4)].into(), ..Taken::default() }).await;
    assert_eq!(
        ann.applied(),
        [2, 3, 4, 5],
        "what comes before it, itself, and what comes after it"
    );
    assert_eq!(ann.numbers(), [2, 3, 5], "and its own event not");
    ann.stores(1).await;
    let behind = vec![ann.room];
    ann.takes(Taken { entries: [ann.ack(6)].into(), behind, ..Taken::default() }).await;
    assert_eq!((ann.applied(), ann.numbers()), (vec![2, 3, 4, 5, 6], vec![2, 3, 5]), "behind too");
}

/// Who begins a conversation comes to see it with its first message, for which the ack stands.
#[tokio::test]
async fn the_ack_of_what_made_a_room_seen_stands_for_its_first_event() {
    let mut ann = Reader::at_the_head().await;
    ann.stores(1).await;
    ann.cursor.places.clear();
    let frame = Utf8Bytes::from_static("{}");
    let added = Entry::Added { room: ann.room, joined: Seq(1), frame };
    ann.takes(Taken { entries: [added, ann.ack(1)].into(), ..Taken::default() }).await;
    assert_eq!((ann.applied(), ann.numbers()), (vec![1, 2], vec![2]));
}

/// Nothing of what came after one's own leave, whatever was said before it without an echo.
#[tokio::test]
async fn an_ack_after_a_leave_and_return_ends_the_place_at_the_leave() {
    let mut ann = Reader::at_the_head().await;
    ann.stores(1).await;
    let left = ann.appends(Change::Leave(ann.room)).await;
    ann.joins().await;
    ann.stores(1).await;
    ann.takes(Taken { entries: [ann.ack(5)].into(), ..Taken::default() }).await;
    assert_eq!(ann.numbers(), [2, left.0]);
    ann.is_told(&[6], true).await;
    assert_eq!(ann.numbers(), [2, left.0], "the room is not followed any more");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the queue drops, repeats or reorders, and wherever its contents are cut into turns.
    #[test]
    fn every_event_once_and_in_order(
        turns in proptest::collection::vec(
            (proptest::collection::vec((2_u64..14, any::<bool>()), 0..6), any::<bool>()),
            0..8,
        ),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut ann = Reader::at_the_head().await;
            for (number, (hints, behind)) in turns.iter().enumerate() {
                ann.stores(usize::from(number % 3 == 0) * 3).await;
                let head = ann.store.heads(vec![ann.room]).await.unwrap()[0].1;
                let hints = hints.iter().filter(|(seq, _)| *seq <= head.0);
                let entries = hints.map(|(seq, is_ack)| if *is_ack { ann.ack(*seq) } else { ann.hint(*seq) });
                let behind = if *behind { vec![ann.room] } else { Vec::new() };
                let taken = Taken { entries: entries.collect(), behind, ..Taken::default() };
                ann.takes(taken).await;
                let applied = ann.applied();
                assert!(applied.iter().copied().eq(2..2 + applied.len() as u64), "{applied:?}");
            }
            ann.cursor.heartbeat(&mut ann.wire).await.unwrap();
            let head = ann.store.heads(vec![ann.room]).await.unwrap()[0].1;
            assert!(ann.applied().into_iter().eq(2..=head.0));
        });
    }
}

/// Another device leaves and comes back; this connection's refill reads of it before the queue tells.
#[tokio::test]
async fn a_leave_and_return_elsewhere_leaves_the_room_listened_to() {
    let mut ann = Reader::at_the_head().await;
    let (room, hub) = (ann.room, Arc::clone(&ann.hub));
    ann.cursor.seat().listen(room);
    let left = ann.appends(Change::Leave(room)).await;
    hub.expel(ann.ann.id, (room, left), &"{}".into());
    ann.joins().await;
    hub.admit(ann.ann.id, None, (room, ann.joined), &"{}".into());
    ann.cursor.heartbeat(&mut ann.wire).await.unwrap();
    assert_eq!(ann.numbers(), [2], "up to its own leave");
    let taken = ann.cursor.seat().queue().take_now();
    ann.takes(taken).await;
    ann.stores(1).await;
    let frame = Event::MemberJoined(Membership {
        room,
        seq: Seq(4),
        from: "hint".to_owned(),
        sent: Timestamp(String::new()),
    });
    hub.publish(room, Seq(4), &frame.encode().into()).await;
    let taken = ann.cursor.seat().queue().take_now();
    assert_eq!(taken.entries.len(), 1, "the hub still listens for it");
    ann.takes(taken).await;
    assert_eq!(ann.numbers(), [2, 3, 4]);
}

/// A room that the cursor gave up after the hub had listened for it anew is listened to all the same.
#[tokio::test]
async fn a_return_that_meets_a_gap_is_listened_to() {
    let mut ann = Reader::at_the_head().await;
    let (room, hub) = (ann.room, Arc::clone(&ann.hub));
    ann.cursor.seat().listen(room);
    ann.stores(501).await;
    let left = ann.appends(Change::Leave(room)).await;
    hub.expel(ann.ann.id, (room, left), &"{}".into());
    ann.joins().await;
    hub.admit(ann.ann.id, None, (room, ann.joined), &"{}".into());
    // It finds the gap before it looks into its queue.
    ann.cursor.heartbeat(&mut ann.wire).await.unwrap();
    assert_eq!(ann.numbers(), [0_u64; 0]);
    let taken = ann.cursor.seat().queue().take_now();
    ann.takes(taken).await;
    hub.publish(room, ann.joined.next(), &"{}".into()).await;
    assert_eq!(ann.cursor.seat().queue().take_now().entries.len(), 1);
}

/// A room that fell behind, was left and joined again in one breath is behind in its new place too.
#[tokio::test]
async fn a_return_in_a_full_queue_is_refilled() {
    let mut ann = Reader::at_the_head().await;
    let (room, hub) = (ann.room, Arc::clone(&ann.hub));
    ann.cursor.seat().listen(room);
    let left = ann.appends(Change::Leave(room)).await;
    hub.expel(ann.ann.id, (room, left), &"{}".into());
    ann.joins().await;
    hub.admit(ann.ann.id, None, (room, ann.joined), &"{}".into());
    ann.stores(2).await;
    let mut taken = ann.cursor.seat().queue().take_now();
    taken.behind.push(room);
    ann.takes(taken).await;
    assert_eq!(ann.numbers(), [2, 3, 4, 5]);
}

/// What was read afresh overtakes what waits in the queue, which then says nothing new.
#[tokio::test]
async fn a_marker_never_goes_back_on_the_wire() {
    let mut ann = Reader::at_the_head().await;
    let room = ann.room;
    ann.stores(3).await;
    ann.appends(Change::Read { room, seq: Seq(4) }).await;
    assert!(ann.cursor.say_read(room, &mut ann.wire).await.unwrap());
    let old = |read, head| {
        let changed =
            ReadChanged { room, read: Seq(read), unread: 9, mentions: 9, head: Seq(head) };
        let frame = Event::ReadChanged(changed).encode().into();
        Entry::Read { room, read: Seq(read), head: Seq(head), frame }
    };
    let entries = [old(2, 4), old(4, 3), old(1, 1), old(4, 5)].into_iter().collect();
    ann.takes(Taken { entries, ..Taken::default() }).await;
    let told = ann.wire.stream().events.iter().filter_map(|event| match event {
        Event::ReadChanged(changed) => Some((changed.read.0, changed.head.0, changed.unread)),
        _ => None,
    });
    assert!(told.eq([(4, 4, 0), (4, 5, 9)]));
}

/// A receipt that found no room in the queue: the greatest there is comes in its place.
#[tokio::test]
async fn receipts_that_were_let_go_are_said_afresh() {
    let mut ann = Reader::at_the_head().await;
    let user =
        NewUser { name: Name::of_user("bob").unwrap(), password: String::new(), admin: false };
    let id = ann.store.add_user(user, Terms::Always).await.unwrap();
    let bob = Author { id, name: "bob".into(), bot: false };
    let people = Participants::new(vec![ann.ann.id, bob.id]).unwrap();
    let text = Body::new("psst", 100).unwrap().into();
    ann.appends(Change::Direct { people: people.clone(), text }).await;
    let room = ann.store.room_of(bob.id, people).await.unwrap().unwrap();
    let read = Change::Read { room, seq: Seq(1) };
    let read = Append { author: bob, client_id: None, change: read };
    ann.store.append(Arc::new(vec![read])).await.unwrap().remove(0).unwrap();
    let unsaid_receipts = vec![room, ann.room];
    ann.takes(Taken { unsaid_receipts, ..Taken::default() }).await;
    let said = ann.wire.stream().events.iter().filter_map(|event| match event {
        Event::Receipt(Receipt { room, from, seq, .. }) => Some((*room, &**from, *seq)),
        _ => None,
    });
    assert!(said.eq([(room, "bob", Seq(1))]));
}
