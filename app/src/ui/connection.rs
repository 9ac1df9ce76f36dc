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
                <span>{format!("Trying again in {seconds} s")}</span>
                <button type="button" class="quiet" on:click=move |_| chat.try_now()>
                    "Try now"
                </button>
            }
        };
        view! {
            <span role="status" class=(state == LinkState::Open).then_some("live")>
                {words(state)}
            </span>
            {seconds.map(again)}
            {signed_out.then(|| view! { <a href="/login" rel="external">"Sign in"</a> })}
        }
    };
    let not_done = move || {
        chat.not_done.get().map(|words| view! { <p class="error" role="alert">{words}</p> })
    };
    view! {
        <p class="connection needs-scripting">{content}</p>
        {not_done}
    }
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
