//! Messages that the server says by itself, and who of several nodes says them.

use server::store::{
    GENERAL, NewSchedule, Rhythm, SCHEDULES_MAX, Said, ScheduleId, Schedules, Sqlite, Store,
};

use super::Kept;

pub(super) fn new(rhythm: Rhythm, next: i64) -> NewSchedule {
    let (zone, body) = ("Asia/Taipei".to_owned(), "It is {{time}}.".to_owned());
    NewSchedule { room: GENERAL, rhythm, zone, body, next }
}

fn daily() -> Rhythm {
    Rhythm::Cron("0 9 * * *".to_owned())
}

#[tokio::test]
async fn what_is_due_is_told_by_its_moment_until_it_was_said() {
    let kept = Kept::new();
    let late = kept.store.add_schedule(new(daily(), 2_000)).await.unwrap().unwrap();
    let early = kept.store.add_schedule(new(Rhythm::Every(3_000), 1_000)).await.unwrap().unwrap();
    let due = async |until| {
        let due = kept.store.schedules_due(until).await.unwrap();
        due.into_iter().map(|schedule| schedule.id).collect::<Vec<_>>()
    };
    assert_eq!(due(999).await, []);
    assert_eq!(due(1_000).await, [early]);
    assert_eq!(due(2_000).await, [early, late]);
    let said = Said { last: 1_000, next: 4_000, failed: true };
    kept.store.note_said(early, said).await.unwrap();
    assert_eq!(due(3_999).await, [late]);
    let kept = kept.reopened().await;
    let all = kept.store.schedules().await.unwrap();
    assert_eq!(
        (all[0].id, &all[0].rhythm, all[0].last, all[0].failed),
        (late, &daily(), None, false)
    );
    assert_eq!((all[0].room_name.as_str(), all[0].zone.as_str()), ("general", "Asia/Taipei"));
    assert_eq!(
        (all[1].id, all[1].next, all[1].last, all[1].failed),
        (early, 4_000, Some(1_000), true)
    );
}

/// A number is part of what messages are known by: another schedule must not have it.
#[tokio::test]
async fn a_number_is_given_once() {
    let kept = Kept::new();
    let first = kept.store.add_schedule(new(daily(), 0)).await.unwrap().unwrap();
    assert!(kept.store.remove_schedule(first).await.unwrap());
    assert!(!kept.store.remove_schedule(first).await.unwrap());
    let second = kept.store.add_schedule(new(daily(), 0)).await.unwrap().unwrap();
    assert_ne!(first, second);
    kept.store.note_said(first, Said { last: 0, next: 1, failed: false }).await.unwrap();
    assert_eq!(kept.store.schedules().await.unwrap().len(), 1);
}

#[tokio::test]
async fn there_are_so_many_and_no_more() {
    let kept = Kept::new();
    let mut ids = Vec::<ScheduleId>::new();
    for _ in 0..SCHEDULES_MAX {
        ids.extend(kept.store.add_schedule(new(daily(), 0)).await.unwrap());
    }
    assert_eq!(ids.len(), SCHEDULES_MAX);
    assert_eq!(kept.store.add_schedule(new(daily(), 0)).await.unwrap(), None);
    kept.store.remove_schedule(ids[0]).await.unwrap();
    assert!(kept.store.add_schedule(new(daily(), 0)).await.unwrap().is_some());
}

#[tokio::test]
async fn a_lease_has_one_holder() {
    let kept = Kept::new();
    let other = Sqlite::open_beside(kept.folder.path()).unwrap();
    let (one, two) = (&kept.store, &other);
    assert!(one.lease("schedule", "one", 0, 5_000).await.unwrap());
    assert!(!two.lease("schedule", "two", 4_999, 9_000).await.unwrap());
    assert!(two.lease("another", "two", 4_999, 9_000).await.unwrap());
    assert!(one.lease("schedule", "one", 4_999, 6_000).await.unwrap(), "it may go on");
    assert!(!two.lease("schedule", "two", 5_999, 9_000).await.unwrap());
    assert!(two.lease("schedule", "two", 6_000, 9_000).await.unwrap(), "its time is over");
    assert!(!one.lease("schedule", "one", 6_001, 9_000).await.unwrap());
    assert!(two.lease("schedule", "two", 6_002, 6_002).await.unwrap(), "it is given back");
    assert!(one.lease("schedule", "one", 6_002, 9_000).await.unwrap());
    // Nor for longer than it can be: its clock was a day ahead when it was given. A little is two clocks' business.
    let day = 24 * 60 * 60 * 1_000;
    assert!(one.lease("schedule", "one", day, day + 5_000).await.unwrap());
    assert!(!two.lease("schedule", "two", day - 5_000, day).await.unwrap());
    assert!(!two.lease("schedule", "two", 0, 0).await.unwrap(), "who gives back has to have it");
    assert!(two.lease("schedule", "two", 0, 5_000).await.unwrap());
    assert!(!one.lease("schedule", "one", 4_999, 9_999).await.unwrap());
    other.close().await;
}
