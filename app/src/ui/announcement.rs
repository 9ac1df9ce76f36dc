//! What an admin says to everybody, above all panes for as long as it lives or until it is dismissed.

use leptos::prelude::*;

use super::keys;
use super::presence::when;
use crate::chat::Chat;
use crate::event::Timestamp;
use crate::once;

/// It is there while there is nothing to say: only so is it read out when there is.
pub(super) fn announcement(chat: Chat) -> impl IntoView {
    let words = &chat.words.announcement;
    let part = move |nth| {
        let told = chat.announcement.get().unwrap_or_default();
        told.splitn(4, '\n').nth(nth).unwrap_or_default().to_owned()
    };
    let by = move || {
        let when = when(chat, &Timestamp(part(0)));
        when.map(|when| words.by.with(&[&part(2), &when])).unwrap_or_default()
    };
    let text = move || part(3);
    let dismiss = move |_| {
        chat.dismiss();
        keys::go_and_write();
    };
    view! {
        <div class="announcement" role="status">
            <p class="hint">{once::live(by)}</p>
            <div class="text" inner_html=once::live(text)></div>
            <button
                type="button"
                class="quiet"
                hidden=once::live(move || chat.announcement.get().is_none())
                on:click=once::on(dismiss)
            >
                {words.dismiss}
            </button>
        </div>
    }
}
