//! Programs: never the first, without a password, heard where they are no members.

use app::event::{Event, NewMessage, RoomId, Seq};
use server::alias::Alias;
use server::name::Name;
use server::store::{
    AddUserError, Append, Appended, Author, Bot, Change, NewUser, Participants, Refused, Terms,
    bot_called,
};

use super::{Kept, entry, message};

pub(super) async fn bot(kept: &Kept, name: &str) -> Author {
    let id = kept.store.add_bot(&Name::of_user(name).unwrap()).await.unwrap();
    Author { id, name: name.into(), bot: true }
}

/// What `author` says in `room` for `alias`.
pub(super) fn says(
    author: &Author,
    id: Option<&str>,
    room: RoomId,
    text: &str,
    alias: &str,
) -> Append {
    let Change::Message { text, .. } = message(room, text) else { panic!("a message") };
    let alias = Some(Alias::new(alias).unwrap());
    entry(author, id, Change::Message { room, text, reply_to: None, alias })
}

async fn does(kept: &Kept, append: Append) -> Result<Appended, Refused> {
    kept.append(vec![append]).await.remove(0)
}

/// What the log says of it, and what the page does.
async fn told(kept: &Kept, reader: &Author, room: RoomId, seq: Seq) -> [NewMessage; 2] {
    let rows = kept.store.rows_after(room, Seq(seq.0 - 1), 1).await.unwrap().rows;
    let Event::NewMessage(row) = rows[0].event.clone() else { panic!("{rows:?}") };
    let page = kept.store.history(reader.id, room, Some(seq.next()), 1).await.unwrap().unwrap();
    [row, page.messages[0].clone()]
}

#[tokio::test]
async fn a_bot_is_never_the_first_account_nor_an_admins() {
    let kept = Kept::new();
    let robot = bot(&kept, "Robot").await;
    assert!(!kept.store.has_accounts().await.unwrap(), "nobody is here yet");
    let ann =
        NewUser { name: Name::of_user("ann").unwrap(), password: String::new(), admin: false };
    kept.store.add_user(ann, Terms::OnlyTheFirst).await.unwrap();
    let accounts = kept.store.accounts().await.unwrap();
    let rights: Vec<_> = accounts.iter().map(|it| (&*it.name, it.admin, it.bot)).collect();
    assert_eq!(rights, [("ann", true, false), ("Robot", false, true)]);
    let bots = kept.store.bots().await.unwrap();
    let found = bot_called(&*kept.store, &Name::of_user("ROBOT").unwrap()).await.unwrap();
    assert_eq!(found, robot, "under the name it was given");
    let person = bot_called(&*kept.store, &Name::of_user("ann").unwrap()).await;
    assert!(matches!(person, Err(AddUserError::NameTaken)));
    assert_eq!(bots, [Bot { id: robot.id, name: "Robot".to_owned(), tokens: Vec::new() }]);
}

#[tokio::test]
async fn a_bots_name_is_an_accounts_name_and_it_has_no_password() {
    let kept = Kept::new();
    kept.user("ann").await;
    let robot = bot(&kept, "robot").await;
    for name in ["ANN", "ROBOT"] {
        let added = kept.store.add_bot(&Name::of_user(name).unwrap()).await;
        assert!(matches!(added, Err(AddUserError::NameTaken)), "{name}");
    }
    let name = Name::of_user("robot").unwrap();
    assert!(!kept.store.set_password(&name, "$argon2id$").await.unwrap());
    let password = kept.store.account(&name).await.unwrap().unwrap().password;
    assert_eq!(password, "!", "what no password is hashed to");
    let taken = NewUser { name, password: String::new(), admin: false };
    let added = kept.store.add_user(taken, Terms::Always).await;
    assert!(matches!(added, Err(AddUserError::NameTaken)), "{:?}", robot.id);
}

#[tokio::test]
async fn a_bot_is_heard_where_it_is_no_member_and_reads_nothing() {
    let kept = Kept::new();
    let (ann, bob) = (kept.user("ann").await, kept.user("bob").await);
    let robot = bot(&kept, "robot").await;
    let room = kept.joins(&ann, "builds").await.room;
    let done = does(&kept, entry(&robot, Some("a"), message(room, "green"))).await.unwrap();
    assert_eq!((done.seq, done.recipients), (Seq(2), None));
    let again = does(&kept, entry(&robot, Some("a"), message(room, "green"))).await.unwrap();
    assert!(again.dup && again.seq == Seq(2), "{again:?}");
    assert!(kept.store.history(robot.id, room, None, 9).await.unwrap().is_none());
    assert_eq!(kept.store.rooms_of(ann.id).await.unwrap()[0].unread, 1);
    // A person is not, and neither is a bot where people are among themselves, or where nobody is.
    let refused = does(&kept, entry(&bob, None, message(room, "red"))).await;
    assert_eq!(refused.unwrap_err(), Refused::NotMember);
    let people = Participants::new(vec![ann.id, bob.id]).unwrap();
    let pair = does(&kept, entry(&ann, None, Change::Open(people))).await.unwrap().room;
    for room in [pair, RoomId(999)] {
        let refused = does(&kept, entry(&robot, None, message(room, "psst"))).await;
        assert_eq!(refused.unwrap_err(), Refused::NotMember);
    }
}

#[tokio::test]
async fn for_whom_a_bot_speaks_is_told_until_its_message_is_deleted() {
    let kept = Kept::new();
    let (ann, robot) = (kept.user("ann").await, bot(&kept, "robot").await);
    let room = kept.joins(&ann, "builds").await.room;
    let Appended { seq, row, .. } =
        does(&kept, says(&robot, Some("a"), room, "green", "ci")).await.unwrap();
    let [log, page] = told(&kept, &ann, room, seq).await;
    assert_eq!(Event::NewMessage(log.clone()), row.unwrap().event, "live and replayed");
    assert_eq!((log.bot, log.alias.as_deref()), (true, Some("ci")));
    assert_eq!((page.bot, page.alias.as_deref()), (true, Some("ci")));
    let said = does(&kept, says(&robot, Some("a"), room, "green", "ci")).await.unwrap();
    assert!(said.dup);
    for other in [
        says(&robot, Some("a"), room, "green", "cd"),
        entry(&robot, Some("a"), message(room, "green")),
    ] {
        assert_eq!(does(&kept, other).await.unwrap_err(), Refused::Conflict);
    }
    let plain = does(&kept, entry(&ann, None, message(room, "thanks"))).await.unwrap();
    let [log, page] = told(&kept, &ann, room, plain.seq).await;
    assert!(!log.bot && !page.bot && log.alias.is_none());
    does(&kept, entry(&ann, None, Change::Delete { room, of: seq })).await.unwrap();
    let [log, page] = told(&kept, &ann, room, seq).await;
    assert!(log.bot && log.alias.is_none() && page.alias.is_none());
    assert_eq!(kept.count("SELECT count(*) FROM room_log WHERE alias IS NOT NULL"), 0);
}
