//! One list of cases for every store. There is one store yet.

#![expect(clippy::unwrap_used, reason = "a case that fails says so by its panic")]

#[path = "store/announcements.rs"]
mod announcements;
#[path = "store/bots.rs"]
mod bots;
#[path = "store/consumers.rs"]
mod consumers;
#[path = "store/hooks.rs"]
mod hooks;
#[path = "store/people.rs"]
mod people;
#[path = "store/rows.rs"]
mod rows;
#[path = "store/schedules.rs"]
mod schedules;
#[path = "store/settings.rs"]
mod settings;

use std::sync::Arc;

use app::event::{Body, ClientId, RoomId, Seq};
use server::name::Name;
use server::store::{
    AddUserError, Append, Appended, Author, Change, GENERAL, NewUser, Refused, SessionId, Sqlite,
    Store, Terms,
};
use tempfile::TempDir;

/// A store and what it is kept in.
struct Kept {
    store: Arc<dyn Store>,
    folder: TempDir,
}

impl Kept {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { store: Arc::new(Sqlite::open(folder.path()).unwrap()), folder }
    }

    async fn reopened(self) -> Self {
        self.store.close().await;
        let store = Arc::new(Sqlite::open(self.folder.path()).unwrap());
        Self { store, folder: self.folder }
    }

    async fn user(&self, name: &str) -> Author {
        let user = NewUser {
            name: Name::of_user(name).unwrap(),
            password: "$argon2id$".to_owned(),
            admin: false,
        };
        let id = self.store.add_user(user, Terms::Always).await.unwrap();
        Author { id, name: name.into(), bot: false }
    }

    async fn append(&self, batch: Vec<Append>) -> Vec<Result<Appended, Refused>> {
        self.store.append(Arc::new(batch)).await.unwrap()
    }

    async fn joins(&self, author: &Author, room: &str) -> Appended {
        let join = Change::Join(Name::of_room(room).unwrap());
        self.append(vec![entry(author, None, join)]).await.remove(0).unwrap()
    }

    fn count(&self, query: &str) -> u64 {
        let db = rusqlite::Connection::open(self.folder.path().join("banter.db")).unwrap();
        db.query_row(query, [], |row| row.get(0)).unwrap()
    }

    fn alter(&self, statement: &str) {
        let db = rusqlite::Connection::open(self.folder.path().join("banter.db")).unwrap();
        db.execute_batch(statement).unwrap();
    }

    fn positions(&self) -> Vec<(i64, u64, u64)> {
        let db = rusqlite::Connection::open(self.folder.path().join("banter.db")).unwrap();
        let mut all = db.prepare("SELECT position, room, seq FROM room_log ORDER BY 1").unwrap();
        let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }
}

fn entry(author: &Author, client_id: Option<&str>, change: Change) -> Append {
    let client_id = client_id.map(|id| ClientId::try_from(id.to_owned()).unwrap());
    Append { author: author.clone(), client_id, change }
}

fn message(room: RoomId, text: &str) -> Change {
    let text = Body::new(text, Body::CHARS_MAX).unwrap().into();
    Change::Message { room, text, reply_to: None, alias: None }
}

/// The first of several can be said again before those behind it.
#[tokio::test]
async fn behind_what_fails_alone_nothing_of_its_authors_stands() {
    let kept = Kept::new();
    let (ann, bob) = (kept.user("ann").await, kept.user("bob").await);
    let room = kept.joins(&ann, "lobby").await.room;
    kept.joins(&bob, "lobby").await;
    kept.alter(
        "CREATE TRIGGER fails BEFORE INSERT ON room_log WHEN NEW.body = 'fails'
         BEGIN SELECT RAISE(ABORT, 'as a full disk would'); END",
    );
    let said = [(&ann, "one"), (&ann, "fails"), (&bob, "aside"), (&ann, "three")];
    let batch = said.map(|(author, text)| entry(author, None, message(room, text))).into();
    let answers: Vec<_> = kept.append(batch).await.into_iter().map(|said| said.err()).collect();
    let failed = Some(Refused::Failed);
    assert_eq!(answers, [None, failed, None, failed]);
    kept.alter("DROP TRIGGER fails");
    let again = ["fails", "three"].map(|text| entry(&ann, None, message(room, text))).into();
    assert!(kept.append(again).await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn numbers_have_no_holes_and_positions_are_the_order_of_commits() {
    let kept = Kept::new();
    let (ann, bob) = (kept.user("ann").await, kept.user("bob").await);
    let (lobby, kitchen) =
        (kept.joins(&ann, "lobby").await.room, kept.joins(&ann, "kitchen").await.room);
    let batch = (0..30)
        .map(|number| match number % 3 {
            0 => entry(&ann, None, message(lobby, "a")),
            1 => entry(&bob, None, message(lobby, "refused: not a member")),
            _ => entry(&ann, None, message(kitchen, "b")),
        })
        .collect();
    let answers = kept.append(batch).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_err()).count(), 10);
    for room in [lobby, kitchen] {
        let rows = kept.store.rows_after(room, Seq::ZERO, 1_000).await.unwrap().rows;
        assert!(rows.iter().map(|row| row.seq.0).eq(1..=11));
    }
    let positions = kept.positions();
    let committed = answers.iter().flatten().map(|done| (done.room.0, done.seq.0));
    assert!(positions[2..].iter().map(|(_, room, seq)| (*room, *seq)).eq(committed));
    assert!(positions.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0));
}

