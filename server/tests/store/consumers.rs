//! The log over all rooms, for those who carry it elsewhere.

use app::event::{Body, Event, Seq};
use server::store::{Change, Participants};

use super::{Kept, entry, message};

#[tokio::test]
async fn the_log_by_position_without_what_people_say_among_themselves() {
    let kept = Kept::new();
    let (ann, bob) = (kept.user("ann").await, kept.user("bob").await);
    assert_eq!(kept.store.newest().await.unwrap(), 0);
    let lobby = kept.joins(&ann, "lobby").await.room;
    let people = Participants::new(vec![ann.id, bob.id]).unwrap();
    let text = Body::new("psst", Body::CHARS_MAX).unwrap();
    let direct = || Change::Direct { people: people.clone(), text: text.clone().into() };
    let batch = vec![
        entry(&ann, Some("a"), message(lobby, "one")),
        entry(&ann, None, direct()),
        entry(&bob, None, direct()),
        entry(&ann, None, message(lobby, "two")),
        entry(&ann, None, Change::Delete { room: lobby, of: Seq(2) }),
        entry(&bob, None, direct()),
    ];
    assert!(kept.append(batch).await.iter().all(Result::is_ok));
    let since = async |position, limit| {
        let since = kept.store.since(position, None, limit).await.unwrap();
        let rows: Vec<_> = since.rows.iter().map(|row| (row.position, row.seq.0)).collect();
        (rows, since.up_to)
    };
    assert_eq!(since(0, 100).await, (vec![(1, 1), (2, 2), (5, 3), (6, 4)], 7));
    assert_eq!(since(0, 2).await, (vec![(1, 1), (2, 2)], 2));
    assert_eq!(since(2, 2).await, (vec![], 4), "looked at, and not again");
    assert_eq!(since(7, 100).await, (vec![], 7));
    assert_eq!(kept.store.newest().await.unwrap(), 7);
    let rows = kept.store.since(0, None, 100).await.unwrap().rows;
    let log = kept.store.rows_after(lobby, Seq::ZERO, 100).await.unwrap().rows;
    assert!(rows.iter().map(|row| &row.event).eq(log.iter().map(|row| &row.event)));
    assert!(rows.iter().all(|row| row.name == "lobby" && row.room == lobby));
    let Event::NewMessage(deleted) = &rows[1].event else { panic!("{rows:?}") };
    assert!(deleted.deleted && deleted.message.is_empty(), "of a deleted text nothing goes out");
}

#[tokio::test]
async fn each_place_is_kept() {
    let kept = Kept::new();
    assert_eq!(kept.store.consumed("amqp").await.unwrap(), None);
    kept.store.begin_consumer("amqp", 0).await.unwrap();
    kept.store.begin_consumer("other", 9).await.unwrap();
    kept.store.consume("amqp", 7).await.unwrap();
    let kept = kept.reopened().await;
    assert_eq!(kept.store.consumed("amqp").await.unwrap(), Some(7));
    assert_eq!(kept.store.consumed("other").await.unwrap(), Some(9));
}
