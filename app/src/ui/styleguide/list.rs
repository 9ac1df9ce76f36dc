//! Specimens of the list of messages.

use leptos::prelude::*;

use super::message::say;
use super::scene::{NOW_MS, ROOM, SAMPLES, Scene, room};
use super::{Section, Stage, State};
use crate::chat::Chat;
use crate::client::Client;
use crate::event::{Event, User};
use crate::ui::in_hand::InHand;
use crate::ui::message_list::MessageList;

/// The list of messages.
pub(super) fn section() -> Section {
    let section = Section::of("message_list", &["MessageList", "ToEnd", "Beginning"])
        .shows(State::Default, |stage| list(Scene::new(stage).says_much(12).live()))
        .shows_also(State::Default, "further up", |stage| list(further_up(stage, 3)))
        .shows_also(State::Default, "further up with nothing new", |stage| {
            list(further_up(stage, 0))
        })
        .shows(State::Hover, |stage| list(further_up(stage, 3)))
        .acting("hover", ".to-end button")
        .shows(State::Focus, |stage| list(Scene::new(stage).says_much(12).live()))
        .acting("focus", ".messages")
        .shows_also(State::Focus, "the way to the end", |stage| list(further_up(stage, 300)))
        .acting("focus", ".to-end button")
        .shows(State::Loading, |stage| list(opened(stage, |_| {})))
        .shows_also(State::Loading, "older ones", |stage| {
            list(Scene::new(stage).says_much(50).lives(|client| {
                client.ask_older();
            }))
        })
        .acting("top", ".messages")
        .shows(State::Empty, |stage| list(Scene::new(stage).live()))
        .shows(State::Error, |stage| list(opened(stage, |client| client.loaded(ROOM, None))))
        .shows_also(State::Error, "older ones", |stage| {
            list(Scene::new(stage).says_much(50).lives(|client| {
                if let Some((room, before)) = client.ask_older() {
                    client.older(room, before, None);
                }
            }))
        })
        .acting("top", ".messages")
        .shows(State::Waiting, |stage| {
            list(Scene::new(stage).says_much(3).chat().rehearse(NOW_MS, |client, _| many(client)))
        })
        .shows(State::Offline, |stage| list(Scene::new(stage).says_much(3).cut_off(many)))
        .shows(State::Three, |stage| list(Scene::new(stage).says_much(3).live()))
        .shows(State::ThreeThousand, |stage| list(Scene::new(stage).says_much(3_000).live()))
        .shows_also(State::ThreeThousand, "their oldest shown", |stage| {
            list(Scene::new(stage).says_much(3_000).live())
        })
        .acting("top", ".messages");
    let section = SAMPLES.iter().fold(section, |section, sample| {
        section.shows(sample.state, |stage| {
            let scene = Scene::of(stage, sample).says(sample.other, sample.text);
            let scene = scene.says(sample.person, sample.text);
            list(scene.says(sample.other, &format!("@{} {}", sample.person, sample.text)).live())
        })
    });
    section
        .all_high(360)
        .never(&[State::Active], "pressed, its buttons look as they do below a pointer")
        .never(&[State::Disabled], "nothing in it can be")
}

/// In a column, as in the room's page.
fn list(chat: Chat) -> AnyView {
    let in_hand = InHand::new(chat);
    view! {
        <div class="stage-column">
            <MessageList chat in_hand />
        </div>
    }
    .into_any()
}

/// Somebody reads above the end while `count` messages come.
fn further_up(stage: Stage, count: u64) -> Chat {
    let scene = Scene::new(stage).says_much(300);
    let said = |number| scene.message(300 + number, "bob", "Something new.");
    let new: Vec<_> = (1..=count).map(said).map(Event::NewMessage).collect();
    scene.lives(|client| {
        client.look(ROOM, false, None);
        client.ask_older();
        while client.advance() {}
        for event in &new {
            client.hear(event, NOW_MS);
        }
    })
}

/// A room that was chosen just now.
fn opened(stage: Stage, play: impl FnOnce(&mut Client)) -> Chat {
    let me = User { name: "ann".to_owned(), admin: false };
    stage.chat(me, vec![room(ROOM, "general")], None).rehearse(NOW_MS, |client, link| {
        link.connect(NOW_MS);
        link.opened(NOW_MS);
        client.show("general");
        play(client);
    })
}

fn many(client: &mut Client) {
    for text in ["Said first,", "said second,", "said third."] {
        say(client, text);
    }
}
