//! Getting to a room by a few letters of its name, or making one.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;

use crate::browser;
use crate::chat::Chat;
use crate::event::RoomSummary;
use crate::once;

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
    /// What was typed.
    #[prop(default = RwSignal::new(String::new()))]
    typed: RwSignal<String>,
) -> impl IntoView {
    let words = &chat.words.rooms;
    let dialog = NodeRef::<html::Dialog>::new();
    let field = NodeRef::<html::Input>::new();
    let at = RwSignal::new(0_usize);
    let choices = Memo::new(move |_| {
        let of = |rooms: &Vec<RoomSummary>| typed.with(|typed| choices(rooms, typed));
        if open.get() { chat.rooms.with(of) } else { Vec::new() }
    });
    once::effect(move || {
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
                    on:click=once::on(move |_| choose(index))
                >
                    <span>{before} <bdi>{name}</bdi> {after}</span>
                    <span class="count" hidden=unread == 0>
                        {crate::words::count(unread)}
                    </span>
                </li>
            }
        };
        choices.get().into_iter().enumerate().map(option).collect_view()
    };
    let refused = move || chat.refused_name.get().unwrap_or_default();
    view! {
        <dialog
            class="switcher"
            aria-label=words.find
            closedby="any"
            node_ref=dialog
            on:close=once::on(move |_| open.set(false))
        >
            <form
                on:submit=once::on(move |event: SubmitEvent| {
                    event.prevent_default();
                    choose(at.get_untracked());
                })
            >
                <span class="icon icon-search" aria-hidden="true"></span>
                <input
                    role="combobox"
                    aria-label=words.find
                    aria-expanded="true"
                    aria-controls="switcher-rooms"
                    aria-autocomplete="list"
                    aria-activedescendant=once::live(move || id(at.get()))
                    aria-describedby=once::live(move || {
                        chat.refused_name.with(Option::is_some).then_some("switcher-error")
                    })
                    placeholder=words.find
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    maxlength="50"
                    autofocus
                    node_ref=field
                    on:keydown=once::on(keydown)
                    on:input=once::on(move |event| {
                        chat.forget_refused_name();
                        at.set(0);
                        typed.set(event_target_value(&event));
                    })
                />
            </form>
            <p
                class="error"
                id="switcher-error"
                role="alert"
                hidden=once::live(move || refused().is_empty())
            >
                {once::live(refused)}
            </p>
            <ul role="listbox" id="switcher-rooms" aria-label=words.title>
                {options}
            </ul>
        </dialog>
    }
}

fn id(index: usize) -> String {
    format!("switcher-{index}")
}

/// The rooms whose name holds what was typed: the one that is called so, those that begin with it, the
/// others, and of each those with something unread first. At the end what was typed itself, if no room is
/// called that.
fn choices(rooms: &[RoomSummary], typed: &str) -> Vec<Choice> {
    let typed = typed.trim();
    let wanted = browser::folded(typed);
    let rank = |room: &RoomSummary| {
        let name = browser::folded(&room.name);
        let place = match name.find(&wanted)? {
            0 if name == wanted => 0,
            0 => 1,
            _ => 2,
        };
        Some(2 * place + u8::from(room.unread == 0))
    };
    let ranks: Vec<_> = rooms.iter().map(rank).collect();
    let mut choices = Vec::new();
    // Pass by pass: the page has no other use for a sort.
    for wanted in 0..6 {
        for (room, _) in rooms.iter().zip(&ranks).filter(|(_, rank)| **rank == Some(wanted)) {
            let name = room.name.clone();
            choices.push(Choice { name, unread: room.unread, is_new: false });
        }
    }
    choices.truncate(OFFERED_MAX);
    let is_there = ranks.iter().flatten().any(|rank| *rank < 2);
    if !typed.is_empty() && !is_there {
        choices.push(Choice { name: typed.to_owned(), unread: 0, is_new: true });
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::choices;
    use crate::event::{RoomId, RoomKind, RoomSummary, Seq};

    fn room(name: &str, unread: u64) -> RoomSummary {
        let (name, topic, kind) = (name.to_owned(), String::new(), RoomKind::Room);
        let (head, read) = (Seq(9), Seq(1));
        RoomSummary { room: RoomId(1), name, kind, topic, head, read, unread, mentions: 0 }
    }

    fn offered(typed: &str) -> Vec<String> {
        let rooms = ["attic", "ops", "Opsroom", "shops", "loops"].map(|name| room(name, 0));
        let rooms = [rooms.as_slice(), &[room("laptops", 3), room("opsies", 1)]].concat();
        let said = |choice: super::Choice| {
            format!("{}{}", if choice.is_new { "+" } else { "" }, choice.name)
        };
        choices(&rooms, typed).into_iter().map(said).collect()
    }

    #[test]
    fn the_room_itself_then_those_that_begin_so_then_the_others_and_the_unread_first() {
        assert_eq!(offered("OPS"), ["ops", "opsies", "Opsroom", "laptops", "shops", "loops"]);
        assert_eq!(offered(" ops"), offered("ops"));
    }

    #[test]
    fn without_a_letter_all_are_offered_and_what_is_no_room_can_be_made() {
        let all = ["laptops", "opsies", "attic", "ops", "Opsroom", "shops", "loops"];
        assert_eq!(offered(""), all);
        assert_eq!(offered("att"), ["attic", "+att"]);
        assert_eq!(offered("茶室"), ["+茶室"]);
    }

    #[test]
    fn a_long_list_is_cut_and_what_was_typed_is_offered_all_the_same() {
        let rooms: Vec<_> = (0..50).map(|number| room(&format!("room-{number}"), 0)).collect();
        assert_eq!(choices(&rooms, "room").len(), super::OFFERED_MAX + 1);
    }
}
