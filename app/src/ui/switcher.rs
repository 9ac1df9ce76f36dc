//! Getting to a room or to somebody by a few letters of a name, or making a room.

mod choices;

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;

use super::keys;
use crate::browser;
use crate::chat::Chat;
use crate::once;

use choices::{Choice, Kind, choices};

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
        if !open.get() {
            return Vec::new();
        }
        let me = chat.user.with(|user| user.name.clone());
        let (rooms, others) = (chat.rooms.read(), chat.others.read());
        choices(&rooms, &others, &chat.people.read(), &me, &typed.read())
    });
    once::effect(move || {
        let (Some(dialog), true) = (dialog.get(), open.get()) else { return };
        typed.set(String::new());
        at.set(0);
        chat.forget_refused_name();
        chat.find_others();
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
    // It is told some time after; by then it may be open again.
    let closed = move |_| {
        if dialog.get_untracked().is_some_and(|dialog| !dialog.open()) {
            open.set(false);
            chat.cancel_open();
        }
    };
    let choose = move |index: usize| {
        let chosen = choices.with_untracked(|choices| choices.get(index).cloned());
        match chosen {
            Some(Choice { handle, kind: Kind::Own, .. }) => {
                close();
                chat.go_to.set(Some(handle));
                keys::go_and_write();
            }
            Some(Choice { handle, kind, .. }) => {
                chat.open_or_make(&handle, kind == Kind::ForNow);
            }
            None => {}
        }
    };
    let keydown = move |event: KeyboardEvent| {
        if keys::is_composing(&event) {
            return;
        }
        let count = choices.with_untracked(Vec::len).max(1);
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => count - 1,
            _ => return,
        };
        event.prevent_default();
        at.update(|at| *at = (*at + step) % count);
        browser::next_frame(move || {
            browser::bring_into_view(&format!("#{}", id(at.get_untracked())))
        });
    };
    let options = move || {
        let at = at.get();
        let option = |(index, choice): (usize, Choice)| {
            let of_people = choice.is_of_people();
            let Choice { name, unread, kind, .. } = choice;
            let [before, after] = match (kind, of_people) {
                (Kind::Own, _) => ["", ""],
                (Kind::Other, _) => words.join,
                (Kind::New, false) => words.open_or_make,
                (Kind::New, true) => words.write_to,
                (Kind::ForNow, _) => words.make_for_now,
            };
            view! {
                <li
                    id=id(index)
                    role="option"
                    class:new=!matches!(kind, Kind::Own | Kind::Other)
                    class:of-people=of_people
                    aria-selected=(index == at).to_string()
                    on:click=once::on(move |_| choose(index))
                >
                    <span>{before} <bdi>{name}</bdi> {after}</span>
                    {(unread > 0)
                        .then(|| view! { <span class="count">{crate::words::count(unread)}</span> })}
                </li>
            }
        };
        choices.get().into_iter().enumerate().map(option).collect_view()
    };
    // Nothing is offered for what can be no name.
    let is_bad = move || {
        let typed = typed.read();
        let typed = typed.trim();
        !typed.is_empty() && !typed.starts_with('@') && choices.read().is_empty()
    };
    let refused = move || match chat.refused_name.get() {
        None if is_bad() => words.bad_name.to_owned(),
        refused => refused.unwrap_or_default(),
    };
    view! {
        <dialog
            class="switcher"
            aria-label=words.find
            closedby="any"
            node_ref=dialog
            on:close=once::on(closed)
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
                    aria-activedescendant=once::live(move || {
                        choices.with(|choices| (!choices.is_empty()).then(|| id(at.get())))
                    })
                    aria-describedby=once::live(move || {
                        (!refused().is_empty()).then_some("switcher-error")
                    })
                    placeholder=words.find
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    maxlength="264"
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
