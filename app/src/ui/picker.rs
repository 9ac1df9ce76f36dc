//! Choosing an emoji to react with.

use leptos::ev::{Event, SubmitEvent};
use leptos::prelude::*;
use leptos::{html, web_sys};

use super::in_hand::InHand;
use super::reactions::{is_mine, toggle};
use crate::chat::Chat;
use crate::once;

/// The popover's id, by which buttons open it.
pub(super) const ID: &str = "picker";

const COMMON: [&str; 8] = ["👍", "❤️", "😂", "🎉", "😮", "😢", "🙏", "👀"];

/// One popover for all messages. The browser opens it beside the button pressed, closes it on Esc
/// and on a press elsewhere, and gives the focus back.
#[component]
pub fn Picker(
    /// The page's chat.
    chat: Chat,
    /// What the person has in hand.
    in_hand: InHand,
) -> impl IntoView {
    let words = &chat.words.reactions;
    let popover = NodeRef::<html::Div>::new();
    let other = NodeRef::<html::Input>::new();
    let react = move |emoji: &str| {
        if let Some(row) = in_hand.reacting.get_untracked() {
            toggle(chat, &row.read_untracked(), emoji);
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let (Some(other), Some(popover)) = (other.get_untracked(), popover.get_untracked()) {
            react(other.value().trim());
            // Fails only where it is closed already.
            let _ = popover.hide_popover();
        }
    };
    let toggled = move |_: Event| {
        let open = popover.get_untracked().is_some_and(|popover| is_open(&popover));
        if !open {
            in_hand.close();
            other.get_untracked().into_iter().for_each(|other| other.set_value(""));
        }
    };
    let common = COMMON.iter().enumerate().map(|(index, emoji)| {
        let mine = move || {
            let row = in_hand.reacting.get();
            row.is_some_and(|row| row.with(|row| is_mine(chat, row, emoji)))
        };
        view! {
            <button
                type="button"
                class="quiet"
                autofocus=index == 0
                aria-pressed=once::live(move || mine().to_string())
                popovertarget=ID
                popovertargetaction="hide"
                on:click=once::on(move |_| react(emoji))
            >
                {*emoji}
            </button>
        }
    });
    view! {
        <div
            id=ID
            class="picker"
            popover="auto"
            role="dialog"
            aria-label=chat.words.message.react
            node_ref=popover
            on:toggle=once::on(toggled)
        >
            <div class="picker-common">{common.collect_view()}</div>
            <form class="picker-other" on:submit=once::on(submit)>
                <label for="other-emoji">{words.another}</label>
                <input
                    id="other-emoji"
                    autocomplete="off"
                    maxlength="64"
                    // Something beyond ASCII: the server knows what an emoji is.
                    pattern=r".*[^\x00-\x7F].*"
                    title=words.an_emoji
                    required
                    node_ref=other
                />
                <button type="submit">{words.add}</button>
            </form>
            <ul class="picker-who">{move || who(in_hand, words.comma)}</ul>
        </div>
    }
}

/// All who reacted, by name.
fn who(in_hand: InHand, comma: &'static str) -> Option<impl IntoView> {
    let row = in_hand.reacting.get()?;
    let lines = row.with(|row| {
        let line = |emoji: &str, names: String| {
            view! {
                <li>
                    <span>{emoji.to_owned()}</span>
                    <bdi>{names}</bdi>
                </li>
            }
        };
        row.reactions.iter().map(|one| line(&one.emoji, one.from.join(comma))).collect_view()
    });
    Some(lines)
}

fn is_open(popover: &web_sys::Element) -> bool {
    popover.matches(":popover-open").unwrap_or(false)
}
