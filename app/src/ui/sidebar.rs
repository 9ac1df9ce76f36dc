//! The left side: the rooms of the person, the way to others, logging out.

use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::prelude::*;

use super::avatar::avatar;
use super::connection::Connection;
use super::keys;
use super::language_choice::LanguageChoice;
use crate::address;
use crate::browser;
use crate::chat::Chat;
use crate::client::Place;
use crate::event::{RoomId, RoomKind, RoomSummary};
use crate::once;
use crate::words;

/// The person's rooms and what concerns them all.
#[component]
pub fn Sidebar(
    /// The page's chat.
    chat: Chat,
    /// Opens the switcher.
    switching: RwSignal<bool>,
) -> impl IntoView {
    let words = &chat.words.rooms;
    let has_people = move || chat.rooms.with(|rooms| rooms.iter().any(is_of_people));
    Effect::new(move |before: Option<Place>| {
        let place = chat.place.get();
        browser::next_frame(|| browser::bring_into_view(".rooms [aria-current]"));
        match (&place, before) {
            (Place::Rooms, Some(Place::Room(room))) => {
                link_to(chat, room).into_iter().for_each(keys::mend_focus);
            }
            (Place::Room(_), Some(Place::Opening(_) | Place::Room(_))) => keys::stay_and_write(),
            _ => {}
        }
        place
    });
    view! {
        <div class="sidebar">
            <header class="sidebar-header">
                <p class="brand">
                    <span class="mark" aria-hidden="true"></span>
                    <span>"Banter"</span>
                </p>
                <Connection chat />
            </header>
            <button
                type="button"
                class="find needs-scripting"
                aria-keyshortcuts="Control+K Meta+K"
                on:click=once::on(move |_| switching.set(true))
            >
                <span class="icon icon-search" aria-hidden="true"></span>
                <span>{words.find_short}</span>
                <kbd aria-hidden="true">"Ctrl K"</kbd>
            </button>
            <nav class="rooms" aria-label=words.title>
                {links(chat, false)}
                <p class="rooms-title" hidden=once::live(move || !has_people())>
                    {words.of_people}
                </p>
                {links(chat, true)}
            </nav>
            <Account chat />
        </div>
    }
}

/// What finds the way to a room.
fn link_to(chat: Chat, room: RoomId) -> Option<String> {
    chat.rooms.with_untracked(|rooms| {
        let room = rooms.iter().find(|known| known.room == room)?;
        Some(format!(".rooms [href=\"{}\"]", address::of_room(&room.handle())))
    })
}

/// The ways to the rooms, or to those of people.
fn links(chat: Chat, of_people: bool) -> impl IntoView {
    let of_kind = move |rooms: &Vec<RoomSummary>| {
        let rooms = rooms.iter().filter(|room| is_of_people(room) == of_people);
        rooms.cloned().collect::<Vec<_>>()
    };
    view! {
        <ul>
            <For each=move || chat.rooms.with(of_kind) key=|room| (room.room, room.name.clone()) let:room>
                <RoomLink chat room />
            </For>
        </ul>
    }
}

fn is_of_people(room: &RoomSummary) -> bool {
    room.kind != RoomKind::Room
}

/// A room's name, and what is unread in it.
#[component]
fn RoomLink(chat: Chat, room: RoomSummary) -> impl IntoView {
    let (handle, of_people) = (room.handle(), is_of_people(&room));
    let RoomSummary { room: id, name, .. } = room;
    let counts = Memo::new(move |_| {
        let of = |rooms: &Vec<RoomSummary>| rooms.iter().find(|room| room.room == id).cloned();
        chat.rooms.with(of).map(|room| (room.unread, room.mentions)).unwrap_or_default()
    });
    let unread = move || counts.get().0;
    let mentions = move || counts.get().1;
    let mark = move || match (unread() > 0, of_people) {
        (false, false) => "",
        (true, false) => "unread",
        (false, true) => "of-people",
        (true, true) => "of-people unread",
    };
    let current = move || (chat.place.get() == Place::Room(id)).then_some("page");
    // What is hidden says nothing.
    let count = |prefix: &str, count| match count {
        0 => String::new(),
        _ => format!("{prefix}{}", words::count(count)),
    };
    let named = move || count("@", mentions());
    let counted = move || count("", unread());
    let (href, called) = (address::of_room(&handle), name.clone());
    let label =
        move || (unread() > 0).then(|| chat.words.rooms.unread(&called, unread(), mentions()));
    view! {
        <li>
            <a
                href=href
                class=once::live(mark)
                aria-label=once::live(label)
                aria-current=once::live(current)
                on:click=once::on(move |event| follow(chat, id, &handle, &event))
            >
                <bdi>{name}</bdi>
                <span class="mentions" hidden=once::live(move || mentions() == 0)>
                    {once::live(named)}
                </span>
                <span class="count" hidden=once::live(move || unread() == 0)>
                    {once::live(counted)}
                </span>
            </a>
        </li>
    }
}

/// A plain click changes the room in place, or leads to the newest message of the one that is shown; any other is
/// the browser's (a new tab, a new window).
fn follow(chat: Chat, room: RoomId, handle: &str, event: &MouseEvent) {
    let plain = event.button() == 0
        && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
    if plain {
        event.prevent_default();
        if chat.place.get_untracked() == Place::Room(room) {
            // Without the message that it named.
            browser::go(&address::of_room(handle), true);
            chat.show_end();
        }
        chat.go_to.set(Some(handle.to_owned()));
        keys::go_and_write();
    }
}

/// Who this is; the button opens what concerns the person and not a room. It does so without a script.
#[component]
fn Account(chat: Chat) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        chat.log_out();
    };
    let words = &chat.words.account;
    let name = move || chat.user.with(|user| user.name.clone());
    let not_admin = move || !chat.user.with(|user| user.admin);
    let not_left = move || chat.not_left.get().unwrap_or_default();
    view! {
        <button type="button" class="account-button" popovertarget="account-menu">
            {move || avatar(&name(), true)}
            <span class="account-name">
                <bdi>{once::live(name)}</bdi>
            </span>
            <span class="icon icon-more" aria-hidden="true"></span>
            <span class="hidden">{words.menu}</span>
        </button>
        <div id="account-menu" class="menu" popover="auto" role="dialog" aria-label=words.menu>
            <p class="menu-name">
                <bdi>{once::live(name)}</bdi>
            </p>
            <LanguageChoice language=chat.language />
            <a href="/admin" hidden=once::live(not_admin)>
                {words.admin}
            </a>
            <form method="post" action="/logout" on:submit=once::on(submit)>
                <button type="submit" class="quiet">
                    {words.log_out}
                </button>
            </form>
            <p class="error" role="alert" hidden=once::live(move || not_left().is_empty())>
                {once::live(not_left)}
            </p>
        </div>
    }
}
