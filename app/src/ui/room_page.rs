//! The middle: the room shown, or why there is none.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::composer::Composer;
use super::connection::Connection;
use super::in_hand::InHand;
use super::message_list::MessageList;
use super::people;
use super::picker::Picker;
use super::presence;
use crate::chat::Chat;
use crate::client::Place;
use crate::event::{RoomKind, RoomSummary};
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
    let title = move || chat.title().unwrap_or_else(|| chat.words.room.welcome.to_owned());
    // A conversation of two has no topic: there stands whether the other is there.
    let other = move || {
        let me = chat.user.with(|user| user.name.clone());
        let is_other = |room: &&RoomSummary| room.kind == RoomKind::Direct && room.name != me;
        chat.room.with(|room| room.as_ref().filter(is_other).map(|room| room.name.clone()))
    };
    let topic = move || {
        if let Some(name) = other() {
            return presence::in_words(chat, &name);
        }
        chat.room.with(|room| match room {
            Some(room) if room.temporary && room.topic.is_empty() => {
                chat.words.room.temporary.to_owned()
            }
            Some(room) => room.topic.clone(),
            None => String::new(),
        })
    };
    let settings = move || {
        let of = |room: &RoomSummary| {
            (room.kind == RoomKind::Room).then(|| address::of_settings(room.room))
        };
        chat.room.with(|room| room.as_ref().and_then(of))
    };
    let archived = move || chat.room.with(|room| room.as_ref().is_some_and(|room| room.archived));
    let in_room = once::memo(move || matches!(chat.place.get(), Place::Room(_)));
    // What is unread here is in sight.
    let elsewhere = once::memo(move || {
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
                <h1 tabindex="-1">
                    <bdi>{once::live(title)}</bdi>
                </h1>
                <p class="topic" dir="auto" hidden=once::live(move || topic().is_empty())>
                    {once::live(topic)}
                </p>
                <Connection chat />
                <a class="settings-link" href=once::live(settings)>
                    <span class="icon icon-more" aria-hidden="true"></span>
                    <span class="hidden">{chat.words.room.settings}</span>
                </a>
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
            <div class="in-room" hidden=once::live(move || !in_room.get())>
                <MessageList chat in_hand />
                <p class="hint archived" hidden=once::live(move || !archived())>
                    {chat.words.room.archived}
                </p>
                <Composer chat in_hand />
            </div>
            <NoRoom chat />
            <Picker chat in_hand />
        </main>
    }
}

/// Why there is no room, and the button that opens it.
#[component]
fn NoRoom(chat: Chat) -> impl IntoView {
    let told = move || Told::of(&chat.words.room, chat.place.get());
    view! {
        <div
            class="no-room"
            hidden=once::live(move || matches!(chat.place.get(), Place::Room(_)))
        >
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
            <a
                href=address::ROOMS
                hidden=once::live(move || told().name.is_empty() && told().error.is_empty())
            >
                {chat.words.room.choose}
            </a>
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
            Place::Closed { message, .. } => Self { error: message, ..Self::default() },
        }
    }
}
