//! Rooms as such: their settings in the log, the names they had, their end.

use app::event::{Event, RoomId, RoomSummary, Seq};
use server::name::Name;
use server::store::{
    Append, Appended, Author, Change, Closed, NewSchedule, Refused, Rhythm, Wanted,
};
use server::topic::Topic;

use super::{Kept, entry, message};

fn configure(author: &Author, room: RoomId, wanted: Wanted) -> Append {
    entry(author, None, Change::Configure { room, wanted })
}

fn called(name: &str) -> Wanted {
    Wanted { name: Some(Name::of_room(name).unwrap()), ..Wanted::default() }
}

fn delete(author: &Author, room: RoomId) -> Append {
    entry(author, None, Change::Close { room, why: Closed::Deleted })
}

async fn does(kept: &Kept, append: Append) -> Result<Appended, Refused> {
    kept.append(vec![append]).await.remove(0)
}

#[tokio::test]
async fn rows_say_the_settings_word_for_word() {
    let kept = Kept::new();
    let ann = kept.user("ann").await;
    let lobby = kept.joins(&ann, "lobby").await.room;
    let topic = Some(Topic::new("茶 & \"cake\"").unwrap());
    let archived = Some(true);
    let both = Wanted { topic, ..called("茶室") };
    let first = does(&kept, configure(&ann, lobby, both)).await.unwrap();
    let archive = Wanted { archived, ..Wanted::default() };
    let second = does(&kept, configure(&ann, lobby, archive)).await.unwrap();
    let rows = kept.store.rows_after(lobby, Seq(1), 10).await.unwrap().rows;
    for (live, row) in [&first, &second].into_iter().zip(&rows) {
        let live = live.row.as_ref().unwrap();
        assert_eq!((&live.event, live.author), (&row.event, row.author));
    }
    let Event::RoomRenamed(now) = &rows[1].event else { panic!("the settings") };
    assert_eq!((&*now.name, &*now.topic, now.archived), ("茶室", "茶 & \"cake\"", true));
    let kept = kept.reopened().await;
    let RoomSummary { name, topic, archived, temporary, .. } =
        kept.store.rooms_of(ann.id).await.unwrap().remove(0);
    assert_eq!((&*name, &*topic, archived, temporary), ("茶室", "茶 & \"cake\"", true, false));
    let old = Name::of_room("LOBBY").unwrap();
    assert_eq!(kept.store.moved(&old).await.unwrap().as_deref(), Some("茶室"));
}

#[tokio::test]
async fn of_a_deleted_room_the_places_in_the_log_stay_and_nothing_else() {
    let kept = Kept::new();
    let (ann, bob) = (kept.user("ann").await, kept.user("bob").await);
    let (hall, lobby) = (kept.joins(&ann, "hall").await.room, kept.joins(&ann, "lobby").await.room);
    kept.joins(&bob, "lobby").await;
    let said = (0..25).map(|_| entry(&ann, None, message(lobby, "secret @bob"))).collect();
    kept.append(said).await;
    let robot = super::bots::bot(&kept, "robot").await;
    does(&kept, super::bots::says(&robot, None, lobby, "for a secret one", "cid")).await.unwrap();
    let clock = NewSchedule { room: lobby, ..super::schedules::new(Rhythm::Every(3_000), 0) };
    kept.store.add_schedule(clock).await.unwrap().unwrap();
    let before = kept.positions();
    let done = does(&kept, delete(&ann, lobby)).await.unwrap();
    assert_eq!((done.removed, done.row.is_none()), (vec![ann.id, bob.id], true));
    assert_eq!(does(&kept, delete(&ann, lobby)).await.unwrap_err(), Refused::NotMember);
    let rows = kept.store.rows_after(lobby, Seq::ZERO, 100).await.unwrap();
    assert!(rows.rows.is_empty() && rows.head == Seq::ZERO, "nothing is told of it");
    assert!(
        kept.store.schedules().await.unwrap().is_empty(),
        "nobody is to be told anything in it"
    );
    assert!(kept.store.room_called(&Name::of_room("lobby").unwrap()).await.unwrap().is_none());
    // Ten rows at a time: 28 rows are wiped in three goes.
    let left = || {
        let db = rusqlite::Connection::open(kept.folder.path().join("banter.db")).unwrap();
        let count = |table: &str| {
            let query = format!("SELECT count(*) FROM {table}");
            db.query_row(&query, [], |row| row.get::<_, u32>(0)).unwrap()
        };
        let texts = count("room_log WHERE body != '' OR alias != ''");
        (texts, count("message"), count("mention"))
    };
    let mut seen = vec![left()];
    while kept.store.wipe_deleted(10).await.unwrap() {
        seen.push(left());
    }
    seen.push(left());
    assert_eq!(seen, [(26, 26, 25), (18, 18, 17), (8, 8, 7), (0, 0, 0)]);
    assert!(!kept.store.wipe_deleted(10).await.unwrap(), "there is nothing more to do");
    assert_eq!(kept.positions(), before, "each place in the log is there");
    // So none is given out again.
    let next = kept.append(vec![entry(&ann, None, message(hall, "after it"))]).await.remove(0);
    next.unwrap();
    let positions = kept.positions();
    assert!(positions.last().unwrap().0 > before.last().unwrap().0);
    assert!(positions.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0));
}

