//! Specimens of what lies over the page: the switcher, the picker.

use leptos::prelude::*;

use super::controls::by;
use super::message::{answered, reaction};
use super::scene::{NOW_MS, SAMPLES, Scene};
use super::{Section, Stage, State};
use crate::chat::Chat;
use crate::client::Client;
use crate::event::{Command, ErrorCode, ErrorReply, Event};
use crate::ui::in_hand::InHand;
use crate::ui::picker::Picker;
use crate::ui::switcher::Switcher;

/// Getting to a room by its name.
pub(super) fn switcher() -> Section {
    let section = Section::of("switcher", &["Switcher"])
        .shows(State::Default, |stage| switching(three(stage).live(), ""))
        .shows_also(State::Default, "a name that is no room yet", |stage| {
            switching(three(stage).live(), "garden-of-herbs")
        })
        .typing("type", ".switcher input", "garden-of-herbs")
        .shows_also(State::Default, "people", |stage| {
            switching(three(stage).having_written(&[("cid", 1)]).live(), "@")
        })
        .typing("type", ".switcher input", "@")
        .shows(State::Hover, |stage| switching(three(stage).live(), ""))
        .acting("hover", ".switcher li:last-child")
        .shows(State::Focus, |stage| switching(three(stage).live(), ""))
        .acting("focus", ".switcher input")
        .shows(State::Empty, |stage| switching(stage.chat(me(), Vec::new(), None), ""))
        .shows(State::Error, |stage| {
            let sentence =
                "A name has 1 to 50 letters or digits of any script, with - _ . between them.";
            switching(three(stage).lives(|client| refuse(client, "//", sentence)), "//")
        })
        .typing("type", ".switcher input", "//")
        .shows(State::Three, |stage| switching(three(stage).live(), ""))
        .shows(State::ThreeThousand, |stage| {
            let names: Vec<_> = (1..3_000).map(|number| format!("room-{number}")).collect();
            let rooms: Vec<_> = names.iter().map(|name| (name.as_str(), 0, 0)).collect();
            switching(Scene::new(stage).beside(&rooms).live(), "room")
        })
        .typing("type", ".switcher input", "room");
    let rooms = SAMPLES.iter().filter(|sample| sample.state != State::Emoji);
    let section = rooms.fold(section, |section, sample| {
        section
            .shows(sample.state, |stage| {
                let scene = Scene::of(stage, sample).beside(&[("general", 120, 0)]);
                switching(scene.live(), "")
            })
            .shows_also(sample.state, "typed", |stage| {
                switching(Scene::of(stage, sample).live(), sample.other)
            })
            .typing("type", ".switcher input", sample.other)
    });
    section
        .all_high(420)
        .all_acting("open", ".switcher")
        .never(&[State::Active], "pressed, a room looks as it does below a pointer")
        .never(&[State::Disabled, State::Loading], "all rooms are known when the page opens")
        .never(&[State::Waiting], "it stays as it is until the room is open, and goes then")
        .never(&[State::Offline], "the room's header says so; what is known can be chosen")
        .never(&[State::Emoji], NO_EMOJI)
}

/// A room's or a person's name has none.
pub(super) const NO_EMOJI: &str = "a name has letters and digits";

fn three(stage: Stage) -> Scene {
    Scene::new(stage).beside(&[("books", 3, 1), ("garden", 0, 0)])
}

fn me() -> crate::event::User {
    crate::event::User { name: "ann".to_owned(), admin: false }
}

fn switching(chat: Chat, typed: &str) -> AnyView {
    let (open, typed) = (RwSignal::new(true), RwSignal::new(typed.to_owned()));
    view! { <Switcher chat open typed /> }.into_any()
}

/// The person asks for a room whose name the server will not have.
fn refuse(client: &mut Client, name: &str, sentence: &str) {
    client.open(name);
    let asked = client.take_work(NOW_MS).commands.into_iter().find_map(|command| match command {
        Command::ChangeRoom(asked) => asked.client_id,
        _ => None,
    });
    let refusal = ErrorReply {
        code: ErrorCode::BadName,
        message: sentence.to_owned(),
        client_id: asked,
        room: None,
        retry_after_ms: None,
        is_final: true,
    };
    client.hear(&Event::Error(refusal), NOW_MS);
}

/// Choosing an emoji.
pub(super) fn picker() -> Section {
    let section = Section::of("picker", &["Picker"])
        .shows(State::Default, |stage| picking(answered(stage).live()))
        .shows(State::Hover, |stage| picking(answered(stage).live()))
        .acting("hover", ".picker-common button:nth-child(3)")
        .shows(State::Focus, |stage| picking(answered(stage).live()))
        .acting("focus", ".picker-common button:nth-child(3)")
        .shows_also(State::Focus, "the field", |stage| picking(answered(stage).live()))
        .acting("focus", "#other-emoji")
        .shows(State::Empty, |stage| picking(Scene::new(stage).says("bob", "Hm.").live()))
        .shows(State::Emoji, |stage| picking(answered(stage).live()))
        .typing("type", "#other-emoji", "👩‍👩‍👧‍👦")
        .shows(State::Three, |stage| picking(by(stage, 3).live()))
        .shows(State::ThreeThousand, |stage| picking(by(stage, 3_000).live()));
    let names = SAMPLES.iter().filter(|sample| sample.state != State::Emoji);
    let section = names.fold(section, |section, sample| {
        section.shows(sample.state, |stage| {
            let people = vec![sample.person, sample.other, "cid"];
            let scene = Scene::of(stage, sample);
            picking(scene.and(|message| message.reactions = vec![reaction("👍", people)]).live())
        })
    });
    section
        .all_high(480)
        .all_acting("open", ".picker")
        .never(&[State::Active], "pressed, it is closed")
        .never(&[State::Disabled, State::Loading, State::Waiting], "a reaction is a row's at once")
        .never(&[State::Error], "the browser says what is wrong with the field, in its own look")
        .never(&[State::Offline], "one can react all the same; the message says that it waits")
}

fn picking(chat: Chat) -> AnyView {
    let in_hand = InHand::new(chat);
    in_hand.reacting.set(chat.rows.get_untracked().first().map(|live| live.row.clone()));
    view! { <Picker chat in_hand /> }.into_any()
}
