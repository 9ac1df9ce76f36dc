//! What admins say to everybody, and up to where each person was told.

use app::event::{Body, RoomId, Seq};
use server::name::Name;
use server::store::{
    ANNOUNCEMENTS_MAX, Announced, AnnouncementId, Append, Appended, Author, Change, Refused,
    SessionId, UserId,
};

use super::{Kept, entry};

fn announce(author: &Author, id: Option<&str>, text: &str, lifetime_ms: i64) -> Append {
    let text = Body::new(text, Body::CHARS_MAX).unwrap();
    entry(author, id, Change::Announce { text, lifetime_ms })
}

fn end(author: &Author, id: u64) -> Append {
    entry(author, None, Change::EndAnnouncement(AnnouncementId(id)))
}

async fn does(kept: &Kept, append: Append) -> Result<Appended, Refused> {
    kept.append(vec![append]).await.remove(0)
}

async fn live(kept: &Kept, now: i64) -> Vec<Announced> {
    kept.store.announcements(now).await.unwrap()
}

async fn mark(kept: &Kept, session: SessionId) -> u64 {
    kept.store.session(session).await.unwrap().unwrap().announced.0
}

#[tokio::test]
async fn what_is_announced_lives_for_its_time_and_is_in_no_log() {
    let kept = Kept::new();
    let ann = kept.user("ann").await;
    let done = does(&kept, announce(&ann, Some("a"), "**to all**", 60_000)).await.unwrap();
    assert_eq!((done.room, done.seq, done.dup), (RoomId(0), Seq(1), false));
    assert!(done.row.is_none() && kept.positions().is_empty());
    let kept = kept.reopened().await;
    let all = live(&kept, 0).await;
    let Announced { id, author, body, sent, expires, ended } = all[0].clone();
    assert_eq!((all.len(), id, &*author, &*body), (1, AnnouncementId(1), "ann", "**to all**"));
    assert_eq!((expires - sent, ended), (60_000, None));
    assert_eq!(live(&kept, expires - 1).await, all);
    assert_eq!(live(&kept, expires).await, []);
    let again = does(&kept, announce(&ann, Some("a"), "**to all**", 60_000)).await.unwrap();
    assert_eq!((again.seq, again.sent, again.dup), (done.seq, done.sent, true));
    for (text, lifetime) in [("**to all**", 60_001), ("to all", 60_000)] {
        let other = does(&kept, announce(&ann, Some("a"), text, lifetime)).await;
        assert_eq!(other.unwrap_err(), Refused::Conflict);
    }
    assert_eq!(live(&kept, 0).await, all);
}

#[tokio::test]
async fn admins_alone_announce_and_end() {
    let kept = Kept::new();
    let (ann, bob) = (kept.user("ann").await, kept.user("bob").await);
    let id = kept.store.add_bot(&Name::of_user("robot").unwrap()).await.unwrap();
    let robot = Author { id, name: "robot".into(), bot: true };
    does(&kept, announce(&ann, None, "to all", 60_000)).await.unwrap();
    for other in [&bob, &robot] {
        let refused = does(&kept, announce(other, Some("x"), "to all", 60_000)).await;
        assert_eq!(refused.unwrap_err(), Refused::NotAdmin);
        assert_eq!(does(&kept, end(other, 1)).await.unwrap_err(), Refused::NotAdmin);
    }
    assert_eq!(live(&kept, 0).await.len(), 1);
    assert_eq!(live(&kept, 0).await[0].ended, None);
}

#[tokio::test]
async fn so_many_live_at_once_and_a_number_is_given_once() {
    let kept = Kept::new();
    let ann = kept.user("ann").await;
    let max = ANNOUNCEMENTS_MAX as u64;
    // Over at once: it does not count.
    does(&kept, announce(&ann, None, "over", 0)).await.unwrap();
    for number in 0..max {
        let done = does(&kept, announce(&ann, None, "to all", 60_000)).await.unwrap();
        assert_eq!(done.seq, Seq(number + 2));
    }
    let refused = does(&kept, announce(&ann, Some("more"), "to all", 60_000)).await;
    assert_eq!(refused.unwrap_err(), Refused::TooManyAnnouncements);
    // What was ended makes room, the oldest first, and tells that it was until then.
    for id in [5, 3] {
        assert!(!does(&kept, end(&ann, id)).await.unwrap().dup);
        assert!(does(&kept, end(&ann, id)).await.unwrap().dup, "it is over already");
    }
    assert!(does(&kept, end(&ann, 99)).await.unwrap().dup, "there is no such thing");
    let ended = async || {
        let all = live(&kept, 0).await;
        assert!(all.iter().all(|one| one.body.is_empty() == one.ended.is_some()));
        let ended = all.iter().filter(|one| one.ended.is_some());
        ended.map(|one| one.id.0).collect::<Vec<_>>()
    };
    assert_eq!(ended().await, [3, 5]);
    let done = does(&kept, announce(&ann, Some("more"), "to all", 60_000)).await.unwrap();
    assert_eq!((done.seq, ended().await), (Seq(max + 2), vec![5]));
}

#[tokio::test]
async fn up_to_where_one_was_told_only_goes_forward() {
    let kept = Kept::new();
    let (ann, bob) = (kept.user("ann").await, kept.user("bob").await);
    let session = kept.store.begin_session(ann.id, "$argon2id$", i64::MAX).await.unwrap().unwrap();
    let other = kept.store.begin_session(bob.id, "$argon2id$", i64::MAX).await.unwrap().unwrap();
    let note = async |kept: &Kept, told: &[(UserId, u64)]| {
        let told = told.iter().map(|(user, id)| (*user, AnnouncementId(*id))).collect();
        kept.store.note_announced(told).await.unwrap();
    };
    assert_eq!(mark(&kept, session).await, 0);
    note(&kept, &[(ann.id, 7), (bob.id, 3)]).await;
    note(&kept, &[(ann.id, 5), (bob.id, 4), (UserId(99), 1)]).await;
    let kept = kept.reopened().await;
    assert_eq!((mark(&kept, session).await, mark(&kept, other).await), (7, 4));
}
