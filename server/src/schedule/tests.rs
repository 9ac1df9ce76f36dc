//! Who speaks, on a real store and by a clock that is told what to show.

use std::sync::Arc;

use super::{LEASE, LEASE_MS, Speaker};
use crate::banter::Banter;
use crate::config::{Config, Layers};
use crate::store::{GENERAL, NewSchedule, Rhythm, Schedule};

/// Noon, by the clock of these tests.
const NOON: i64 = 1_795_262_400_000;
const DAY: i64 = 24 * 60 * 60 * 1_000;
const EVERY: i64 = 3_000;

/// One node, and what it keeps.
struct Node {
    banter: Arc<Banter>,
    speaker: Speaker,
    _folder: tempfile::TempDir,
}

impl Node {
    /// With one schedule, which is due at `next`.
    async fn with(rhythm: Rhythm, next: i64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::from_layers(&Layers::default()).unwrap();
        let config = Config { data: folder.path().to_owned(), ..config };
        let address = "127.0.0.1:1".parse().unwrap();
        let (banter, _writer) = Banter::open(config, address).unwrap();
        let (room, zone, body) = (GENERAL, "Asia/Taipei".to_owned(), "It is {{time}}.".to_owned());
        let new = NewSchedule { room, rhythm, zone, body, next };
        banter.store.add_schedule(new).await.unwrap().unwrap();
        let speaker = Speaker::new(Arc::clone(&banter));
        Self { banter, speaker, _folder: folder }
    }

    async fn schedule(&self) -> Schedule {
        self.banter.store.schedules().await.unwrap().remove(0)
    }

    /// How much was said so far, when `now` is over.
    async fn has_said(&mut self, now: i64) -> u64 {
        self.speaker.turn(now).await.unwrap();
        self.banter.store.heads(vec![GENERAL]).await.unwrap()[0].1.0
    }

    async fn is_led_by(&self, holder: &str, now: i64) -> bool {
        self.banter.store.lease(LEASE, holder, now, now + LEASE_MS).await.unwrap()
    }
}

#[tokio::test]
async fn a_node_that_does_not_hold_the_lease_says_nothing() {
    let mut node = Node::with(Rhythm::Every(EVERY), NOON).await;
    let before = node.has_said(NOON - 2_000).await;
    assert!(node.is_led_by("another", NOON - 100).await);
    for now in [NOON, NOON + 1_000, NOON + 4_899] {
        assert_eq!(node.has_said(now).await, before, "at {now}");
    }
    assert_eq!((node.schedule().await.next, node.schedule().await.last), (NOON, None));
    assert_eq!(node.has_said(NOON + 4_900).await, before + 1, "its time is over");
    assert_eq!(node.schedule().await.last, Some(NOON + 3_000));
    assert!(!node.is_led_by("another", NOON + 5_000).await, "it is this node's now");
}

/// It spoke while its clock was a day ahead, and goes on where the clock is now.
#[tokio::test]
async fn a_clock_that_is_set_back_silences_nothing() {
    for rhythm in [Rhythm::Every(60_000), Rhythm::Cron("* * * * *".to_owned())] {
        let mut node = Node::with(rhythm, NOON + DAY).await;
        let said = node.has_said(NOON + DAY).await;
        assert_eq!(node.schedule().await.last, Some(NOON + DAY), "the premise");
        assert_eq!(node.has_said(NOON).await, said, "nothing at once");
        assert_eq!(node.schedule().await.next, NOON + 60_000);
        assert_eq!(node.has_said(NOON + 59_999).await, said);
        assert_eq!(node.has_said(NOON + 60_000).await, said + 1);
    }
}

/// The same, and it was killed before the clock was corrected.
#[tokio::test]
async fn what_a_wrong_clock_has_left_silences_no_other_node() {
    let mut node = Node::with(Rhythm::Every(EVERY), NOON + DAY).await;
    assert!(node.is_led_by("the one before", NOON + DAY).await);
    let before = node.has_said(NOON).await;
    assert_eq!(node.schedule().await.next, NOON + EVERY);
    assert_eq!(node.has_said(NOON + EVERY).await, before + 1);
    // One that was killed a moment ago is waited for, and then what it left is set right.
    let mut node = Node::with(Rhythm::Every(EVERY), NOON + DAY).await;
    assert!(node.is_led_by("the one before", NOON - 1_000).await);
    node.has_said(NOON).await;
    assert_eq!(node.schedule().await.next, NOON + DAY, "it may still speak");
    node.has_said(NOON + LEASE_MS).await;
    assert_eq!(node.schedule().await.next, NOON + LEASE_MS + EVERY);
}
