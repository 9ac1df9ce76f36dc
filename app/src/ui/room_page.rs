//! The middle: the room shown, or why there is none.

use leptos::either::Either;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::composer::Composer;
use super::connection::Connection;
use super::in_hand::InHand;
use super::message_list::MessageList;
use super::people;
use super::picker::Picker;
use crate::chat::Chat;
use crate::client::Place;
use crate::event::RoomSummary;
use crate::link::LinkState;
use crate::words::Room;
use crate::{address, browser, once};

/// The room shown.
#[component]
pub fn RoomPage(
    /// The page's chat.
    chat: Chat,
) -> impl IntoView {
    let in_hand = InHand::new(chat);
    let title = move || match chat.place.get() {
        Place::Nowhere | Place::Rooms => chat.words.room.welcome.to_owned(),
        Place::Room(_) => of_room(chat, |room| &room.name),
        Place::Opening(name)
        | Place::Missing(name)
        | Place::Stranger(name)
        // Of people, their names.
        | Place::BadName { name, .. } => name.trim_start_matches('@').to_owned(),
    };
    let topic = move || of_room(chat, |room| &room.topic);
    let in_room = Memo::new(move |_| matches!(chat.place.get(), Place::Room(_)));
    let middle = move || {
        if in_room.get() {
            Either::Left(view! {
                <MessageList chat in_hand />
                <Composer chat in_hand />
            })
        } else {
            Either::Right(view! { <NoRoom chat /> })
        }
    };
    // What is unread here is in sight.
    let elsewhere = Memo::new(move |_| {
        let here = chat.room.with(|room| room.as_ref().map_or(0, |room| room.unread));
        chat.unread.get() > here
    });
    let way_back = once::live(move || if elsewhere.get() { "back unread" } else { "back" });
    let back = move |event: MouseEvent| {
        event.prevent_default();
        browser::go(address::ROOMS, false);
        chat.show_none();
    };
    view! {
        <main class="room">
            <header class="room-header">
                <a class=way_back href=address::ROOMS on:click=once::on(back)>
                    <span class="icon icon-back" aria-hidden="true"></span>
                    <span class="hidden">{chat.words.rooms.title}</span>
                    <span class="hidden elsewhere">{chat.words.rooms.elsewhere}</span>
                </a>
                <h1>
                    <bdi>{once::live(title)}</bdi>
                </h1>
                <p class="topic" hidden=once::live(move || topic().is_empty())>
                    {once::live(topic)}
                </p>
                <Connection chat />
                <button
                    type="button"
                    class="people-button"
                    popovertarget=people::ID
                    aria-label=chat.words.people.title
                    hidden=once::live(move || !in_room.get())
                >
                    <span class="icon icon-people" aria-hidden="true"></span>
                    {once::live(move || people::count(chat))}
                </button>
            </header>
            {middle}
            <Picker chat in_hand />
        </main>
    }
}

fn of_room(chat: Chat, field: fn(&RoomSummary) -> &String) -> String {
    chat.room.with(|room| room.as_ref().map(field).cloned()).unwrap_or_default()
}

/// Why there is no room, and the button that opens it.
#[component]
fn NoRoom(chat: Chat) -> impl IntoView {
    let told = move || Told::of(&chat.words.room, chat.place.get());
    view! {
        <div class="no-room">
            <p role=once::live(move || told().role) hidden=once::live(move || told().before.is_empty())>
                {once::live(move || told().before.to_owned())}
                <bdi>{once::live(move || told().name)}</bdi>
                {once::live(move || told().after.to_owned())}
            </p>
            <p class="error" role="alert" hidden=once::live(move || told().error.is_empty())>
                {once::live(move || told().error)}
            </p>
            <p class="hint no-scripting">{chat.words.room.opening_needs_javascript}</p>
            <button
                type="button"
                class="needs-scripting"
                hidden=once::live(move || told().opens.is_empty())
                disabled=once::live(move || {
                    chat.is_opening.get() || matches!(chat.link_state.get(), LinkState::Waiting { .. })
                })
                on:click=once::on(move |_| chat.open(&told().name))
            >
                {once::live(move || told().opens.to_owned())}
            </button>
        </div>
    }
}

/// What is said where there is no room; what is empty is not shown.
#[derive(Default)]
struct Told {
    role: Option<&'static str>,
    before: &'static str,
    name: String,
    after: &'static str,
    error: String,
    opens: &'static str,
}

impl Told {
    fn of(words: &'static Room, place: Place) -> Self {
        let plain = |before| Self { before, ..Self::default() };
        let named = |[before, after]: [&'static str; 2], name, opens| Self {
            before,
            name,
            after,
            opens,
            ..Self::default()
        };
        match place {
            Place::Room(_) => Self::default(),
            Place::Nowhere => plain(words.nowhere),
            Place::Rooms => plain(words.choose),
            Place::Opening(_) => Self { role: Some("status"), ..plain(words.opening) },
            Place::Missing(name) => named(words.missing, name, words.make),
            Place::Stranger(name) => match name.strip_prefix('@') {
                Some(_) => named(words.unwritten, name, words.open),
                None => named(words.stranger, name, words.open),
            },
            Place::BadName { message, .. } => Self { error: message, ..Self::default() },
        }
    }
}
