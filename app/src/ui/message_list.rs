//! Stop 13 of a message's way: the room's messages, the newest at the bottom.
//!
//! The list is laid out from its end (`column-reverse` in message_list.css), so it opens at the
//! newest message and stays there without a script. Further up, the viewport keeps it still.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::in_hand::InHand;
use super::message::Message;
use super::viewport::Viewport;
use crate::chat::{Chat, LiveRow};
use crate::once;
use crate::timeline::{Loaded, Older};
use crate::words;

/// The messages of the room shown.
#[component]
pub fn MessageList(
    /// The page's chat.
    chat: Chat,
    /// What the person has in hand.
    in_hand: InHand,
) -> impl IntoView {
    let viewport = Viewport::new(chat);
    let keydown = move |event: KeyboardEvent| {
        let is_done = match event.key().as_str() {
            // By itself the key goes to the last row that the page holds.
            "End" => {
                viewport.go_to_end();
                true
            }
            // And this one to the first, far out of view.
            "Tab" if !event.shift_key() => viewport.focus_in_view(),
            _ => false,
        };
        if is_done {
            event.prevent_default();
        }
    };
    view! {
        <div
            class="messages"
            role="log"
            aria-label=chat.words.room.messages
            tabindex="0"
            node_ref=viewport.list
            on:scroll=once::on(move |_| viewport.scrolled())
            on:keydown=once::on(keydown)
        >
            <div class="messages-column">
                <Beginning chat />
                <For each=move || blocks(chat) key=|block| *block let:block>
                    <For
                        each=move || rows_in(chat, block)
                        key=|live| live.key.clone()
                        let:live
                    >
                        <Message chat in_hand live />
                    </For>
                </For>
            </div>
        </div>
        <ToEnd chat viewport />
        <p class="hint no-scripting">
            {chat.words.room.needs_javascript}
        </p>
    }
}

/// The blocks of rows. One list of all rows would take every row out of the page and lay it out anew
/// when several come above (`group_adjacent_moves` in tachys); of blocks, one comes at a time.
fn blocks(chat: Chat) -> Vec<u32> {
    let mut blocks: Vec<_> = chat.rows.with(|rows| rows.iter().map(|live| live.block).collect());
    blocks.dedup();
    blocks
}

fn rows_in(chat: Chat, block: u32) -> Vec<LiveRow> {
    chat.rows.with(|rows| rows.iter().filter(|live| live.block == block).cloned().collect())
}

/// The way back to the newest message, where that is far or something has come.
#[component]
fn ToEnd(chat: Chat, viewport: Viewport) -> impl IntoView {
    let go = move |_| {
        viewport.go_to_end();
        // The button goes: reading goes on in the list. One that cannot take the focus keeps none.
        viewport.list.get_untracked().into_iter().for_each(|list| drop(list.focus()));
    };
    let is_near = move || {
        let below = chat.below.get();
        !below.more && below.new == 0
    };
    view! {
        <div class="to-end needs-scripting">
            <button type="button" hidden=once::live(is_near) on:click=once::on(go)>
                <span class="icon icon-down" aria-hidden="true"></span>
                {once::live(move || (chat.words.room.new_below)(chat.below.get().new))}
            </button>
        </div>
    }
}

/// What stands above the oldest message shown.
#[component]
fn Beginning(chat: Chat) -> impl IntoView {
    let is_empty = Memo::new(move |_| chat.rows.with(Vec::is_empty));
    let told = move || beginning(&chat.words.room, chat.loaded.get(), is_empty.get());
    let (error, words, action) = (move || told().0, move || told().1, move || told().2);
    let again = move |_| match action() {
        Some(Action::LoadAgain) => chat.load_again(),
        Some(Action::LoadOlder) => chat.load_older(),
        None => {}
    };
    let name = move || action().map_or("", |action| action.name(chat));
    view! {
        <p class="beginning">
            <span class="error" hidden=once::live(move || error().is_empty())>
                {once::live(move || error().to_owned())}
            </span>
            <span>{once::live(move || words().to_owned())}</span>
            <button
                type="button"
                class="quiet needs-scripting"
                hidden=once::live(move || action().is_none())
                on:click=once::on(again)
            >
                {once::live(move || name().to_owned())}
            </button>
        </p>
    }
}

/// What a person can do about what is missing.
#[derive(Clone, Copy)]
enum Action {
    LoadAgain,
    LoadOlder,
}

impl Action {
    const fn name(self, chat: Chat) -> &'static str {
        match self {
            Self::LoadAgain => chat.words.room.try_again,
            Self::LoadOlder => chat.words.room.load_older,
        }
    }
}

/// What went wrong, what is so, and what can be done.
const fn beginning(
    words: &words::Room,
    loaded: Loaded,
    is_empty: bool,
) -> (&'static str, &'static str, Option<Action>) {
    match (loaded, is_empty) {
        (Loaded::Opening, _) => ("", words.loading, None),
        (Loaded::Failed, _) => (words.loading_failed, "", Some(Action::LoadAgain)),
        (Loaded::Ready(Older::There), _) => ("", "", Some(Action::LoadOlder)),
        (Loaded::Ready(Older::Failed), _) => (words.older_failed, "", Some(Action::LoadOlder)),
        (Loaded::Ready(Older::Loading), _) => ("", words.loading_older, None),
        (Loaded::Ready(Older::NoneLeft), true) => ("", words.empty, None),
        (Loaded::Ready(Older::NoneLeft), false) => ("", words.beginning, None),
    }
}
