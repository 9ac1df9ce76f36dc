//! The middle: the room shown, or why there is none.

use leptos::prelude::*;

use super::composer::Composer;
use super::connection::Connection;
use super::message_list::MessageList;
use crate::chat::Chat;
use crate::client::Place;

/// The room shown.
#[component]
pub fn RoomPage(
    /// The page's chat.
    chat: Chat,
) -> impl IntoView {
    let title = move || match chat.place.get() {
        Place::Nowhere => "Welcome".to_owned(),
        Place::Room(_) => chat.room.get().map(|room| room.name).unwrap_or_default(),
        Place::Opening(name)
        | Place::Missing(name)
        | Place::Stranger(name)
        | Place::BadName { name, .. } => name,
    };
    let topic = move || {
        let topic = chat.room.get().map(|room| room.topic).filter(|topic| !topic.is_empty());
        topic.map(|topic| view! { <p class="topic">{topic}</p> })
    };
    let in_room = Memo::new(move |_| matches!(chat.place.get(), Place::Room(_)));
    view! {
        <main class="room">
            <header class="room-header">
                <h1>
                    <bdi>{title}</bdi>
                </h1>
                {topic}
                <Connection chat />
            </header>
            <Show when=move || in_room.get() fallback=move || view! { <NoRoom chat /> }>
                <MessageList chat />
                <Composer chat />
            </Show>
        </main>
    }
    .into_any()
}

#[component]
fn NoRoom(chat: Chat) -> impl IntoView {
    let open = move |name: String, label: &'static str| {
        view! {
            <button
                type="button"
                disabled=move || chat.is_opening.get()
                on:click=move |_| chat.open(&name)
            >
                {label}
            </button>
        }
    };
    let content = move || match chat.place.get() {
        Place::Nowhere => {
            view! { <p>"You are in no room yet. Open one, or make your own."</p> }.into_any()
        }
        Place::Room(_) => ().into_any(),
        Place::Opening(_) => view! { <p role="status">"Opening the room…"</p> }.into_any(),
        Place::Missing(name) => view! {
            <p>"There is no room called " <bdi>{name.clone()}</bdi> "."</p>
            {open(name, "Make it")}
        }
        .into_any(),
        Place::Stranger(name) => view! {
            <p>"You are not in a room called " <bdi>{name.clone()}</bdi> "."</p>
            {open(name, "Open it")}
        }
        .into_any(),
        Place::BadName { message, .. } => {
            view! { <p class="error" role="alert">{message}</p> }.into_any()
        }
    };
    view! { <div class="no-room">{content}</div> }
}