#[tokio::test]
async fn a_client_id_stands_once_also_within_a_batch_and_over_a_restart() {
    let kept = Kept::new();
    let ann = kept.user("ann").await;
    let lobby = kept.joins(&ann, "lobby").await.room;
    let once = || entry(&ann, Some("once"), message(lobby, "hello"));
    let answers = kept.append(vec![once(), once()]).await;
    let (first, second) = (answers[0].as_ref().unwrap(), answers[1].as_ref().unwrap());
    assert!(!first.dup && second.dup && second.row.is_none());
    assert_eq!((first.seq, &first.sent), (second.seq, &second.sent));
    let kept = kept.reopened().await;
    let other = entry(&ann, Some("once"), message(lobby, "hello!"));
    let leave = entry(&ann, Some("once"), Change::Leave(lobby));
    let answers = kept.append(vec![once(), other, leave]).await;
    assert!(answers[0].as_ref().unwrap().dup);
    assert_eq!(answers[1].as_ref().unwrap_err(), &Refused::Conflict);
    assert_eq!(answers[2].as_ref().unwrap_err(), &Refused::Conflict);
    let page = kept.store.history(ann.id, lobby, None, 50).await.unwrap().unwrap();
    assert_eq!((page.messages.len(), page.head), (1, Seq(2)));
}

#[tokio::test]
async fn who_left_is_no_member_and_a_retry_of_the_leave_is_answered() {
    let kept = Kept::new();
    let ann = kept.user("ann").await;
    let lobby = kept.joins(&ann, "lobby").await.room;
    let leave = || entry(&ann, Some("bye"), Change::Leave(lobby));
    let after = entry(&ann, None, message(lobby, "too late"));
    let answers = kept.append(vec![leave(), after, leave()]).await;
    assert!(answers[0].as_ref().unwrap().row.is_some());
    assert_eq!(answers[1].as_ref().unwrap_err(), &Refused::NotMember);
    assert!(answers[2].as_ref().unwrap().dup);
    assert!(kept.store.standing(ann.id, lobby).await.unwrap().is_none());
    let back = kept.joins(&ann, "LOBBY").await;
    assert_eq!((back.room, back.seq), (lobby, Seq(3)));
    assert_eq!(kept.store.standing(ann.id, lobby).await.unwrap().unwrap().joined, Seq(3));
}

