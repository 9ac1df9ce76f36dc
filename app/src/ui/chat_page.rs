//! The signed-in page: rooms at the left, the room shown in the middle.

use leptos::prelude::*;

use super::announcement::announcement;
use super::keys;
use super::people::{self, People};
use super::room_page::RoomPage;
use super::sidebar::Sidebar;
use super::switcher::Switcher;
use crate::chat::Chat;
use crate::client::Place;
use crate::first::First;
use crate::words::{self, Language};
use crate::zone::Zone;
use crate::{address, browser, once};

/// `/` and `/r/{room}`. It stays when the address changes: the socket lives as long as the page.
#[component]
pub fn ChatPage(
    /// What is known when it begins.
    first: First,
    /// The reader's language.
    language: Language,
    /// The reader's clock.
    zone: Zone,
) -> impl IntoView {
    let chat = Chat::new(first, language, zone);
    follow_address(chat);
    once::effect(move || chat.start());
    once::effect(browser::fit_keyboard);
    once::effect(move || {
        let room = chat.title();
        let unread = chat.unread.get();
        browser::set_title(&words::title(room.as_deref(), unread));
        browser::mark_icon(unread > 0);
    });
    let switching = RwSignal::new(false);
    keys::listen(switching);
    panes(chat, switching)
}

/// What is seen of it.
pub(super) fn panes(chat: Chat, switching: RwSignal<bool>) -> impl IntoView {
    // On a phone one sees either the rooms or a room.
    let at_rooms = once::memo(move || chat.place.with(|place| *place == Place::Rooms));
    view! {
        <div class=once::live(move || if at_rooms.get() { "shell at-rooms" } else { "shell" })>
            {announcement(chat)}
            <Sidebar chat switching />
            <RoomPage chat />
            <People chat />
            <Switcher chat open=switching />
        </div>
    }
}

/// The address bar says which room is shown; where the chat knows better, it changes the address.
fn follow_address(chat: Chat) {
    let show = move || match address::room_at(&browser::path()) {
        Some(name) => chat.show(&name),
        None => chat.show_none(),
    };
    once::effect(move || {
        browser::on("popstate", move |_| {
            people::leave();
            show();
        });
    });
    // Joined by the address of a message: the server knows the page around it.
    Effect::new(move |was_opening: Option<bool>| {
        let place = chat.place.get();
        let path = browser::path();
        let is_linked = address::at(&path).is_some_and(|(_, seq)| seq.is_some());
        if was_opening == Some(true) && is_linked && matches!(place, Place::Room(_)) {
            browser::leave_for(&path);
        }
        matches!(place, Place::Opening(_))
    });
    once::effect(move || {
        let Some(name) = chat.go_to.get() else { return };
        let path = browser::path();
        let shown = address::room_at(&path);
        if shown.as_ref() != Some(&name) {
            // The list of rooms is a place to come back to.
            let replace = match shown {
                Some(shown) => browser::same_name(&shown, &name),
                None => path != address::ROOMS,
            };
            browser::go(&address::of_room(&name), replace);
            show();
        }
    });
}
