//! The connection's state, in words. It stands in the room's header and above the list of rooms, of which
//! the one is seen, or the other.

use leptos::prelude::*;

use crate::chat::Chat;
use crate::link::{LinkState, StopReason};
use crate::words;

/// What the connection is doing, and what a person can do about it.
#[component]
pub fn Connection(
    /// The page's chat.
    chat: Chat,
) -> impl IntoView {
    let words = &chat.words.connection;
    let content = move || {
        let state = chat.link_state.get();
        let seconds = match state {
            LinkState::Waiting { until, .. } => {
                Some(until.saturating_sub(chat.now.get()).div_ceil(1_000))
            }
            _ => None,
        };
        let signed_out = state == LinkState::Stopped(StopReason::SignedOut);
        // Outside of the status: nobody wants to hear every second counted.
        let again = |seconds| {
            view! {
                <span>{(words.again_in)(seconds)}</span>
                <button type="button" class="quiet inline" on:click=move |_| chat.try_now()>
                    {words.now}
                </button>
            }
        };
        view! {
            <span role="status" class=(state == LinkState::Open).then_some("live")>
                {in_words(words, state)}
            </span>
            {seconds.map(again)}
            {signed_out.then(|| view! { <a href="/login" rel="external">{chat.words.account.sign_in}</a> })}
        }
    };
    // Of a connection that is being made nobody needs to hear more than the word.
    let class = move || match chat.link_state.get() {
        LinkState::Open | LinkState::Connecting => "connection needs-scripting",
        LinkState::Waiting { .. } | LinkState::Stopped(_) => "connection trouble needs-scripting",
    };
    let not_done = move || {
        chat.not_done.get().map(|words| view! { <p class="error" role="alert">{words}</p> })
    };
    view! {
        <p class=class>{content}</p>
        {not_done}
    }
}

const fn in_words(words: &words::Connection, state: LinkState) -> &'static str {
    match state {
        LinkState::Connecting => words.connecting,
        LinkState::Open => words.open,
        LinkState::Waiting { .. } => words.offline,
        LinkState::Stopped(StopReason::SignedOut) => words.signed_out,
        LinkState::Stopped(StopReason::TooMany) => words.too_many,
        LinkState::Stopped(StopReason::Banned) => words.banned,
        LinkState::Stopped(StopReason::Other) => words.stopped,
    }
}
