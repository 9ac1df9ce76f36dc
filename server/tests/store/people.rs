//! Rooms of people: whose they are, who sees them, how far each has come.

use app::event::{Body, ReceiptStatus, RoomId, RoomKind, Seq};
use server::emoji::Emoji;
use server::name::Name;
use server::store::{Append, Appended, Author, Change, Closed, Participants, Refused, Wanted};

use super::{Kept, entry, message};

fn people(people: &[&Author]) -> Participants {
    Participants::new(people.iter().map(|author| author.id).collect()).unwrap()
}

fn direct(author: &Author, id: Option<&str>, to: &[&Author], text: &str) -> Append {
    let text = Body::new(text, Body::CHARS_MAX).unwrap().into();
    entry(author, id, Change::Direct { people: people(&[to, &[author]].concat()), text })
}

fn open(author: &Author, with: &[&Author]) -> Append {
    entry(author, None, Change::Open(people(&[with, &[author]].concat())))
}

async fn does(kept: &Kept, append: Append) -> Appended {
    kept.append(vec![append]).await.remove(0).unwrap()
}

/// Whether `author` is a member of `room`, which each question must answer alike.
async fn is_in(kept: &Kept, author: &Author, room: RoomId) -> bool {
    let (store, id) = (&kept.store, author.id);
    let answers = [
        store.history(id, room, None, 1).await.unwrap().is_some(),
        store.history_after(id, room, Seq::ZERO, 1).await.unwrap().is_some(),
        store.log_page(id, room, Seq::ZERO, 1).await.unwrap().is_some(),
        store.members(id, room, 1).await.unwrap().is_some(),
        store.opened(id, room, None, 1, 1).await.unwrap().is_some(),
        store.standing(id, room).await.unwrap().is_some(),
        !store.places(id, vec![room]).await.unwrap().is_empty(),
    ];
    let (of, seq, emoji) = (Seq(1), Seq(1), Emoji::new("👍").unwrap());
    let changes = [
        Change::Read { room, seq },
        Change::Received { room, seq },
        Change::React { room, of, emoji, on: false },
        Change::Edit { room, of, text: Body::new("mine", 10).unwrap().into() },
        Change::Delete { room, of: Seq(99) },
        Change::Leave(room),
        Change::Configure { room, wanted: Wanted::default() },
        Change::Close { room, why: Closed::Deleted },
    ];
    let asked = changes.map(|change| entry(author, None, change)).to_vec();
    let answered = kept.append(asked).await.into_iter();
    let answered = answered.map(|answer| answer.err() != Some(Refused::NotMember));
    let all: Vec<_> = answers.into_iter().chain(answered).collect();
    assert!(all.iter().all(|is_in| *is_in == all[0]), "{all:?}");
    all[0]
}

#[tokio::test]
async fn rooms_of_people_by_their_people() {
    let kept = Kept::new();
    let (ann, bob, cid) = (kept.user("ann").await, kept.user("bob").await, kept.user("cid").await);
    let batch = vec![
        direct(&ann, None, &[&bob], "to bob"),
        direct(&bob, None, &[&ann], "to ann"),
        direct(&cid, None, &[&ann, &bob], "to both"),
        direct(&ann, None, &[], "to me"),
    ];
    let answers = kept.append(batch).await.into_iter().map(|answer| answer.unwrap());
    let at: Vec<_> = answers.map(|done| (done.room, done.seq)).collect();
    let [(pair, _), (same, second), (group, _), (notes, _)] = at[..] else { panic!("four") };
    assert_eq!((same, second), (pair, Seq(2)));
    assert!(group != pair && notes != pair && group != notes);
    let of = async |reader: &Author, people| kept.store.room_of(reader.id, people).await.unwrap();
    assert_eq!(of(&bob, people(&[&bob, &ann])).await, Some(pair));
    assert_eq!(of(&cid, people(&[&bob, &ann])).await, None, "it is not theirs");
    assert_eq!(of(&ann, people(&[&ann, &bob, &cid])).await, Some(group));
    let rooms = async |author: &Author| {
        let rooms = kept.store.rooms_of(author.id).await.unwrap();
        rooms.into_iter().map(|room| (room.name, room.kind)).collect::<Vec<_>>()
    };
    kept.joins(&ann, "zoo").await;
    let named = |name: &str, kind| (name.to_owned(), kind);
    let (room, direct, group) = (RoomKind::Room, RoomKind::Direct, RoomKind::Group);
    let hers =
        [named("zoo", room), named("ann", direct), named("bob", direct), named("bob, cid", group)];
    assert_eq!(rooms(&ann).await, hers);
    assert_eq!(rooms(&cid).await, [named("ann, bob", group)]);
    let called = [Name::of_user("BOB").unwrap(), Name::of_user("dan").unwrap()];
    let found = kept.store.people_called(called.to_vec()).await.unwrap();
    assert_eq!(found, [Some(bob.id), None]);
    let kept = kept.reopened().await;
    assert_eq!(does(&kept, open(&bob, &[&ann])).await.room, pair);
}

