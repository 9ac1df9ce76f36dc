//! Getting to a room by a few letters of its name, or making one.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;

use crate::browser;
use crate::chat::Chat;
use crate::event::RoomSummary;

/// Rooms offered at once.
const OFFERED_MAX: usize = 12;

/// One thing that can be chosen.
#[derive(Clone, PartialEq, Eq)]
struct Choice {
    name: String,
    unread: u64,
    /// Not a room of the person's yet.
    is_new: bool,
}

/// The dialog, which `open` opens. It is modal: the browser keeps the focus in it, closes it on Esc and
/// on a press beside it, and gives the focus back.
#[component]
pub fn Switcher(
    /// The page's chat.
    chat: Chat,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let words = &chat.words.rooms;
    let dialog = NodeRef::<html::Dialog>::new();
    let field = NodeRef::<html::Input>::new();
    let typed = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let choices = Memo::new(move |_| {
        let of = |rooms: &Vec<RoomSummary>| typed.with(|typed| choices(rooms, typed));
        if open.get() { chat.rooms.with(of) } else { Vec::new() }
    });
    Effect::new(move || {
        let (Some(dialog), true) = (dialog.get(), open.get()) else { return };
        typed.set(String::new());
        at.set(0);
        chat.forget_refused_name();
        field.get_untracked().into_iter().for_each(|field| field.set_value(""));
        // Fails only where it is open already.
        let _ = dialog.show_modal();
    });
    let close = move || dialog.get_untracked().into_iter().for_each(|dialog| dialog.close());
    // What was asked for is there.
    Effect::new(move |asked: Option<bool>| {
        let asking = chat.is_opening.get();
        if asked == Some(true) && !asking && chat.refused_name.with(Option::is_none) {
            close();
        }
        asking
    });
    let choose = move |index: usize| {
        let chosen = choices.with_untracked(|choices| choices.get(index).cloned());
        match chosen {
            Some(choice) if choice.is_new => chat.open(&choice.name),
            Some(choice) => {
                close();
                chat.go_to.set(Some(choice.name));
            }
            None => {}
        }
    };
    let keydown = move |event: KeyboardEvent| {
        let count = choices.with_untracked(Vec::len).max(1);
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => count - 1,
            _ => return,
        };
        event.prevent_default();
        at.update(|at| *at = (*at + step) % count);
    };
    let options = move || {
        let at = at.get();
        let option = |(index, choice): (usize, Choice)| {
            let Choice { name, unread, is_new } = choice;
            let [before, after] = if is_new { words.open_or_make } else { ["", ""] };
            view! {
                <li
                    id=id(index)
                    role="option"
                    class:new=is_new
                    aria-selected=(index == at).to_string()
                    on:click=move |_| choose(index)
                >
                    <span>{before} <bdi>{name}</bdi> {after}</span>
                    {(unread > 0).then(|| view! { <span class="count">{crate::words::count(unread)}</span> })}
                </li>
            }
        };
        choices.get().into_iter().enumerate().map(option).collect_view()
    };
    let refused = move || {
        let words = chat.refused_name.get();
        words.map(|words| view! { <p class="error" id="switcher-error" role="alert">{words}</p> })
    };
    view! {
        <dialog
            class="switcher"
            aria-label=words.find
            closedby="any"
            node_ref=dialog
            on:close=move |_| open.set(false)
        >
            <form
                on:submit=move |event: SubmitEvent| {
                    event.prevent_default();
                    choose(at.get_untracked());
                }
            >
                <span class="icon icon-search" aria-hidden="true"></span>
                <input
                    role="combobox"
                    aria-label=words.find
                    aria-expanded="true"
                    aria-controls="switcher-rooms"
                    aria-autocomplete="list"
                    aria-activedescendant=move || id(at.get())
                    aria-describedby=move || {
                        chat.refused_name.with(Option::is_some).then_some("switcher-error")
                    }
                    placeholder=words.find
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    maxlength="50"
                    autofocus
                    node_ref=field
                    on:keydown=keydown
                    on:input=move |event| {
                        chat.forget_refused_name();
                        at.set(0);
                        typed.set(event_target_value(&event));
                    }
                />
            </form>
            {refused}
            <ul role="listbox" id="switcher-rooms" aria-label=words.title>
                {options}
            </ul>
        </dialog>
    }
}

fn id(index: usize) -> String {
    format!("switcher-{index}")
}

/// The rooms whose name holds what was typed: those that begin with it first, then those with something
/// unread; at the end what was typed itself, if no room is called that.
fn choices(rooms: &[RoomSummary], typed: &str) -> Vec<Choice> {
    let typed = typed.trim();
    let wanted = browser::folded(typed);
    let found: Vec<_> = rooms
        .iter()
        .filter_map(|room| {
            let name = browser::folded(&room.name);
            let rank = match name.find(&wanted)? {
                0 if name == wanted => 0,
                0 => 1,
                _ => 3,
            };
            Some((rank + usize::from(rank > 0 && room.unread == 0), room))
        })
        .collect();
    let is_there = found.iter().any(|(rank, _)| *rank == 0);
    // Rank by rank: a sort of its own is heavier.
    let ranked = (0..=4).flat_map(|rank| found.iter().filter(move |(held, _)| *held == rank));
    let new = (!typed.is_empty() && !is_there).then(|| Choice {
        name: typed.to_owned(),
        unread: 0,
        is_new: true,
    });
    let choice =
        |room: &RoomSummary| Choice { name: room.name.clone(), unread: room.unread, is_new: false };
    ranked.take(OFFERED_MAX).map(|(_, room)| choice(room)).chain(new).collect()
}
