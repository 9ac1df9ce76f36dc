//! Who is writing just now. It is read where it stands and announced to nobody.

use leptos::prelude::*;

use crate::chat::Chat;
use crate::once;

/// A line below the field to write in, which has its height whether somebody writes or not.
pub(super) fn typing(chat: Chat) -> impl IntoView {
    let who = move || chat.typists.get().unwrap_or_default();
    view! { <p class="typing">{once::live(who)}</p> }
}
