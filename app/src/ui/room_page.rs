//! The middle: the room shown, or why there is none.

use leptos::either::Either;
use leptos::prelude::*;

use super::composer::Composer;
use super::connection::Connection;
use super::in_hand::InHand;
use super::message_list::MessageList;
use super::picker::Picker;
use crate::chat::Chat;
use crate::client::Place;

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
            Place::Nowhere => "Welcome".to_owned(),
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
    view! {
        <main class="room">
            <header class="room-header">
                {heading}
                <Connection chat />
            </header>
            {middle}
            <Picker chat in_hand />
        </main>
    }
}

/// Why there is no room, and the button that opens it.
#[component]
fn NoRoom(chat: Chat) -> impl IntoView {
    let content = move || {
        let (role, words, opens) = reason(chat.place.get());
        let named = opens.as_ref().map(|(name, _)| view! { <bdi>{name.clone()}</bdi> "." });
        view! {
            <p class:error=role == Some("alert") role=role>
                {words}
                {named}
            </p>
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
        }
    };
    view! { <div class="no-room">{content}</div> }
}

/// The role of the sentence, the sentence, and which room it ends in, with what opens that.
fn reason(place: Place) -> (Option<&'static str>, String, Option<(String, &'static str)>) {
    let (role, words, opens) = match place {
        Place::Nowhere => (None, "You are in no room yet. Open one, or make your own.", None),
        Place::Room(_) => (None, "", None),
        Place::Opening(_) => (Some("status"), "Opening the room…", None),
        Place::Missing(name) => (None, "There is no room called ", Some((name, "Make it"))),
        Place::Stranger(name) => (None, "You are not in a room called ", Some((name, "Open it"))),
        Place::BadName { message, .. } => return (Some("alert"), message, None),
    };
    (role, words.to_owned(), opens)
}
