//! Getting to a room or to somebody by a few letters of a name, or making a room.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;

use crate::browser;
use crate::chat::Chat;
use crate::event::{RoomKind, RoomSummary};
use crate::http::Members;
use crate::once;

/// Rooms offered at once.
const OFFERED_MAX: usize = 12;

/// One thing that can be chosen.
#[derive(Clone, PartialEq, Eq)]
struct Choice {
    name: String,
    /// What it is asked for by.
    handle: String,
    unread: u64,
    /// Not a room of the person's yet.
    is_new: bool,
}

impl Choice {
    /// Asked for by `handle`, and not there yet.
    fn new(handle: String) -> Self {
        let name = handle.trim_start_matches('@').to_owned();
        Self { name, handle, unread: 0, is_new: true }
    }

    fn is_of_people(&self) -> bool {
        self.handle.starts_with('@')
    }
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
        if !open.get() {
            return Vec::new();
        }
        let me = chat.user.with(|user| user.name.clone());
        let (rooms, people, typed) = (chat.rooms.read(), chat.people.read(), typed.read());
        choices(&rooms, &people, &me, &typed)
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
            Some(choice) if choice.is_new => chat.open(&choice.handle),
            Some(choice) => {
                close();
                chat.go_to.set(Some(choice.handle));
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
            let of_people = choice.is_of_people();
            let Choice { name, unread, is_new, .. } = choice;
            let [before, after] = match (is_new, of_people) {
                (false, _) => ["", ""],
                (true, false) => words.open_or_make,
                (true, true) => words.write_to,
            };
            view! {
                <li
                    id=id(index)
                    role="option"
                    class:new=is_new
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
    let refused = move || chat.refused_name.get().unwrap_or_default();
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
                    aria-activedescendant=once::live(move || id(at.get()))
                    aria-describedby=once::live(move || {
                        chat.refused_name.with(Option::is_some).then_some("switcher-error")
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

/// The rooms whose name holds what was typed: the one that is called so, those that begin with it, the
/// others, and of each those with something unread first; then the people beside whom one is. At the end
/// what was typed itself, if no room is called that, or nobody. With an `@` only people are meant.
fn choices(rooms: &[RoomSummary], people: &Members, me: &str, typed: &str) -> Vec<Choice> {
    let typed = typed.trim();
    let (wants_people, name) = match typed.strip_prefix('@') {
        Some(name) => (true, name),
        None => (false, typed),
    };
    let wanted = browser::folded(name);
    let rank = |room: &RoomSummary| {
        if wants_people && room.kind == RoomKind::Room {
            return None;
        }
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
            let (name, handle) = (room.name.clone(), room.handle());
            choices.push(Choice { name, handle, unread: room.unread, is_new: false });
        }
    }
    if typed.is_empty() {
        choices.truncate(OFFERED_MAX);
        return choices;
    }
    let names = people.members.iter().map(|member| &member.name);
    for name in names.filter(|name| *name != me && browser::folded(name).contains(&wanted)) {
        let handle = format!("@{name}");
        if !choices.iter().any(|choice| choice.handle == handle) {
            choices.push(Choice::new(handle));
        }
    }
    choices.truncate(OFFERED_MAX);
    let is_typed = |choice: &Choice| {
        choice.is_of_people() == wants_people && browser::folded(&choice.name) == wanted
    };
    if !wanted.is_empty() && !choices.iter().any(is_typed) {
        choices.push(Choice::new(typed.to_owned()));
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::choices;
    use crate::event::{RoomId, RoomKind, RoomSummary, Seq};
    use crate::http::{Member, Members};

    fn room(name: &str, unread: u64) -> RoomSummary {
        let (name, topic, kind) = (name.to_owned(), String::new(), RoomKind::Room);
        let (head, read) = (Seq(9), Seq(1));
        RoomSummary { room: RoomId(1), name, kind, topic, head, read, unread, mentions: 0 }
    }

    fn people(names: &[&str]) -> Members {
        let member = |name: &&str| Member { name: (*name).to_owned(), admin: false };
        Members { members: names.iter().map(member).collect(), ..Members::default() }
    }

    fn said(choices: Vec<super::Choice>) -> Vec<String> {
        let said = |choice: super::Choice| {
            format!("{}{}", if choice.is_new { "+" } else { "" }, choice.handle)
        };
        choices.into_iter().map(said).collect()
    }

    fn offered(typed: &str) -> Vec<String> {
        let rooms = ["attic", "ops", "Opsroom", "shops", "loops"].map(|name| room(name, 0));
        let rooms = [rooms.as_slice(), &[room("laptops", 3), room("opsies", 1)]].concat();
        said(choices(&rooms, &Members::default(), "ann", typed))
    }

    fn offered_with_people(typed: &str) -> Vec<String> {
        let with = |name, kind| RoomSummary { kind, ..room(name, 0) };
        let conversations = [with("bob", RoomKind::Direct), with("bob, cid", RoomKind::Group)];
        let rooms = [&[room("bobbins", 0), room("general", 0)], conversations.as_slice()].concat();
        said(choices(&rooms, &people(&["ann", "bob", "Bodo", "cid"]), "ann", typed))
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
        let nobody = Members::default();
        assert_eq!(choices(&rooms, &nobody, "ann", "room").len(), super::OFFERED_MAX + 1);
    }

    #[test]
    fn people_come_after_rooms_and_their_conversations() {
        assert_eq!(offered_with_people("bo"), ["bobbins", "@bob", "@bob,cid", "+@Bodo", "+bo"]);
        assert_eq!(offered_with_people("bob"), ["@bob", "bobbins", "@bob,cid", "+bob"]);
        assert_eq!(offered_with_people("BODO"), ["+@Bodo", "+BODO"], "it can be a room as well");
        assert_eq!(offered_with_people("ann"), ["+ann"], "one's own name is a room's");
        assert_eq!(offered_with_people("").len(), 4, "without a letter nobody is added");
    }

    #[test]
    fn with_an_at_only_people_are_meant() {
        assert_eq!(offered_with_people("@bo"), ["@bob", "@bob,cid", "+@Bodo", "+@bo"]);
        assert_eq!(offered_with_people("@bob"), ["@bob", "@bob,cid"]);
        assert_eq!(offered_with_people("@bodo"), ["+@Bodo"]);
        assert_eq!(offered_with_people("@dan"), ["+@dan"], "who is elsewhere");
        assert_eq!(offered_with_people("@dan,cid"), ["+@dan,cid"]);
        assert_eq!(offered_with_people("@ann"), ["+@ann"], "notes");
        assert_eq!(offered_with_people("@"), ["@bob", "@bob,cid", "+@Bodo", "+@cid"]);
    }
}
