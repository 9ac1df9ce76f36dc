//! The connection's state, in words. It stands in the room's header and above the list of rooms, of which
//! the one is seen, or the other.

use leptos::prelude::*;

use crate::browser;
use crate::chat::Chat;
use crate::link::{LinkState, StopReason};
use crate::once;
use crate::words;

/// What the connection is doing, and what a person can do about it.
#[component]
pub fn Connection(
    /// The page's chat.
    chat: Chat,
) -> impl IntoView {
    let words = &chat.words.connection;
    let state = move || chat.link_state.get();
    let lost_at = move || {
        let is_trying = matches!(state(), LinkState::Connecting | LinkState::Waiting { .. });
        chat.lost_at.get().filter(|_| is_trying)
    };
    let until = move || match state() {
        LinkState::Waiting { until, .. } => Some(until),
        _ => None,
    };
    let told = move || match lost_at() {
        Some(ms) => words.offline_since.with(&[&browser::time_of(ms)]),
        None => in_words(words, state()).to_owned(),
    };
    let again = move || {
        let left = until().map(|until| until.saturating_sub(chat.now.get()).div_ceil(1_000));
        left.map(|left| words.again_in.with(&[&left.to_string()])).unwrap_or_default()
    };
    let is_again = move || state() == LinkState::Connecting && lost_at().is_some();
    let signed_out = move || state() == LinkState::Stopped(StopReason::SignedOut);
    let mark = move || if state() == LinkState::Open { "live" } else { "" };
    // Of a first connection that is being made nobody needs to hear more than the word.
    let class = move || {
        let is_stopped = matches!(chat.link_state.get(), LinkState::Stopped(_));
        if is_stopped || chat.lost_at.get().is_some() {
            "connection trouble needs-scripting"
        } else {
            "connection needs-scripting"
        }
    };
    let not_done = move || chat.not_done.get().unwrap_or_default();
    view! {
        <p class=once::live(class)>
            <span role="status" class=once::live(mark)>
                {once::live(told)}
            </span>
            // Outside of the status: nobody wants to hear every second counted.
            <span hidden=once::live(move || until().is_none())>{once::live(again)}</span>
            <button
                type="button"
                class="quiet inline"
                hidden=once::live(move || until().is_none())
                on:click=once::on(move |_| chat.try_now())
            >
                {words.now}
            </button>
            <span hidden=once::live(move || !is_again())>{words.connecting}</span>
            // This page again, to which whoever signs in comes back.
            <a href="" hidden=once::live(move || !signed_out())>
                {chat.words.account.sign_in}
            </a>
        </p>
        <p class="error" role="alert" hidden=once::live(move || not_done().is_empty())>
            {once::live(not_done)}
        </p>
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
