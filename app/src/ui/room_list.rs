//! The left side: the rooms of the person, opening another, logging out.

use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;

use crate::address;
use crate::chat::Chat;
use crate::client::Place;
use crate::event::{RoomId, RoomSummary};
use crate::words;

/// The person's rooms and what concerns them all.
#[component]
pub fn RoomList(
    /// The page's chat.
    chat: Chat,
) -> impl IntoView {
    let rooms = move || chat.rooms.get();
    let nav = NodeRef::<html::Nav>::new();
    // Where the rooms stand in one line, the current one may be outside of it.
    Effect::new(move || {
        chat.place.track();
        let current = nav.get().and_then(|nav| nav.query_selector("[aria-current]").ok().flatten());
        current.into_iter().for_each(|link| link.scroll_into_view_with_bool(false));
    });
    let words = &chat.words.rooms;
    view! {
        <div class="sidebar">
            <p class="brand">"Banter"</p>
            <nav class="rooms" aria-label=words.title node_ref=nav>
                <ul>
                    <For each=rooms key=|room| (room.room, room.name.clone()) let:room>
                        <RoomLink chat id=room.room name=room.name />
                    </For>
                </ul>
            </nav>
            <OpenRoom chat />
            <Account chat />
        </div>
    }
}

/// A room's name, and what is unread in it.
#[component]
fn RoomLink(chat: Chat, id: RoomId, name: String) -> impl IntoView {
    let counts = Memo::new(move |_| {
        let of = |rooms: &Vec<RoomSummary>| rooms.iter().find(|room| room.room == id).cloned();
        chat.rooms.with(of).map(|room| (room.unread, room.mentions)).unwrap_or_default()
    });
    let link = move || {
        let (unread, mentions) = counts.get();
        let named = (mentions > 0).then(|| format!("@{}", words::count(mentions)));
        let is_current = chat.place.get() == Place::Room(id);
        let click = {
            let name = name.clone();
            move |event| follow(chat, &name, &event)
        };
        view! {
            <a
                href=address::of_room(&name)
                class=(unread > 0).then_some("unread")
                aria-label=(unread > 0).then(|| (chat.words.rooms.unread)(&name, unread, mentions))
                aria-current=is_current.then_some("page")
                on:click=click
            >
                <bdi>{name.clone()}</bdi>
                {named.map(|named| view! { <span class="mentions">{named}</span> })}
                {(unread > 0).then(|| view! { <span class="count">{words::count(unread)}</span> })}
            </a>
        }
    };
    view! { <li>{link}</li> }
}

/// A plain click changes the room in place; any other is the browser's (a new tab, a new window).
fn follow(chat: Chat, name: &str, event: &MouseEvent) {
    let plain = event.button() == 0
        && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
    if plain {
        event.prevent_default();
        chat.go_to.set(Some(name.to_owned()));
    }
}

#[component]
fn OpenRoom(chat: Chat) -> impl IntoView {
    let name = NodeRef::<html::Input>::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(name) = name.get_untracked() {
            chat.open(&name.value());
        }
    };
    // What was asked for is there: the field is free for the next name.
    Effect::new(move |asked: Option<bool>| {
        let asking = chat.is_opening.get();
        if asked == Some(true) && !asking && chat.refused_name.with(Option::is_none) {
            name.get_untracked().into_iter().for_each(|name| name.set_value(""));
        }
        asking
    });
    let refused = move || {
        chat.refused_name
            .get()
            .map(|words| view! { <p id="open-room-error" class="error" role="alert">{words}</p> })
    };
    view! {
        <form class="open-room needs-scripting" on:submit=submit>
            <label for="open-room">{chat.words.rooms.open}</label>
            <div class="open-room-line">
                <input
                    id="open-room"
                    autocomplete="off"
                    autocapitalize="none"
                    maxlength="50"
                    required
                    on:input=move |_| chat.forget_refused_name()
                    aria-describedby=move || {
                        chat.refused_name.with(Option::is_some).then_some("open-room-error")
                    }
                    node_ref=name
                />
                <button type="submit" disabled=move || chat.is_opening.get()>
                    {chat.words.rooms.open_button}
                </button>
            </div>
            {refused}
        </form>
    }
}

#[component]
fn Account(chat: Chat) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        chat.log_out();
    };
    view! {
        <form class="account-line" method="post" action="/logout" on:submit=submit>
            <span class="account-name" title=move || chat.user.get().name>
                <bdi>{move || chat.user.get().name}</bdi>
            </span>
            <button type="submit" class="quiet">
                {chat.words.account.log_out}
            </button>
        </form>
    }
}
