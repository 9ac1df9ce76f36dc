//! The right side: who is in the room shown.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, HtmlElement};

use super::avatar::avatar;
use super::presence::{class, in_words};
use crate::chat::Chat;
use crate::client::Place;
use crate::http::Member;
use crate::link::LinkState;
use crate::{browser, once};

/// The pane's id, by which the button in the room's header opens it where there is no space for it.
pub(super) const ID: &str = "people";

/// Who is in the room. A popover that people.css makes a pane where there is space.
#[component]
pub fn People(
    /// The page's chat.
    chat: Chat,
) -> impl IntoView {
    let words = &chat.words.people;
    // The whole list anew when somebody comes or goes, which is seldom.
    let members = move || {
        let members = chat.people.with(|people| people.members.clone());
        members.into_iter().map(|member| person(chat, member)).collect_view()
    };
    let unlisted = move || chat.people.with(|people| people.count - people.members.len() as u64);
    view! {
        <aside
            id=ID
            class="people"
            popover="auto"
            aria-label=words.title
            tabindex="-1"
            hidden=once::live(move || !matches!(chat.place.get(), Place::Room(_)))
            on:beforetoggle=once::on(move |_: Event| toggles(chat))
        >
            <h2>
                {words.title} " "
                <span class="count">{once::live(move || count(chat))}</span>
            </h2>
            <ul>
                {members}
            </ul>
            <p class="hint" hidden=once::live(move || unlisted() == 0)>
                {once::live(move || words.others.with(&[&unlisted().to_string()]))}
            </p>
        </aside>
    }
}

/// Where the list lies over the room, the browser's way back leaves it and not the room. Who is chosen there
/// takes its place.
fn toggles(chat: Chat) {
    if open().is_none() {
        browser::step_in();
    } else if !chat.is_opening.get_untracked() {
        browser::step_out();
    }
}

/// The browser went back: the list is left.
pub(super) fn leave() {
    if let Some(list) = open().and_then(|list| list.dyn_into::<HtmlElement>().ok()) {
        // Fails only where it is closed already.
        let _ = list.hide_popover();
    }
}

fn open() -> Option<Element> {
    document().query_selector("#people:popover-open").ok().flatten()
}

/// How many there are.
pub(super) fn count(chat: Chat) -> String {
    match chat.people.with(|people| people.count) {
        // Not known yet: whoever sees the room is in it.
        0 => String::new(),
        count => count.to_string(),
    }
}

/// Somebody, and the way to write to them.
fn person(chat: Chat, member: Member) -> impl IntoView {
    let Member { name, admin, .. } = member;
    let (handle, called, shown) = (format!("@{name}"), name.clone(), name.clone());
    let whole = name.clone();
    let label = move || {
        let write_to = chat.words.people.write_to.with(&[&called]);
        Some(match in_words(chat, &called) {
            state if state.is_empty() => write_to,
            state => chat.words.people.with_state.with(&[&write_to, &state]),
        })
    };
    // Where the list lies over the room, it goes.
    view! {
        <li class=once::live(move || class(chat, &shown))>
            <button
                type="button"
                popovertarget=ID
                popovertargetaction="hide"
                aria-label=once::live(label)
                disabled=once::live(move || matches!(chat.link_state.get(), LinkState::Waiting { .. }))
                on:click=once::on(move |_| chat.open(&handle))
            >
                {avatar(&name, true)}
                <bdi title=whole>{name}</bdi>
                {admin.then(|| view! { <span class="hint">{chat.words.people.admin}</span> })}
            </button>
        </li>
    }
}
