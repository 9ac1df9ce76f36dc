//! Specimens of what is pressed and written in: actions, reactions, the composer.

use leptos::prelude::*;

use super::message::{all, answered, in_hands, reaction, refusal};
use super::scene::{LONG_WORD, MESSAGE_CHARS, SAMPLES, Scene};
use super::{Section, Stage, State};
use crate::event::Seq;
use crate::ui::composer::Composer;
use crate::ui::in_hand::InHand;

/// What can be done to a message.
pub(super) fn actions() -> Section {
    let own = |stage| all(Scene::new(stage).says("ann", "Good morning!").live());
    let others = |stage| all(Scene::new(stage).says("bob", "Good morning!").live());
    Section::of("actions", &["Actions", "Buttons"])
        .shows(State::Default, own)
        .acting("hover", ".message")
        .shows_also(State::Default, "of another's message", others)
        .acting("hover", ".message")
        .shows_also(State::Default, "opened by its button", |stage| {
            let chat = Scene::new(stage).says("ann", "Good morning!").live();
            let in_hand = InHand::new(chat);
            in_hand.open.set(chat.rows.get_untracked().first().map(|live| live.key.clone()));
            in_hands(chat, in_hand)
        })
        .shows(State::Hover, own)
        .acting("hover", ".actions button:last-child")
        .shows(State::Focus, own)
        .acting("focus", ".actions button:last-child")
        .shows(State::LongWord, |stage| {
            all(Scene::new(stage).says("ann", &[LONG_WORD; 9].join(" ")).live())
        })
        .acting("hover", ".message")
        .never(&[State::Active], "pressed, they look as they do below a pointer")
        .never(&[State::Disabled, State::Empty], "what cannot be done is not there")
        .never(
            &[State::Loading, State::Waiting],
            "what they do is done at once, and waits as a row",
        )
        .never(&[State::Error, State::Offline], "the message or the connection says so")
        .never(&[State::LongName, State::Chinese, State::Arabic, State::Emoji], NO_TEXT)
        .never(&[State::Three, State::ThreeThousand], "there are two or three of them")
}

const NO_TEXT: &str = "nothing that people write is in it; choose the language above";

/// What people answered a message with.
pub(super) fn reactions() -> Section {
    let section = Section::of("reactions", &["Reactions"])
        .shows(State::Default, |stage| all(answered(stage).live()))
        .shows(State::Hover, |stage| all(answered(stage).live()))
        .acting("hover", ".reaction")
        .shows_also(State::Hover, "the last of a row", |stage| all(many(stage).live()))
        .acting("hover", ".reaction:last-child")
        .shows(State::Focus, |stage| all(answered(stage).live()))
        .acting("focus", ".reaction")
        .shows(State::Active, |stage| all(answered(stage).live()))
        .acting("active", ".reaction")
        .shows(State::Empty, |stage| all(Scene::new(stage).says("bob", "Hm.").live()))
        .shows(State::Emoji, |stage| all(many(stage).live()))
        .shows(State::Waiting, |stage| {
            all(Scene::new(stage).says("bob", "Hm.").cut_off(|client| {
                let moment = super::scene::typed();
                client.react(Seq(1), "👍", true, moment).expect("nothing waits");
            }))
        })
        .shows(State::Three, |stage| all(by(stage, 3).live()))
        .acting("hover", ".reaction")
        .shows(State::ThreeThousand, |stage| all(by(stage, 3_000).live()))
        .acting("hover", ".reaction")
        .never(&[State::Disabled], "they can be pressed as long as the message is there")
        .never(&[State::Loading], "they come with the message")
        .never(&[State::Error], "the room's header says so")
        .never(&[State::Offline], "that is Waiting");
    let names = SAMPLES.iter().filter(|sample| sample.state != State::Emoji);
    names.fold(section, |section, sample| {
        let draw = |stage| {
            let people = vec![sample.person, sample.other, "cid"];
            let scene = Scene::of(stage, sample);
            all(scene.and(|message| message.reactions = vec![reaction("👍", people)]).live())
        };
        section.shows(sample.state, draw).acting("hover", ".reaction")
    })
}

fn many(stage: Stage) -> Scene {
    let emoji =
        ["👍🏽", "❤️", "😂", "🎉", "😮", "😢", "🙏", "👀", "🇹🇼", "👩‍👩‍👧‍👦", "🏳️‍🌈", "1️⃣", "✅", "🫠"];
    let all = emoji.repeat(2);
    let one = |(at, emoji): (usize, &&str)| {
        reaction(emoji, if at % 3 == 0 { vec!["ann", "bob"] } else { vec!["bob"] })
    };
    let scene = Scene::new(stage).says("bob", "What do you think?");
    scene.and(|message| message.reactions = all.iter().enumerate().map(one).collect())
}

/// A message to which so many have reacted.
pub(super) fn by(stage: Stage, count: usize) -> Scene {
    let people: Vec<_> = (1..=count).map(|number| format!("person-{number}")).collect();
    let scene = Scene::new(stage).says("bob", "What do you think?");
    let people = people.iter().map(String::as_str).collect();
    scene.and(|message| message.reactions = vec![reaction("👍", people)])
}

/// The field to write in.
pub(super) fn composer() -> Section {
    let plain = |stage| written(stage, None, 0, false);
    let near = |stage| written(stage, None, MESSAGE_CHARS - 88, false);
    let over = |stage| written(stage, Some(refusal(stage)), MESSAGE_CHARS + 12, false);
    let section = Section::of("composer", &["Composer"])
        .shows(State::Default, plain)
        .shows_also(State::Default, "with many lines", plain)
        .typing("type", "#message", "One\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine")
        .high(600)
        .shows_also(State::Default, "near the limit", near)
        .typing("type", "#message", "There is not much room.")
        .shows_also(State::Default, "editing", |stage| written(stage, None, 0, true))
        .typing("type", "#message", "Good morning!")
        .shows(State::Hover, plain)
        .acting("hover", ".composer-line button")
        .shows_also(State::Hover, "cancelling", |stage| written(stage, None, 0, true))
        .acting("hover", ".composer-editing button")
        .shows(State::Focus, plain)
        .acting("focus", "#message")
        .shows_also(State::Focus, "its button", plain)
        .acting("focus", ".composer-line button")
        .shows(State::Error, over)
        .typing("type", "#message", "Far too much was written before this.");
    let texts = SAMPLES.iter().filter(|sample| sample.state != State::LongName);
    let section = texts.fold(section, |section, sample| {
        section.shows(sample.state, plain).typing("type", "#message", sample.text).high(320)
    });
    section
        .never(&[State::Active], "pressed, its button looks as it does below a pointer")
        .never(&[State::Disabled, State::Offline], "one can always write; what is sent then waits")
        .never(&[State::Loading], "what was typed before is in the browser")
        .never(&[State::Empty], "that is Default")
        .never(&[State::Waiting], "what waits is a row of the list")
        .never(&[State::LongName], "it names nobody")
        .never(&[State::Three, State::ThreeThousand], "there is one")
}

fn written(stage: Stage, error: Option<String>, chars: usize, editing: bool) -> AnyView {
    let chat = Scene::new(stage).says("ann", "Good morning!").live();
    let in_hand = InHand::new(chat);
    if editing {
        in_hand.edit(chat, Seq(1), "Good morning!".to_owned());
    }
    let (error, chars) = (RwSignal::new(error), RwSignal::new(chars));
    view! { <Composer chat in_hand error chars /> }.into_any()
}