#[tokio::test]
async fn a_temporary_room_is_closed_only_while_a_persons_newest_row_is_the_one_seen() {
    let kept = Kept::new();
    let ann = kept.user("ann").await;
    let join = Change::JoinTemporary(Name::of_room("stand-up").unwrap());
    let room = does(&kept, entry(&ann, None, join)).await.unwrap().room;
    let ordinary = kept.joins(&ann, "lobby").await.room;
    assert_eq!(kept.store.temporary_rooms().await.unwrap(), [room]);
    // What a bot says is no news.
    let robot = super::bots::bot(&kept, "robot").await;
    kept.append(vec![entry(&robot, None, message(room, "tick"))]).await.remove(0).unwrap();
    let newest = kept.store.newest_by_people(vec![room, ordinary]).await.unwrap();
    assert_eq!(newest, [(room, Seq(1)), (ordinary, Seq(1))]);
    let close = |room, newest| {
        entry(&ann, None, Change::Close { room, why: Closed::Empty { newest: Seq(newest) } })
    };
    let answers = vec![close(room, 0), close(ordinary, 1), close(room, 1), close(room, 1)];
    let answers = kept.append(answers).await;
    let done: Vec<_> = answers.iter().map(|answer| answer.as_ref().map(|_| ())).collect();
    let no = Err(&Refused::NotFound);
    assert_eq!(done, [no, no, Ok(()), no], "neither with news, nor an ordinary one, nor twice");
    assert!(kept.store.temporary_rooms().await.unwrap().is_empty());
}

#[tokio::test]
async fn rooms_of_before_belong_to_who_joined_first() {
    let kept = Kept::new();
    let (ann, bob) = (kept.user("ann").await, kept.user("bob").await);
    let cid = kept.user("cid").await;
    let lobby = kept.joins(&bob, "lobby").await.room;
    kept.joins(&cid, "lobby").await;
    kept.joins(&ann, "lobby").await;
    kept.store.close().await;
    // As the version before left it.
    let db = rusqlite::Connection::open(kept.folder.path().join("banter.db")).unwrap();
    db.execute_batch(
        "DROP INDEX room_temporary; DROP INDEX room_to_wipe; DROP TABLE room_setting;
         DROP TABLE former_name; ALTER TABLE room DROP COLUMN made_by;
         ALTER TABLE room DROP COLUMN archived; ALTER TABLE room DROP COLUMN temporary;
         ALTER TABLE room DROP COLUMN deleted; ALTER TABLE room DROP COLUMN wiped;
         ALTER TABLE user DROP COLUMN seen; ALTER TABLE user DROP COLUMN bot;
         DROP INDEX session_by_label; ALTER TABLE session DROP COLUMN label;
         ALTER TABLE room_log DROP COLUMN alias; DROP TABLE consumer;
         DROP TABLE schedule; DROP TABLE lease;
         DROP TABLE announcement; ALTER TABLE user DROP COLUMN announced;
         DROP TABLE hook_in; DROP TABLE hook_out;
         DELETE FROM refinery_schema_history WHERE version >= 5;",
    )
    .unwrap();
    drop(db);
    let kept = kept.reopened().await;
    let theirs = async |who: &Author| kept.store.settings(who.id, lobby).await.unwrap().unwrap().1;
    assert!(theirs(&bob).await && !theirs(&cid).await);
    assert!(theirs(&ann).await, "and to admins");
}
