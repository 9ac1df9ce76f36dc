//! The connection's state, in words.

use leptos::prelude::*;

use crate::chat::Chat;
use crate::link::{LinkState, StopReason};

/// What the connection is doing, and what a person can do about it.
#[component]
pub fn Connection(
    /// The page's chat.
    chat: Chat,
) -> impl IntoView {
    let state = move || words(chat.link_state.get());
    let waiting = Memo::new(move |_| matches!(chat.link_state.get(), LinkState::Waiting { .. }));
    let seconds = Memo::new(move |_| match chat.link_state.get() {
        LinkState::Waiting { until, .. } => until.saturating_sub(chat.now.get()).div_ceil(1_000),
        _ => 0,
    });
    let signed_out = move || {
        let over = chat.link_state.get() == LinkState::Stopped(StopReason::SignedOut);
        over.then(|| view! { <a href="/login" rel="external">"Sign in"</a> })
    };
    view! {
        <p class="connection needs-scripting">
            <span role="status" class:live=move || chat.link_state.get() == LinkState::Open>
                {state}
            </span>
            <Show when=move || waiting.get()>
                // Outside of the status: nobody wants to hear every second counted.
                <span>{move || format!("Trying again in {} s", seconds.get())}</span>
                <button type="button" class="quiet" on:click=move |_| chat.try_now()>
                    "Try now"
                </button>
            </Show>
            {signed_out}
        </p>
    }
    .into_any()
}

const fn words(state: LinkState) -> &'static str {
    match state {
        LinkState::Connecting => "Connecting…",
        LinkState::Open => "Connected",
        LinkState::Waiting { .. } => "Offline.",
        LinkState::Stopped(StopReason::SignedOut) => "Signed out",
        LinkState::Stopped(StopReason::TooMany) => {
            "Stopped: Banter is open in too many places. Reload to go on here."
        }
        LinkState::Stopped(StopReason::Banned) => "Stopped: this account may not connect.",
        LinkState::Stopped(StopReason::Other) => "Stopped by the server. Reload to try again.",
    }
}
