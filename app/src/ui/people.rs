//! The right side: who is in the room shown.

use leptos::prelude::*;

use super::avatar::avatar;
use crate::chat::Chat;
use crate::http::Member;
use crate::link::LinkState;
use crate::once;

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
        <aside id=ID class="people" popover="auto" aria-label=words.title tabindex="-1">
            <h2>
                {words.title} " "
                <span class="count">{once::live(move || count(chat))}</span>
            </h2>
            <ul>
                {members}
            </ul>
            <p class="hint" hidden=once::live(move || unlisted() == 0)>
                {once::live(move || (words.others)(unlisted()))}
            </p>
        </aside>
    }
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
    let Member { name, admin } = member;
    let (handle, label) = (format!("@{name}"), (chat.words.people.write_to)(&name));
    // Where the list lies over the room, it goes.
    view! {
        <li>
            <button
                type="button"
                popovertarget=ID
                popovertargetaction="hide"
                aria-label=label
                disabled=once::live(move || matches!(chat.link_state.get(), LinkState::Waiting { .. }))
                on:click=once::on(move |_| chat.open(&handle))
            >
                {avatar(&name, true)}
                <bdi>{name}</bdi>
                {admin.then(|| view! { <span class="hint">{chat.words.people.admin}</span> })}
            </button>
        </li>
    }
}
