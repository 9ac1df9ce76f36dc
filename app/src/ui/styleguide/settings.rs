//! Specimens of the page of a room's settings.

use leptos::prelude::*;

use super::scene::{LONG_WORD, ROOM, SAMPLES, room};
use super::{Section, Stage, State};
use crate::event::RoomSummary;
use crate::ui::room_settings::{Field, RoomSettings, RoomSettingsPage};

/// The page, for different people.
pub(super) fn section() -> Section {
    let theirs = |stage| page(stage, &lobby(), |_| {});
    let section = Section::of("room_settings", &["RoomSettingsPage", "Texts", "Deed"])
        .shows(State::Default, theirs)
        .shows_also(State::Default, "of somebody else", |stage| {
            page(stage, &lobby(), |settings| settings.is_theirs = false)
        })
        .shows_also(State::Default, "of the room of all, for an admin", |stage| {
            page(stage, &lobby(), |settings| settings.is_general = true)
        })
        .shows_also(State::Default, "archived", |stage| {
            page(stage, &RoomSummary { archived: true, ..lobby() }, |_| {})
        })
        .shows_also(State::Default, "temporary", |stage| {
            page(stage, &RoomSummary { temporary: true, ..lobby() }, |_| {})
        })
        .shows(State::Hover, theirs)
        .acting("hover", ".deed .quiet")
        .shows_also(State::Hover, "deleting", theirs)
        .acting("hover", ".deed .grave")
        .shows(State::Focus, theirs)
        .acting("focus", "#topic")
        .shows(State::Disabled, |stage| {
            page(stage, &lobby(), |settings| settings.is_theirs = false)
        })
        .shows(State::Empty, |stage| page(stage, &room(ROOM, "lobby"), |_| {}))
        .shows(State::Error, |stage| {
            page(stage, &lobby(), |settings| {
                settings.refused =
                    Some((Some(Field::Name), "Another room is called that.".to_owned()));
                "general".clone_into(&mut settings.typed.0);
            })
        })
        .shows(State::LongWord, |stage| {
            page(stage, &RoomSummary { topic: LONG_WORD.repeat(4), ..lobby() }, |_| {})
        });
    let samples = SAMPLES.iter().filter(|sample| sample.state != State::LongWord);
    let section = samples.fold(section, |section, sample| {
        section.shows(sample.state, |stage| {
            let topic = sample.text.to_owned();
            page(stage, &RoomSummary { topic, ..room(ROOM, sample.room) }, |_| {})
        })
    });
    section
        .all_high(900)
        .never(&[State::Active], "pressed, its buttons look as they do below a pointer")
        .never(&[State::Loading, State::Waiting], "for as long as the server takes")
        .never(&[State::Offline], "it is loaded from the server")
        .never(&[State::Three, State::ThreeThousand], "it lists nothing")
}

fn lobby() -> RoomSummary {
    RoomSummary { topic: "Whatever there is to say".to_owned(), ..room(ROOM, "lobby") }
}

fn page(stage: Stage, room: &RoomSummary, change: impl FnOnce(&mut RoomSettings)) -> AnyView {
    let typed = (room.name.clone(), room.topic.clone());
    let (is_theirs, is_general) = (true, false);
    let mut settings =
        RoomSettings { room: room.clone(), is_theirs, is_general, refused: None, typed };
    change(&mut settings);
    view! { <RoomSettingsPage settings language=stage.language /> }.into_any()
}
