//! Specimens of what an admin says to everybody.

use leptos::prelude::*;

use super::scene::{NOW_MS, SAMPLES, Scene, at};
use super::{Section, Stage, State};
use crate::event::{Announcement, Event};
use crate::ui::announcement::announcement;

const TEXT: &str = "**Maintenance** at 18:00: Banter is away for ten minutes. What you type meanwhile is sent \
                    when it is back; see https://status.example.org.";

/// What an admin says to everybody.
pub(super) fn section() -> Section {
    let plain = |stage| told(stage, "ann", TEXT);
    let section = Section::of("announcement", &[])
        .shows(State::Default, plain)
        .shows_also(State::Default, "longer than its space", |stage| {
            told(stage, "ann", &[TEXT; 20].join("\n\n"))
        })
        .high(600)
        .shows(State::Empty, |stage| view! { {announcement(Scene::new(stage).live())} }.into_any())
        .shows(State::Hover, plain)
        .acting("hover", ".announcement button")
        .shows(State::Focus, plain)
        .acting("focus", ".announcement button");
    let section = SAMPLES.iter().fold(section, |section, sample| {
        section.shows(sample.state, move |stage| told(stage, sample.person, sample.text))
    });
    section
        .never(&[State::Active], "pressed, its button looks as it does below a pointer")
        .never(&[State::Disabled], "it can always be dismissed")
        .never(&[State::Loading, State::Error, State::Waiting], "it is there, or it is not")
        .never(&[State::Offline], "it stays as it is: that is Default")
        .never(&[State::Three, State::ThreeThousand], "one is shown at a time: that is Default")
}

fn told(stage: Stage, from: &str, text: &str) -> AnyView {
    let event = Event::Announcement(Announcement {
        id: "a1".to_owned(),
        message: text.to_owned(),
        html: (stage.markup)(text, &[]),
        from: from.to_owned(),
        sent: at(2 * 1_440),
        expires: at(3 * 1_440),
    });
    let chat = Scene::new(stage).lives(|client| client.hear(&event, NOW_MS));
    view! { {announcement(chat)} }.into_any()
}
