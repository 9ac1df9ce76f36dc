//! The connection's state, in words. It stands in the room's header and above the list of rooms, of which
//! the one is seen, or the other.

use leptos::prelude::*;

use crate::browser;
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
        let (state, lost_at) = (chat.link_state.get(), chat.lost_at.get());
        let signed_out = state == LinkState::Stopped(StopReason::SignedOut);
        // Outside of the status: nobody wants to hear every second counted.
        let again = move |until: u64| {
            let seconds = move || until.saturating_sub(chat.now.get()).div_ceil(1_000);
            view! {
                <span>{move || (words.again_in)(seconds())}</span>
                <button type="button" class="quiet inline" on:click=move |_| chat.try_now()>
                    {words.now}
                </button>
            }
        };
        let until = match state {
            LinkState::Waiting { until, .. } => Some(until),
            _ => None,
        };
        let is_trying = matches!(state, LinkState::Connecting | LinkState::Waiting { .. });
        let lost_at = lost_at.filter(|_| is_trying);
        let since = lost_at.map(|ms| (words.offline_since)(&browser::time_of(ms)));
        let connecting = state == LinkState::Connecting && lost_at.is_some();
        view! {
            <span role="status" class=(state == LinkState::Open).then_some("live")>
                {since.unwrap_or_else(|| in_words(words, state).to_owned())}
            </span>
            {until.map(again)}
            {connecting.then_some(words.connecting)}
            {signed_out
                .then(|| {
                    view! {
                        <a href="/login" rel="external">
                            {chat.words.account.sign_in}
                        </a>
                    }
                })}
        }
    };
    // Of a first connection that is being made nobody needs to hear more than the word.
    let class = move || {
        let is_stopped = matches!(chat.link_state.get(), LinkState::Stopped(_));
        if is_stopped || chat.lost_at.get().is_some() {
            "connection trouble needs-scripting"
        } else {
            "connection needs-scripting"
        }
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
        LinkState::Connecting | LinkState::Waiting { .. } => words.connecting,
        LinkState::Open => words.open,
        LinkState::Stopped(StopReason::SignedOut) => words.signed_out,
        LinkState::Stopped(StopReason::TooMany) => words.too_many,
        LinkState::Stopped(StopReason::Banned) => words.banned,
        LinkState::Stopped(StopReason::Other) => words.stopped,
    }
}