#[tokio::test]
async fn general_is_joined_at_the_first_welcome_only() {
    let kept = Kept::new();
    let ann = kept.user("ann").await;
    let welcome = || entry(&ann, None, Change::Welcome);
    let answers = kept.append(vec![welcome(), welcome()]).await;
    assert!(answers[0].as_ref().unwrap().entered.len() == 1);
    assert!(answers[1].as_ref().unwrap().row.is_none());
    kept.append(vec![entry(&ann, None, Change::Leave(GENERAL)), welcome()]).await;
    assert!(kept.store.rooms_of(ann.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn pages_of_history_meet_without_overlap() {
    let kept = Kept::new();
    let ann = kept.user("ann").await;
    let lobby = kept.joins(&ann, "lobby").await.room;
    kept.append((0..25).map(|_| entry(&ann, None, message(lobby, "x"))).collect()).await;
    let (mut before, mut seen) = (None, Vec::new());
    loop {
        let page = kept.store.history(ann.id, lobby, before, 10).await.unwrap().unwrap();
        let Some(oldest) = page.messages.first() else { break };
        before = Some(oldest.seq);
        seen.splice(0..0, page.messages.iter().map(|message| message.seq.0));
    }
    assert!(seen.into_iter().eq(2..=26));
}

#[tokio::test]
async fn accounts_and_sessions() {
    let kept = Kept::new();
    let ann = kept.user("Ann").await;
    let taken =
        NewUser { name: Name::of_user("aNN").unwrap(), password: String::new(), admin: false };
    let again = kept.store.add_user(taken.clone(), Terms::Always).await;
    assert!(matches!(again, Err(AddUserError::NameTaken)));
    let first = kept.store.add_user(taken, Terms::OnlyTheFirst).await;
    assert!(matches!(first, Err(AddUserError::NotTheFirst)));

    let forever = i64::MAX;
    let (one, two) = (
        kept.store.begin_session(ann.id, "$argon2id$", forever).await.unwrap().unwrap(),
        kept.store.begin_session(ann.id, "$argon2id$", forever).await.unwrap().unwrap(),
    );
    let over = kept.store.begin_session(ann.id, "$argon2id$", 1).await.unwrap().unwrap();
    let lives = async |id: SessionId| kept.store.session(id).await.unwrap().is_some();
    assert!(lives(one).await && lives(two).await && !lives(over).await);
    kept.store.end_session(one).await.unwrap();
    assert!(!lives(one).await && lives(two).await);
    let ended = kept.store.ended_sessions(vec![one, two, over]).await.unwrap();
    assert!(ended.len() == 2 && !ended.contains(&two));
    assert!(kept.store.set_password(&Name::of_user("ann").unwrap(), "new").await.unwrap());
    assert!(!lives(two).await);
    let late = kept.store.begin_session(ann.id, "$argon2id$", forever).await.unwrap();
    assert!(late.is_none(), "the password that was checked is not the password any more");
    let account = kept.store.account(&Name::of_user("ANN").unwrap()).await.unwrap().unwrap();
    assert_eq!((&*account.name, &*account.password, account.admin), ("Ann", "new", true));
}

#[tokio::test]
async fn the_epoch_outlives_a_restart() {
    let kept = Kept::new();
    let epoch = kept.store.epoch().clone();
    assert_eq!(kept.reopened().await.store.epoch(), &epoch);
    assert_ne!(Kept::new().store.epoch(), &epoch);
}

/// Clients leave at any moment; the reads they began must not take connections from others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_that_nobody_waits_for_any_more_hold_nobody_up() {
    use futures_util::FutureExt;
    let kept = Kept::new();
    let ann = kept.user("ann").await;
    for _ in 0..2_000 {
        // Begun, and dropped while it runs.
        let _ = kept.store.rooms_of(ann.id).now_or_never();
        assert!(kept.store.has_accounts().await.unwrap());
    }
}

/// A load without a pause, larger than the WAL may be.
#[tokio::test]
async fn the_wal_does_not_grow_without_end() {
    let kept = Kept::new();
    let ann = kept.user("ann").await;
    let lobby = kept.joins(&ann, "lobby").await.room;
    let wal = kept.folder.path().join("banter.db-wal");
    let (text, mut largest) = ("x".repeat(4_000), 0);
    for _ in 0..120 {
        kept.append((0..100).map(|_| entry(&ann, None, message(lobby, &text))).collect()).await;
        largest = largest.max(std::fs::metadata(&wal).unwrap().len());
    }
    let written = std::fs::metadata(kept.folder.path().join("banter.db")).unwrap().len();
    assert!(written + largest > 90_000_000, "the premise: {written} and {largest} bytes");
    assert!(largest < 80_000_000, "{largest} bytes");
}

#[tokio::test]
async fn a_marker_is_the_greatest_number_ever_read() {
    let kept = Kept::new();
    let (ann, bob) = (kept.user("ann").await, kept.user("bob").await);
    let lobby = kept.joins(&ann, "lobby").await.room;
    kept.joins(&bob, "lobby").await;
    let read = |seq| entry(&ann, None, Change::Read { room: lobby, seq: Seq(seq) });
    let say = |text| entry(&bob, None, message(lobby, text));
    let batch = vec![say("a"), read(3), say("b @ann"), say("c"), read(1), read(99), say("d")];
    let answers = kept.append(batch).await;
    let markers: Vec<_> =
        answers.iter().filter_map(|done| done.as_ref().unwrap().read.clone()).collect();
    let markers = markers.iter().map(|read| (read.read.0, read.unread, read.mentions, read.head.0));
    assert!(markers.eq([(3, 0, 0, 3), (3, 2, 1, 5), (5, 0, 0, 5)]));
    let rooms = kept.store.rooms_of(ann.id).await.unwrap();
    assert_eq!((rooms[0].read, rooms[0].unread, rooms[0].mentions), (Seq(5), 1, 0));
    let stranger = kept.user("eve").await;
    let read = entry(&stranger, None, Change::Read { room: lobby, seq: Seq(1) });
    assert_eq!(kept.append(vec![read]).await[0].as_ref().unwrap_err(), &Refused::NotMember);
    let places = kept.store.places(ann.id, vec![lobby, GENERAL]).await.unwrap();
    assert_eq!(places, [(lobby, Seq(1), Seq(6))], "of strange rooms nothing is told");
}

#[tokio::test]
async fn who_opens_a_room_sees_one_moment_of_it() {
    let kept = Kept::new();
    let (ann, bob, cid) = (kept.user("ann").await, kept.user("bob").await, kept.user("cid").await);
    let lobby = kept.joins(&ann, "lobby").await.room;
    kept.joins(&bob, "lobby").await;
    kept.append(vec![entry(&bob, None, message(lobby, "hi"))]).await.remove(0).unwrap();
    let opened = kept.store.opened(ann.id, lobby, None, 50, 1).await.unwrap().unwrap();
    let heads = [opened.summary.head, opened.history.head, opened.members.head];
    assert_eq!(heads, [Seq(3); 3]);
    assert_eq!((opened.history.messages.len(), opened.summary.unread), (1, 1));
    let names: Vec<_> = opened.members.members.iter().map(|member| &*member.name).collect();
    assert_eq!((names, opened.members.count), (vec!["ann"], 2), "one was asked for, two are there");
    assert!(kept.store.opened(cid.id, lobby, None, 50, 50).await.unwrap().is_none());
    assert!(kept.store.members(cid.id, lobby, 50).await.unwrap().is_none());
}
