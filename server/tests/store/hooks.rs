//! Webhooks: found by a hash, each with its place in the log.

use app::event::{RoomId, Seq};
use server::alias::Alias;
use server::name::Name;
use server::store::{
    Change, Closed, Failing, HOOKS_MAX, HookId, NewHookIn, NewHookOut, Part, Trouble, UserId,
};

use super::{Kept, entry, message};

fn coming(secret: u8, room: RoomId, bot: UserId) -> NewHookIn {
    NewHookIn { secret: [secret; 32], name: Alias::new("CI").unwrap(), room, bot }
}

fn going(of: Part) -> NewHookOut {
    let name = Alias::new("Mirror").unwrap();
    NewHookOut { name, url: "https://a.example/".to_owned(), secret: "s".to_owned(), of }
}

async fn robot(kept: &Kept) -> UserId {
    kept.store.add_bot(&Name::of_user("robot").unwrap()).await.unwrap()
}

#[tokio::test]
async fn what_comes_in_is_found_by_the_hash_of_its_secret() {
    let kept = Kept::new();
    let (ann, bot) = (kept.user("ann").await, robot(&kept).await);
    let room = kept.joins(&ann, "builds").await.room;
    let id = kept.store.add_hook_in(coming(1, room, bot)).await.unwrap().unwrap();
    kept.store.add_hook_in(coming(2, room, bot)).await.unwrap().unwrap();
    let kept = kept.reopened().await;
    let found = kept.store.hook_in([1; 32]).await.unwrap().unwrap();
    assert_eq!((found.id, &*found.name, found.room), (id, "CI", room));
    assert_eq!((found.bot.id, &*found.bot.name, found.bot.bot), (bot, "robot", true));
    assert_eq!(found.room_name.as_deref(), Some("builds"));
    assert_eq!(kept.store.hook_in([3; 32]).await.unwrap(), None);
    assert!(kept.store.remove_hook_in(id).await.unwrap());
    assert!(!kept.store.remove_hook_in(id).await.unwrap());
    assert_eq!(kept.store.hook_in([1; 32]).await.unwrap(), None);
    let close = Change::Close { room, why: Closed::Deleted };
    kept.append(vec![entry(&ann, None, close)]).await.remove(0).unwrap();
    let left = kept.store.hooks_in().await.unwrap();
    assert_eq!(left.iter().map(|hook| &hook.room_name).collect::<Vec<_>>(), [&None]);
}

#[tokio::test]
async fn what_goes_out_begins_with_what_happens_from_then_on() {
    let kept = Kept::new();
    let (ann, bot) = (kept.user("ann").await, robot(&kept).await);
    let room = kept.joins(&ann, "builds").await.room;
    kept.append(vec![entry(&ann, None, message(room, "before"))]).await.remove(0).unwrap();
    let id = kept.store.add_hook_out(going(Part::Room(room))).await.unwrap().unwrap();
    let other = kept.store.add_hook_out(going(Part::Mentions(bot))).await.unwrap().unwrap();
    kept.append(vec![entry(&ann, None, message(room, "after"))]).await.remove(0).unwrap();
    let hooks = kept.store.hooks_out().await.unwrap();
    let shown: Vec<_> =
        hooks.iter().map(|hook| (hook.id, hook.of_name.as_deref(), hook.position)).collect();
    assert_eq!(shown, [(id, Some("builds"), 2), (other, Some("robot"), 2)]);
    assert_eq!(kept.store.consumed(&hooks[0].consumer()).await.unwrap(), Some(2));
    kept.store.consume(&hooks[0].consumer(), 3).await.unwrap();
    assert_eq!(kept.store.hooks_out().await.unwrap()[0].position, 3);
    assert!(kept.store.remove_hook_out(id).await.unwrap());
    assert!(!kept.store.remove_hook_out(id).await.unwrap());
    // Something may have been on its way to it.
    kept.store.consume(&hooks[0].consumer(), 4).await.unwrap();
    assert_eq!(kept.store.consumed(&hooks[0].consumer()).await.unwrap(), None, "its place too");
    // Another hook never has its number, and with it its place.
    let next = kept.store.add_hook_out(going(Part::Room(room))).await.unwrap().unwrap();
    assert_eq!((id, other, next), (HookId(1), HookId(2), HookId(3)));
}

#[tokio::test]
async fn how_it_is_with_a_receiver_is_kept() {
    let kept = Kept::new();
    let ann = kept.user("ann").await;
    let room = kept.joins(&ann, "builds").await.room;
    let id = kept.store.add_hook_out(going(Part::Room(room))).await.unwrap().unwrap();
    for trouble in [
        Trouble::Inside,
        Trouble::Unreachable,
        Trouble::Slow,
        Trouble::Broken,
        Trouble::Status(503),
    ] {
        let failing = Failing { since: 5, attempts: 7, next: 9, trouble, paused: true };
        kept.store.note_failing(id, Some(failing.clone())).await.unwrap();
        let hooks = kept.store.hooks_out().await.unwrap();
        assert_eq!((hooks[0].failing.as_ref(), hooks[0].is_paused()), (Some(&failing), true));
    }
    let kept = kept.reopened().await;
    assert!(kept.store.hooks_out().await.unwrap()[0].is_paused());
    kept.store.note_failing(id, None).await.unwrap();
    assert_eq!(kept.store.hooks_out().await.unwrap()[0].failing, None);
}

#[tokio::test]
async fn there_are_no_more_than_so_many() {
    let kept = Kept::new();
    let (ann, bot) = (kept.user("ann").await, robot(&kept).await);
    let room = kept.joins(&ann, "builds").await.room;
    for number in 0..HOOKS_MAX {
        let new = coming(u8::try_from(number).unwrap(), room, bot);
        assert!(kept.store.add_hook_in(new).await.unwrap().is_some());
        assert!(kept.store.add_hook_out(going(Part::Room(room))).await.unwrap().is_some());
    }
    assert_eq!(kept.store.add_hook_in(coming(200, room, bot)).await.unwrap(), None);
    assert_eq!(kept.store.add_hook_out(going(Part::Mentions(bot))).await.unwrap(), None);
    assert_eq!(kept.count("SELECT count(*) FROM consumer"), HOOKS_MAX as u64);
}

#[tokio::test]
async fn of_one_room_the_log_is_read_without_the_others() {
    let kept = Kept::new();
    let ann = kept.user("ann").await;
    let (builds, lobby) =
        (kept.joins(&ann, "builds").await.room, kept.joins(&ann, "lobby").await.room);
    let said = [lobby, builds, lobby].map(|room| entry(&ann, None, message(room, "hi")));
    assert!(kept.append(said.into()).await.iter().all(Result::is_ok));
    let since = kept.store.since(0, Some(builds), 100).await.unwrap();
    let rows: Vec<_> = since.rows.iter().map(|row| (row.position, row.seq)).collect();
    assert_eq!((rows, since.up_to), (vec![(1, Seq(1)), (4, Seq(2))], 5), "all were looked at");
    let close = Change::Close { room: builds, why: Closed::Deleted };
    kept.append(vec![entry(&ann, None, close)]).await.remove(0).unwrap();
    assert!(kept.store.since(0, Some(builds), 100).await.unwrap().rows.is_empty());
}