#[tokio::test]
async fn a_room_is_seen_by_who_opened_it_and_by_all_once_something_is_said() {
    let kept = Kept::new();
    let (ann, bob) = (kept.user("ann").await, kept.user("bob").await);
    let opened = does(&kept, open(&ann, &[&bob])).await;
    assert_eq!((opened.seq, opened.dup, opened.row.is_none()), (Seq::ZERO, false, true));
    let who = |done: &Appended| done.entered.iter().map(|entered| entered.user).collect::<Vec<_>>();
    assert_eq!(who(&opened), [ann.id]);
    assert_eq!(who(&does(&kept, open(&ann, &[&bob])).await), []);
    assert!(kept.store.rooms_of(bob.id).await.unwrap().is_empty());
    assert_eq!(kept.store.room_of(bob.id, people(&[&ann, &bob])).await.unwrap(), None);
    assert!(is_in(&kept, &ann, opened.room).await && !is_in(&kept, &bob, opened.room).await);
    let said = does(&kept, entry(&ann, None, message(opened.room, "hi"))).await;
    assert_eq!(who(&said), [bob.id]);
    assert_eq!(said.recipients, Some(vec![bob.id]));
    let his = &said.entered[0].summary;
    assert_eq!((&*his.name, his.head, his.unread), ("ann", Seq(1), 1), "with what was said");
    assert_eq!(kept.store.rooms_of(bob.id).await.unwrap(), std::slice::from_ref(his));
    assert_eq!(who(&does(&kept, entry(&ann, None, message(opened.room, "ho"))).await), []);
    assert!(is_in(&kept, &bob, opened.room).await);
}

/// The second statement of many fails: nothing of the first is left, and what shares the batch stands.
#[tokio::test]
async fn a_half_made_pair_is_not_there() {
    let kept = Kept::new();
    let (ann, bob) = (kept.user("ann").await, kept.user("bob").await);
    let lobby = kept.joins(&ann, "lobby").await.room;
    kept.joins(&bob, "lobby").await;
    let beside = rusqlite::Connection::open(kept.folder.path().join("banter.db")).unwrap();
    let fails = "CREATE TRIGGER fails BEFORE INSERT ON message WHEN new.room != 2
                 BEGIN SELECT RAISE(ABORT, 'no'); END";
    beside.execute_batch(fails).unwrap();
    assert_eq!(lobby, RoomId(2), "the premise");
    let first = || direct(&ann, Some("psst"), &[&bob], "psst");
    let answers = kept.append(vec![first(), entry(&bob, None, message(lobby, "here"))]).await;
    assert_eq!(answers[0].as_ref().unwrap_err(), &Refused::Failed);
    assert!(answers[1].is_ok());
    let count = |table| {
        let query = format!("SELECT count(*) FROM {table}");
        beside.query_row(&query, [], |row| row.get::<_, u64>(0)).unwrap()
    };
    assert_eq!((count("room"), count("member")), (2, 2));
    beside.execute_batch("DROP TRIGGER fails").unwrap();
    let again = does(&kept, first()).await;
    assert_eq!((again.seq, again.dup, again.entered.len()), (Seq(1), false, 2));
}

#[tokio::test]
async fn receipts_are_the_greatest() {
    let kept = Kept::new();
    let (ann, bob, eve) = (kept.user("ann").await, kept.user("bob").await, kept.user("eve").await);
    let room = does(&kept, direct(&ann, None, &[&bob], "one")).await.room;
    kept.append(vec![entry(&ann, None, message(room, "two"))]).await;
    let received = |seq| entry(&bob, None, Change::Received { room, seq: Seq(seq) });
    let read = |seq| entry(&bob, None, Change::Read { room, seq: Seq(seq) });
    let batch = vec![received(1), received(1), read(1), received(9), received(1), read(2), read(1)];
    let answers = kept.append(batch).await.into_iter().map(|answer| answer.unwrap().receipt);
    let told: Vec<_> = answers
        .map(|told| told.map(|(told, to)| (told.seq.0, told.status, to == [ann.id])))
        .collect();
    let (delivered, read) = (ReceiptStatus::Delivered, ReceiptStatus::Read);
    let one = [Some((1, delivered, true)), None, Some((1, read, true))];
    let two = [Some((2, delivered, true)), None, Some((2, read, true)), None];
    assert_eq!(told, [one.as_slice(), &two].concat());
    let receipts = async |reader: &Author| {
        let told = kept.store.receipts(reader.id, room).await.unwrap();
        told.into_iter().map(|told| (told.from, told.seq.0, told.status)).collect::<Vec<_>>()
    };
    assert_eq!(receipts(&ann).await, [("bob".to_owned(), 2, read)]);
    assert!(receipts(&bob).await.is_empty(), "of oneself nothing is told");
    assert!(receipts(&eve).await.is_empty(), "nor to strangers");
    let strange = entry(&eve, None, Change::Received { room, seq: Seq(1) });
    assert_eq!(kept.append(vec![strange]).await[0].as_ref().unwrap_err(), &Refused::NotMember);
    let leave = entry(&bob, None, Change::Leave(room));
    assert_eq!(kept.append(vec![leave]).await[0].as_ref().unwrap_err(), &Refused::Inseparable);
    let lobby = kept.joins(&ann, "lobby").await.room;
    let elsewhere = Change::Received { room: lobby, seq: Seq(1) };
    assert!(does(&kept, entry(&ann, None, elsewhere)).await.receipt.is_none());
    assert!(kept.store.receipts(ann.id, lobby).await.unwrap().is_empty());
}
