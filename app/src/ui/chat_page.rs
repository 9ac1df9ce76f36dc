//! The signed-in page: rooms at the left, the room shown in the middle.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::room_list::RoomList;
use super::room_page::RoomPage;
use super::{Notice, ViewerResource};
use crate::chat::Chat;
use crate::http::{self, ApiError, Viewer};
use crate::{address, api};

/// What the first render finds at its address.
type FirstRoom = Option<(String, http::RoomPage)>;

/// `/` and `/r/{room}`. It stays when the address changes: the socket lives as long as the page.
#[component]
pub fn ChatPage() -> impl IntoView {
    let viewer = expect_context::<ViewerResource>();
    let name = address::room_at(&use_location().pathname.get_untracked());
    let first = Resource::new(|| (), move |()| first_room(name.clone()));
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match (viewer.await, first.await) {
                    (Err(error), _) | (_, Err(error)) => view! { <Failed error /> }.into_any(),
                    (Ok(Viewer::SignedIn { user, limits, rooms }), Ok(first)) => {
                        let chat = Chat::new(user, limits, rooms, first);
                        view! { <Shell chat /> }.into_any()
                    }
                    (Ok(_), Ok(_)) => view! { <SignedOut /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

async fn first_room(name: Option<String>) -> Result<FirstRoom, ApiError> {
    let Some(name) = name else { return Ok(None) };
    let page = api::room_page(name.clone()).await?;
    Ok(Some((name, page)))
}

#[component]
fn Shell(chat: Chat) -> impl IntoView {
    follow_address(chat);
    Effect::new(move || chat.start());
    let title = move || {
        chat.room.with(|room| match room {
            Some(room) => format!("{} · Banter", room.name),
            None => "Banter".to_owned(),
        })
    };
    view! {
        <Title text=title />
        <div class="shell">
            <RoomList chat />
            <RoomPage chat />
        </div>
    }
}

/// The address bar says which room is shown; where the chat knows better, it changes the address.
fn follow_address(chat: Chat) {
    let pathname = use_location().pathname;
    let navigate = use_navigate();
    Effect::new(move || {
        if let Some(name) = address::room_at(&pathname.get()) {
            chat.show(&name);
        }
    });
    Effect::new(move || {
        let Some(name) = chat.go_to.get() else { return };
        let shown = address::room_at(&pathname.get_untracked());
        if shown.as_ref() != Some(&name) {
            let replace = shown.is_none_or(|shown| shown.to_lowercase() == name.to_lowercase());
            let options = NavigateOptions { replace, ..NavigateOptions::default() };
            navigate(&address::of_room(&name), options);
        }
    });
}

#[component]
fn SignedOut() -> impl IntoView {
    view! {
        <Notice title="You are signed out">
            <p>
                <a href="/login" rel="external">
                    "Sign in"
                </a>
            </p>
        </Notice>
    }
}

#[component]
fn Failed(error: ApiError) -> impl IntoView {
    view! {
        <Notice title="Something went wrong">
            <p>{error.message}</p>
            <p>
                <a href="/" rel="external">
                    "Try again"
                </a>
            </p>
        </Notice>
    }
}
