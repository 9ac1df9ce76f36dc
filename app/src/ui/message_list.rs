//! Stop 13 of a message's way: the room's messages, the newest at the bottom.
//!
//! The list is laid out from its end (`column-reverse` in message_list.css), so it opens at the
//! newest message without a script, stays there when it is there, and older messages load above
//! without moving what is read.

use leptos::prelude::*;
use leptos::{ev, html, web_sys};

use super::in_hand::InHand;
use super::message::Message;
use crate::chat::Chat;
use crate::timeline::{Loaded, Older};
use crate::words;

/// So close to the top, in pixels, older messages are loaded.
const NEAR_TOP: i32 = 300;
/// So close to the end, in pixels, the newest message counts as seen.
const NEAR_END: i32 = 40;

/// The messages of the room shown.
#[component]
pub fn MessageList(
    /// The page's chat.
    chat: Chat,
    /// What the person has in hand.
    in_hand: InHand,
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
    tell_end(chat, list);
    let scrolled = move |_| {
        let Some(list) = list.get_untracked() else { return };
        chat.at_end(is_at_end(&list));
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
            aria-label=chat.words.room.messages
            tabindex="0"
            node_ref=list
            on:scroll=scrolled
        >
            <div class="messages-column">
                <Beginning chat />
                <For each=move || chat.rows.get() key=|live| live.key.clone() let:live>
                    <Message chat in_hand live />
                </For>
            </div>
        </div>
        <p class="hint no-scripting">
            {chat.words.room.needs_javascript}
        </p>
    }
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

/// The chat is told whether the end is in view when something else than scrolling may change that.
fn tell_end(chat: Chat, list: NodeRef<html::Div>) {
    let tell =
        move || list.get_untracked().into_iter().for_each(|list| chat.at_end(is_at_end(&list)));
    Effect::new(move || {
        list.track();
        chat.rows.track();
        chat.place.track();
        tell();
    });
    Effect::new(move || {
        let listener = window_event_listener(ev::resize, move |_| tell());
        on_cleanup(move || listener.remove());
    });
}

fn is_at_end(list: &web_sys::Element) -> bool {
    list.scroll_top().abs() <= NEAR_END
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
    let content = move || {
        let (error, words, action) = beginning(&chat.words.room, chat.loaded.get(), is_empty.get());
        let again = move |_| match action {
            Some(Action::LoadAgain) => chat.load_again(),
            Some(Action::LoadOlder) => chat.load_older(),
            None => {}
        };
        view! {
            {(!error.is_empty()).then(|| view! { <span class="error">{error}</span> })}
            {words}
            {action
                .map(|action| {
                    view! {
                        <button type="button" class="quiet needs-scripting" on:click=again>
                            {action.name(chat)}
                        </button>
                    }
                })}
        }
    };
    view! { <p class="beginning">{content}</p> }
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
            Self::LoadAgain => chat.words.notice.try_again,
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
