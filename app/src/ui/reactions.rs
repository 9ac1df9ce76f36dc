//! What people answered a message with: each emoji, how many, and who.

use leptos::prelude::*;

use crate::chat::Chat;
use crate::event::Reaction;
use crate::once;
use crate::timeline::Row;
use crate::words;

/// The reactions below a message. A button's name says who reacted; reactions.css shows that part of
/// it to a pointer above it, to the focus and to a long press.
#[component]
pub fn Reactions(
    /// The page's chat.
    chat: Chat,
    /// The message.
    row: RwSignal<Row>,
) -> impl IntoView {
    let buttons = move || {
        row.with(|row| row.reactions.iter().map(|one| button(chat, row, one)).collect_view())
    };
    view! { <div class="reactions">{buttons}</div> }
}

fn button(chat: Chat, row: &Row, one: &Reaction) -> impl IntoView + use<> {
    let (seq, emoji) = (row.seq, one.emoji.clone());
    let mine = has_me(chat, one);
    let press = move |_| {
        if let Some(seq) = seq {
            chat.react(seq, &emoji, !mine);
        }
    };
    view! {
        <button type="button" class="reaction" aria-pressed=mine.to_string() on:click=once::on(press)>
            <span class="reaction-emoji">{one.emoji.clone()}</span>
            <span class="reaction-count" aria-hidden="true">
                {words::count(one.from.len() as u64)}
            </span>
            <span class="who">{chat.words.reactions.who(&one.from)}</span>
        </button>
    }
}

/// Reacts to `row` with `emoji`, or takes that back.
pub(super) fn toggle(chat: Chat, row: &Row, emoji: &str) {
    if let Some(seq) = row.seq {
        chat.react(seq, emoji, !is_mine(chat, row, emoji));
    }
}

/// Whether the viewer has reacted to `row` with `emoji`.
pub(super) fn is_mine(chat: Chat, row: &Row, emoji: &str) -> bool {
    row.reactions.iter().any(|one| one.emoji == emoji && has_me(chat, one))
}

fn has_me(chat: Chat, one: &Reaction) -> bool {
    chat.user.with(|user| one.from.contains(&user.name))
}
