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
use crate::{address, browser};

/// The room shown.
#[component]
pub fn RoomPage(
    /// The page's chat.
    chat: Chat,
) -> impl IntoView {
    let in_hand = InHand::new(chat);
    let heading = move || {
        let room = chat.room.get();
        let topic = room.as_ref().map(|room| room.topic.clone()).filter(|topic| !topic.is_empty());
        let title = match chat.place.get() {
            Place::Nowhere | Place::Rooms => chat.words.room.welcome.to_owned(),
            Place::Room(_) => room.map(|room| room.name).unwrap_or_default(),
            Place::Opening(name)
            | Place::Missing(name)
            | Place::Stranger(name)
            | Place::BadName { name, .. } => name,
        };
        view! {
            <h1>
                <bdi>{title}</bdi>
            </h1>
            {topic.map(|topic| view! { <p class="topic">{topic}</p> })}
        }
    };
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
    let way_back = move || if elsewhere.get() { "back unread" } else { "back" };
    let back = move |event: MouseEvent| {
        event.prevent_default();
        browser::go(address::ROOMS, false);
        chat.show_none();
    };
    let people = move || {
        in_room.get().then(|| {
            view! {
                <button
                    type="button"
                    class="people-button"
                    popovertarget=people::ID
                    aria-label=chat.words.people.title
                >
                    <span class="icon icon-people" aria-hidden="true"></span>
                    {move || chat.people.with(|people| people.count)}
                </button>
            }
        })
    };
    view! {
        <main class="room">
            <header class="room-header">
                <a class=way_back href=address::ROOMS on:click=back>
                    <span class="icon icon-back" aria-hidden="true"></span>
                    <span class="hidden">{chat.words.rooms.title}</span>
                    <span class="hidden elsewhere">{chat.words.rooms.elsewhere}</span>
                </a>
                {heading}
                <Connection chat />
                {people}
            </header>
            {middle}
            <Picker chat in_hand />
        </main>
    }
}

/// Why there is no room, and the button that opens it.
#[component]
fn NoRoom(chat: Chat) -> impl IntoView {
    let words = &chat.words.room;
    let content = move || {
        let (role, [before, after], opens) = match chat.place.get() {
            Place::Room(_) => (None, ["", ""], None),
            Place::Nowhere => (None, [words.nowhere, ""], None),
            Place::Rooms => (None, [words.choose, ""], None),
            Place::Opening(_) => (Some("status"), [words.opening, ""], None),
            Place::Missing(name) => (None, words.missing, Some((name, words.make))),
            Place::Stranger(name) => (None, words.stranger, Some((name, words.open))),
            Place::BadName { message, .. } => {
                return Either::Left(view! {
                    <p class="error" role="alert">
                        {message}
                    </p>
                });
            }
        };
        let name = opens.as_ref().map(|(name, _)| view! { <bdi>{name.clone()}</bdi> });
        Either::Right(view! {
            <p role=role>{before} {name} {after}</p>
            {opens
                .map(|(name, label)| {
                    view! {
                        <button
                            type="button"
                            disabled=move || chat.is_opening.get()
                            on:click=move |_| chat.open(&name)
                        >
                            {label}
                        </button>
                    }
                })}
        })
    };
    view! { <div class="no-room">{content}</div> }
}
