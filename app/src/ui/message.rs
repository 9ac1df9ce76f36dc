//! Stop 13 of a message's way: one message, from the moment it is typed.

use leptos::either::Either;
use leptos::prelude::*;

use crate::browser;
use crate::chat::{Chat, LiveRow};
use crate::event::{ClientId, Timestamp};
use crate::timeline::{Content, RowState};

/// One message, below the day it opens.
#[component]
pub fn Message(
    /// The page's chat.
    chat: Chat,
    /// What it shows.
    live: LiveRow,
) -> impl IntoView {
    let row = live.row;
    let part = {
        let row = row.clone();
        move || row.clone()
    };
    let (from, sent, opens, content, state) = (part(), part(), part(), part(), part());
    let day = move || {
        opens.with(|row| {
            let day = day(chat, &row.sent);
            let new = row.previous.as_ref().is_none_or(|above| self::day(chat, above) != day);
            new.then(|| view! { <h2 class="day">{day}</h2> })
        })
    };
    let text = move || match content.with(|row| row.content.clone()) {
        Content::Html(html) => Either::Left(view! { <div class="text" inner_html=html></div> }),
        Content::Plain(text) => Either::Right(view! { <div class="text plain">{text}</div> }),
    };
    let is_waiting = {
        let row = row.clone();
        move || row.with(|row| matches!(row.state, RowState::Waiting(_)))
    };
    let waiting = is_waiting.clone();
    view! {
        <div class="entry">
            {day}
            <article class="message" class:waiting=is_waiting>
                <header class="message-header">
                    <span class="author">
                        <bdi>{move || from.with(|row| row.from.clone())}</bdi>
                    </span>
                    {move || sent.with(|row| view! { <Time chat at=row.sent.clone() /> })}
                    {move || waiting().then(|| view! { <span class="state">"Sending…"</span> })}
                </header>
                {text}
                {move || match state.with(|row| row.state.clone()) {
                    RowState::Refused(id, reason) => Some(view! { <Refused chat id reason /> }),
                    _ => None,
                }}
            </article>
        </div>
    }
    .into_any()
}

#[component]
fn Time(chat: Chat, at: Timestamp) -> impl IntoView {
    let datetime = at.0.clone();
    let minute = move || {
        if chat.is_local.get() { browser::minute(&at) } else { at.utc_minute().to_owned() }
    };
    view! { <time datetime=datetime>{minute}</time> }
}

#[component]
fn Refused(chat: Chat, id: ClientId, reason: String) -> impl IntoView {
    let discarded = id.clone();
    view! {
        <p class="refused">
            <span class="error" role="alert">
                {format!("Not sent. {reason}")}
            </span>
            <button type="button" class="quiet" on:click=move |_| chat.retry(&id)>
                "Retry"
            </button>
            <button type="button" class="quiet" on:click=move |_| chat.discard(&discarded)>
                "Discard"
            </button>
        </p>
    }
}

fn day(chat: Chat, at: &Timestamp) -> String {
    if chat.is_local.get() { browser::day(at) } else { at.utc_day().to_owned() }
}
