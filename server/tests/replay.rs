//! What a client makes of a room's log is what the store says of the room: a page that was read at any
//! time, and every event since, are the page that is read now.

#![expect(clippy::unwrap_used, reason = "a case that fails says so by its panic")]

use std::sync::Arc;

use app::event::{Body, NewMessage, RoomId, Seq};
use app::http::History;
use app::timeline::Messages;
use proptest::prelude::*;
use server::alias::Alias;
use server::emoji::Emoji;
use server::name::Name;
use server::store::{Append, Author, Change, NewUser, Participants, Rows, Sqlite, Store, Terms};

/// Something that one of three people does, in the room of all or in the one of theirs and the reader's.
#[derive(Debug, Clone)]
enum Deed {
    Say(&'static str),
    SayFor(&'static str, &'static str),
    Edit(u64, &'static str),
    Delete(u64),
    React(u64, &'static str, bool),
    Leave,
    Join,
    Read(u64),
    Direct(&'static str),
    Received(u64),
}

fn deed() -> impl Strategy<Value = (usize, usize, Deed)> {
    // Low numbers are aimed at often, so that much happens to the same few messages.
    let of = || prop_oneof![1_u64..12, 1_u64..60];
    let text = || prop_oneof![Just("tea?"), Just("@bob @ann"), Just("茶 @ann"), Just("*x* `@bob`")];
    let emoji = || prop_oneof![Just("👍"), Just("❤"), Just("☕")];
    let deed = prop_oneof![
        6 => text().prop_map(Deed::Say),
        2 => text().prop_map(|text| Deed::SayFor("ci", text)),
        4 => (of(), text()).prop_map(|(of, text)| Deed::Edit(of, text)),
        2 => of().prop_map(Deed::Delete),
        6 => (of(), emoji(), any::<bool>()).prop_map(|(of, emoji, on)| Deed::React(of, emoji, on)),
        1 => Just(Deed::Leave),
        1 => Just(Deed::Join),
        1 => of().prop_map(Deed::Read),
        2 => text().prop_map(Deed::Direct),
        1 => of().prop_map(Deed::Received),
    ];
    (0..3_usize, 0..2_usize, deed)
}

impl Deed {
    fn change(&self, room: RoomId, people: &Participants) -> Change {
        let text = |text: &str| Body::new(text, Body::CHARS_MAX).unwrap().into();
        match *self {
            Self::Say(said) => {
                Change::Message { room, text: text(said), reply_to: None, alias: None }
            }
            Self::SayFor(alias, said) => {
                let alias = Some(Alias::new(alias).unwrap());
                Change::Message { room, text: text(said), reply_to: None, alias }
            }
            Self::Edit(of, said) => Change::Edit { room, of: Seq(of), text: text(said) },
            Self::Delete(of) => Change::Delete { room, of: Seq(of) },
            Self::React(of, emoji, on) => {
                Change::React { room, of: Seq(of), emoji: Emoji::new(emoji).unwrap(), on }
            }
            Self::Leave => Change::Leave(room),
            Self::Join => Change::Join(Name::of_room("lobby").unwrap()),
            Self::Read(seq) => Change::Read { room, seq: Seq(seq) },
            Self::Direct(said) => Change::Direct { people: people.clone(), text: text(said) },
            Self::Received(seq) => Change::Received { room, seq: Seq(seq) },
        }
    }
}

/// A program, which does what people do.
const BOT: &str = "cid";
/// Stays, and does nothing.
const READER: &str = "zoe";

/// Two people, a bot and a reader; the first account is the admin's.
struct World {
    store: Arc<dyn Store>,
    people: Vec<Author>,
    all: Participants,
    /// The lobby, and the one of these people.
    rooms: [RoomId; 2],
}

impl World {
    async fn new(folder: &std::path::Path) -> Self {
        let store: Arc<dyn Store> = Arc::new(Sqlite::open(folder).unwrap());
        let mut people = Vec::new();
        for name in ["ann", "bob", BOT, READER] {
            let called = Name::of_user(name).unwrap();
            let bot = name == BOT;
            let id = if bot {
                store.add_bot(&called).await.unwrap()
            } else {
                let user = NewUser { name: called, password: String::new(), admin: false };
                store.add_user(user, Terms::Always).await.unwrap()
            };
            people.push(Author { id, name: name.into(), bot });
        }
        let all = Participants::new(people.iter().map(|author| author.id).collect()).unwrap();
        let mut world = Self { store, people, all, rooms: [RoomId(0); 2] };
        for who in 0..4 {
            world.rooms[0] = world.does(who, &Deed::Join, 0).await.unwrap();
        }
        world.rooms[1] = world.does(0, &Deed::Direct("tea?"), 1).await.unwrap();
        world
    }

    async fn does(&self, who: usize, deed: &Deed, at: usize) -> Option<RoomId> {
        let change = deed.change(self.rooms[at], &self.all);
        let append = Append { author: self.people[who].clone(), client_id: None, change };
        let mut answers = self.store.append(Arc::new(vec![append])).await.unwrap();
        answers.remove(0).ok().map(|done| done.room)
    }

    /// What the reader's page of each room shows.
    async fn pages(&self) -> Vec<History> {
        let mut pages = Vec::new();
        for room in self.rooms {
            let page = self.store.history(self.people[3].id, room, None, 200).await;
            pages.push(page.unwrap().unwrap());
        }
        pages
    }
}

/// The page `then` with all events since, as a client applies them now.
async fn brought_up(store: &Arc<dyn Store>, room: RoomId, then: &History) -> Vec<NewMessage> {
    let mut messages = Messages::of(then.messages.clone(), then.head);
    let Rows { rows, .. } = store.rows_after(room, then.head, 1_000).await.unwrap();
    rows.iter().for_each(|row| messages.apply(&row.event));
    messages.iter().cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_page_and_every_event_since_are_the_page_now(deeds in prop::collection::vec(deed(), 1..60)) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let world = World::new(folder.path()).await;
            let mut pages = vec![world.pages().await];
            for (number, (who, at, deed)) in deeds.iter().enumerate() {
                world.does(*who, deed, *at).await;
                if number % 4 == 0 || number + 1 == deeds.len() {
                    let now = world.pages().await;
                    for then in &pages {
                        for at in 0..2 {
                            let up = brought_up(&world.store, world.rooms[at], &then[at]).await;
                            prop_assert_eq!(&up, &now[at].messages);
                        }
                    }
                    pages.push(now);
                }
            }
            world.store.close().await;
            Ok(())
        })?;
    }
}
