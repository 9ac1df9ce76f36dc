//! Specimens of who is there and who is writing.

use leptos::prelude::*;

use super::overlays::NO_EMOJI;
use super::scene::{NOW_MS, ROOM, SAMPLES, Scene, at};
use super::{Section, State};
use crate::chat::Chat;
use crate::client::Client;
use crate::event::{Event, Presence, PresenceState, Typist, UserPresence};
use crate::ui::typing::typing;

/// Of eve nothing is known.
pub(super) const PEOPLE: [&str; 5] = ["ann", "bob", "cid", "dan", "eve"];

/// Who is writing.
pub(super) fn who_types() -> Section {
    let by = |names: &'static [&'static str]| {
        move |stage| line(Scene::new(stage).lives(|client| write(client, names)))
    };
    let section = Section::of("typing", &[])
        .shows(State::Default, by(&["bob"]))
        .shows_also(State::Default, "two", by(&["bob", "cid"]))
        .shows(State::Three, by(&["bob", "cid", "dan"]))
        .shows(State::Empty, by(&[]));
    let names = SAMPLES.iter().filter(|sample| sample.state != State::Emoji);
    let section = names.fold(section, |section, sample| {
        let two = [sample.person, sample.other];
        section
            .shows(sample.state, move |stage| {
                line(Scene::new(stage).lives(|client| write(client, &two[..1])))
            })
            .shows_also(sample.state, "two", move |stage| {
                line(Scene::new(stage).lives(|client| write(client, &two)))
            })
    });
    section
        .never(&[State::Hover, State::Focus, State::Active, State::Disabled], "it is a text")
        .never(&[State::Loading, State::Error, State::Waiting, State::Offline], "that is Empty")
        .never(&[State::ThreeThousand], "more than two are not named: that is Three")
        .never(&[State::Emoji], NO_EMOJI)
}

/// Each of the first four is there in another way.
pub(super) fn there(client: &mut Client) {
    let [ann, bob, cid, dan, _] = PEOPLE;
    let users = vec![
        state(ann, PresenceState::Online, None),
        state(bob, PresenceState::Away, None),
        state(cid, PresenceState::Offline, Some(2 * 1_440 + 5)),
        state(dan, PresenceState::Offline, Some(5)),
    ];
    client.hear(&Event::Presence(Presence { users, room: None }), NOW_MS);
}

fn state(name: &str, state: PresenceState, seen: Option<u64>) -> UserPresence {
    UserPresence { name: name.to_owned(), state, seen: seen.map(at) }
}

fn write(client: &mut Client, names: &[&str]) {
    for name in names {
        let typist = Typist { room: ROOM, from: (*name).to_owned() };
        client.hear(&Event::Typing(typist), NOW_MS);
    }
}

fn line(chat: Chat) -> AnyView {
    view! { <div class="composer">{typing(chat)}</div> }.into_any()
}
