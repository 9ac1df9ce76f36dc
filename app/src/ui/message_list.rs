//! Stop 13 of a message's way: the room's messages, the newest at the bottom.
//!
//! The list is laid out from its end (`column-reverse` in message_list.css), so it opens at the
//! newest message and stays there without a script. Further up, the viewport keeps it still.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::actions;
use super::in_hand::InHand;
use super::keys::is_plain;
use super::message::Message;
use super::viewport::Viewport;
use crate::chat::{Chat, LiveRow};
use crate::event::RoomKind;
use crate::timeline::{Below, Loaded, Older};
use crate::words;
use crate::{browser, once};

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
            "ArrowUp" if is_plain(&event) => viewport.step(false),
            "ArrowDown" if is_plain(&event) => viewport.step(true),
            // By itself it goes to the first, far out of view.
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
            aria-live="off"
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
        <p class="hidden aloud" aria-live="polite">
            {once::live(move || chat.aloud.get())}
        </p>
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

/// The way back to the newest message, where that is far or something has come; where what is below could not be
/// had, the way to try again.
#[component]
fn ToEnd(chat: Chat, viewport: Viewport) -> impl IntoView {
    let go = move |_| {
        if chat.below.get_untracked().failed {
            return chat.load_newer();
        }
        viewport.go_to_end();
        // The button goes: reading goes on in the list. One that cannot take the focus keeps none.
        viewport.list.get_untracked().into_iter().for_each(|list| drop(list.focus()));
    };
    let is_near = move || {
        let below = chat.below.get();
        !below.more && below.new == 0
    };
    let name = move || match chat.below.get() {
        Below { failed: true, .. } => chat.words.room.newer_failed.to_owned(),
        Below { new, .. } => chat.words.room.new_below(new),
    };
    view! {
        <div class="to-end needs-scripting">
            <button type="button" hidden=once::live(is_near) on:click=once::on(go)>
                <span class="icon icon-down" aria-hidden="true"></span>
                {once::live(name)}
            </button>
        </div>
    }
}

/// What stands above the oldest message shown.
#[component]
fn Beginning(chat: Chat) -> impl IntoView {
    let is_empty = Memo::new(move |_| chat.rows.with(Vec::is_empty));
    let words = &chat.words.room;
    let told = move || {
        let empty = chat.room.with(|room| match room {
            Some(room) if room.archived => ("", None),
            Some(room) if room.kind == RoomKind::Room => (words.empty, Some(Action::CopyLink)),
            _ => (words.empty_of_people, None),
        });
        beginning(words, chat.loaded.get(), is_empty.get().then_some(empty))
    };
    let copied = RwSignal::new(false);
    let (error, said, action) = (move || told().0, move || told().1, move || told().2);
    let again = move |_| match action() {
        Some(Action::LoadAgain) => chat.load_again(),
        Some(Action::LoadOlder) => chat.load_older(),
        Some(Action::CopyLink) => {
            browser::copy_address(&browser::path());
            actions::is_copied(copied);
        }
        None => {}
    };
    let name = move || match action() {
        Some(Action::CopyLink) if copied.get() => chat.words.message.link_copied,
        action => action.map_or("", |action| action.name(chat)),
    };
    view! {
        <p class="beginning">
            <span class="error" hidden=once::live(move || error().is_empty())>
                {once::live(move || error().to_owned())}
            </span>
            <span>{once::live(move || said().to_owned())}</span>
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
    CopyLink,
}

impl Action {
    const fn name(self, chat: Chat) -> &'static str {
        match self {
            Self::LoadAgain => chat.words.room.try_again,
            Self::LoadOlder => chat.words.room.load_older,
            Self::CopyLink => chat.words.message.copy_link,
        }
    }
}

/// What went wrong, what is so, and what can be done; of a room without messages, what `empty` says.
const fn beginning(
    words: &words::Room,
    loaded: Loaded,
    empty: Option<(&'static str, Option<Action>)>,
) -> (&'static str, &'static str, Option<Action>) {
    match (loaded, empty) {
        (Loaded::Opening, _) => ("", words.loading, None),
        (Loaded::Failed, _) => (words.loading_failed, "", Some(Action::LoadAgain)),
        (Loaded::Ready(Older::There), _) => ("", "", Some(Action::LoadOlder)),
        (Loaded::Ready(Older::Failed), _) => (words.older_failed, "", Some(Action::LoadOlder)),
        (Loaded::Ready(Older::Loading), _) => ("", words.loading_older, None),
        (Loaded::Ready(Older::NoneLeft), Some((empty, action))) => ("", empty, action),
        (Loaded::Ready(Older::NoneLeft), None) => ("", words.beginning, None),
    }
}
