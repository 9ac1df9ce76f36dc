//! Stop 13 of a message's way: the room's messages, the newest at the bottom.
//!
//! The list is laid out from its end (`column-reverse` in message_list.css), so it opens at the
//! newest message without a script, stays there when it is there, and older messages load above
//! without moving what is read.

use leptos::html;
use leptos::prelude::*;
use leptos::web_sys;

use super::message::Message;
use crate::chat::Chat;
use crate::timeline::{Loaded, Older};

/// So close to the top, in pixels, older messages are loaded.
const NEAR_TOP: i32 = 300;

/// The messages of the room shown.
#[component]
pub fn MessageList(
    /// The page's chat.
    chat: Chat,
) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    let to_end = move || {
        if let Some(list) = list.get_untracked() {
            list.set_scroll_top(0);
        }
    };
    let room = Memo::new(move |_| chat.room.get().map(|room| room.room));
    Effect::new(move || {
        room.track();
        chat.said.track();
        to_end();
    });
    hold_still(chat, list);
    let scrolled = move |_| {
        let Some(list) = list.get_untracked() else { return };
        let above = list.scroll_height() - list.client_height() - list.scroll_top().abs();
        // One that failed waits for the button, else it would be asked for with every pixel.
        let there = chat.loaded.get_untracked() == Loaded::Ready(Older::There);
        if above < NEAR_TOP && there {
            chat.load_older();
        }
    };
    view! {
        <div
            class="messages"
            role="log"
            aria-label="Messages"
            tabindex="0"
            node_ref=list
            on:scroll=scrolled
        >
            <div class="messages-column">
                <Beginning chat />
                <For each=move || chat.rows.get() key=|live| live.key.clone() let:live>
                    <Message chat live />
                </For>
            </div>
        </div>
        <p class="hint no-scripting">
            "Writing needs JavaScript. These are the newest messages; reload to see newer ones."
        </p>
    }
    .into_any()
}

/// Messages that come below move nothing that is read further up: laid out from its end, the list is
/// scrolled by as much as they add. (The browser's own anchoring loses its hold in such a list when
/// older messages come above, so message_list.css turns it off.)
fn hold_still(chat: Chat, list: NodeRef<html::Div>) {
    Effect::new(move |last: Option<Option<String>>| {
        let (now_last, added) = chat.rows.with(|rows| {
            let last = last.flatten();
            let at = rows.iter().rposition(|live| Some(&live.key) == last.as_ref());
            let added = at.map_or(0, |at| rows.len() - 1 - at);
            (rows.last().map(|live| live.key.clone()), added)
        });
        if let Some(list) = list.get()
            && list.scroll_top() < 0
            && added > 0
        {
            list.set_scroll_top(list.scroll_top() - height_of_last(&list, added));
        }
        now_last
    });
}

/// The height of the last `count` rows, in pixels.
fn height_of_last(list: &web_sys::Element, count: usize) -> i32 {
    let column = list.first_element_child();
    let last = column.and_then(|column| column.last_element_child());
    std::iter::successors(last, web_sys::Element::previous_element_sibling)
        .take(count)
        .map(|row| row.client_height())
        .sum()
}

/// What stands above the oldest message shown.
#[component]
fn Beginning(chat: Chat) -> impl IntoView {
    let is_empty = Memo::new(move |_| chat.rows.with(Vec::is_empty));
    let older = move |failed: bool| {
        view! {
            {failed.then(|| view! { <span class="error">"They could not be loaded."</span> })}
            <button type="button" class="quiet needs-scripting" on:click=move |_| chat.load_older()>
                "Load older messages"
            </button>
        }
    };
    let content = move || match (chat.loaded.get(), is_empty.get()) {
        (Loaded::Opening, _) => view! { "Loading messages…" }.into_any(),
        (Loaded::Failed, _) => view! {
            <span class="error">"The messages could not be loaded."</span>
            <button type="button" class="quiet" on:click=move |_| chat.load_again()>
                "Try again"
            </button>
        }
        .into_any(),
        (Loaded::Ready(Older::There), _) => older(false).into_any(),
        (Loaded::Ready(Older::Failed), _) => older(true).into_any(),
        (Loaded::Ready(Older::Loading), _) => view! { "Loading older messages…" }.into_any(),
        (Loaded::Ready(Older::NoneLeft), true) => {
            view! { "Nobody has said anything here yet. Say something." }.into_any()
        }
        (Loaded::Ready(Older::NoneLeft), false) => {
            view! { "This is where the room begins." }.into_any()
        }
    };
    view! { <p class="beginning">{content}</p> }.into_any()
}
