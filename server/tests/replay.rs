//! What a client makes of a room's log is what the store says of the room: a page that was read at any
//! time, and every event since, are the page that is read now.

#![expect(clippy::unwrap_used, reason = "a case that fails says so by its panic")]

use std::sync::Arc;

use app::event::{Body, NewMessage, RoomId, Seq};
use app::http::History;
use app::timeline::Messages;
use proptest::prelude::*;
use server::emoji::Emoji;
use server::name::Name;
use server::store::{Append, Author, Change, NewUser, Rows, Sqlite, Store, Terms};

/// Something that one of three people does.
#[derive(Debug, Clone)]
enum Deed {
    Say(&'static str),
    Edit(u64, &'static str),
    Delete(u64),
    React(u64, &'static str, bool),
    Leave,
    Join,
    Read(u64),
}

fn deed() -> impl Strategy<Value = (usize, Deed)> {
    // Low numbers are aimed at often, so that much happens to the same few messages.
    let of = || prop_oneof![1_u64..12, 1_u64..60];
    let text = || prop_oneof![Just("tea?"), Just("@bob @ann"), Just("茶 @ann"), Just("*x* `@bob`")];
    let emoji = || prop_oneof![Just("👍"), Just("❤"), Just("☕")];
    let deed = prop_oneof![
        6 => text().prop_map(Deed::Say),
        4 => (of(), text()).prop_map(|(of, text)| Deed::Edit(of, text)),
        2 => of().prop_map(Deed::Delete),
        6 => (of(), emoji(), any::<bool>()).prop_map(|(of, emoji, on)| Deed::React(of, emoji, on)),
        1 => Just(Deed::Leave),
        1 => Just(Deed::Join),
        1 => of().prop_map(Deed::Read),
    ];
    (0..3_usize, deed)
}

impl Deed {
    fn change(&self, room: RoomId) -> Change {
        let text = |text: &str| Body::new(text, Body::CHARS_MAX).unwrap().into();
        match *self {
            Self::Say(said) => Change::Message { room, text: text(said), reply_to: None },
            Self::Edit(of, said) => Change::Edit { room, of: Seq(of), text: text(said) },
            Self::Delete(of) => Change::Delete { room, of: Seq(of) },
            Self::React(of, emoji, on) => {
                Change::React { room, of: Seq(of), emoji: Emoji::new(emoji).unwrap(), on }
            }
            Self::Leave => Change::Leave(room),
            Self::Join => Change::Join(Name::of_room("lobby").unwrap()),
            Self::Read(seq) => Change::Read { room, seq: Seq(seq) },
        }
    }
}

/// Stays, and does nothing.
const READER: &str = "zoe";

/// A room of three people and a reader; the first account is the admin's.
async fn lobby(folder: &std::path::Path) -> (Arc<dyn Store>, Vec<Author>, RoomId) {
    let store: Arc<dyn Store> = Arc::new(Sqlite::open(folder).unwrap());
    let (mut people, mut room) = (Vec::new(), RoomId(0));
    for name in ["ann", "bob", "cid", READER] {
        let user = Name::of_user(name).unwrap();
        let user = NewUser { name: user, password: String::new(), admin: false };
        let id = store.add_user(user, Terms::Always).await.unwrap();
        let author = Author { id, name: name.into() };
        room = does(&store, &author, &Deed::Join, room).await.unwrap();
        people.push(author);
    }
    (store, people, room)
}

async fn does(store: &Arc<dyn Store>, by: &Author, deed: &Deed, room: RoomId) -> Option<RoomId> {
    let append = Append { author: by.clone(), client_id: None, change: deed.change(room) };
    store.append(Arc::new(vec![append])).await.unwrap().remove(0).ok().map(|done| done.room)
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
            let (store, people, room) = lobby(folder.path()).await;
            let reader = people[3].id;
            let mut pages = vec![store.history(reader, room, None, 200).await.unwrap().unwrap()];
            for (number, (who, deed)) in deeds.iter().enumerate() {
                does(&store, &people[*who], deed, room).await;
                if number % 4 == 0 || number + 1 == deeds.len() {
                    let now = store.history(reader, room, None, 200).await.unwrap().unwrap();
                    for then in &pages {
                        prop_assert_eq!(&brought_up(&store, room, then).await, &now.messages);
                    }
                    pages.push(now);
                }
            }
            store.close().await;
            Ok(())
        })?;
    }
}
