//! Specimens of one message.

use leptos::prelude::*;

use super::scene::{NOW_MS, SAMPLES, Scene, at, typed};
use super::{Section, Stage, State};
use crate::chat::Chat;
use crate::client::Client;
use crate::event::{
    BodyError, ErrorCode, ErrorReply, Event, NewMessage, Reaction, ReceiptStatus, Seq,
};
use crate::timeline::RowState;
use crate::ui::in_hand::InHand;
use crate::ui::message::Message;

const MARKDOWN: &str = "Some *emphasis*, **more**, ~~less~~, `code` and <https://example.org/a/path>.\n\n\
    - a list\n- of two\n\n1. first\n2. second\n\n> quoted\n>\n> twice\n\n```\nfn main() {\n    \
    println!(\"a line of code that is so long that it has to be scrolled, whatever the width of the window is, or nearly so\");\n}\n```\n\n\
    | a | table |\n|---|---|\n| of | cells |\n\n---\n\nThe end.";

/// One message.
pub(super) fn section() -> Section {
    let section = Section::of("message", &["Message", "Waiting", "Deleted", "Refused"])
        .shows(State::Default, |stage| all(Scene::new(stage).says("bob", "Good morning!").live()))
        .shows_also(State::Default, "own", |stage| {
            all(Scene::new(stage).says("ann", "Good morning!").live())
        })
        .shows_also(State::Default, "more of the same person", |stage| {
            let scene =
                Scene::new(stage).says("bob", "Good morning!").says("bob", "Are you there?");
            all(scene.says("bob", "I am.").says("ann", "So am I.").live())
        })
        .shows_also(State::Default, "naming the reader", |stage| {
            all(Scene::new(stage).says("bob", "Good morning, @ann and @bob!").live())
        })
        .shows_also(State::Default, "that the address names", |stage| {
            let scene = Scene::new(stage).says("bob", "Good morning!").says("ann", "Tea?").linked();
            all(scene.says("ann", "Or cake?").live())
        })
        .shows_also(State::Default, "Markdown", |stage| {
            all(Scene::new(stage).says("bob", MARKDOWN).live())
        })
        .shows_also(State::Default, "edited", |stage| {
            let scene = Scene::new(stage).says("bob", "Good morning!");
            all(scene.and(|message| message.edited = Some(at(9))).live())
        })
        .shows_also(State::Default, "being edited", being_edited)
        .shows_also(State::Default, "of programs, for somebody and not", |stage| {
            let program = |message: &mut NewMessage, alias: Option<&str>| {
                (message.bot, message.alias) = (true, alias.map(str::to_owned));
            };
            let scene = Scene::new(stage).says("bob", "The build failed.");
            let scene = scene.and(|message| program(message, Some("CI server")));
            let scene =
                scene.says("bob", "Twice.").and(|message| program(message, Some("CI server")));
            all(scene.says("bob", "It is 12:00:03.").and(|message| program(message, None)).live())
        })
        .shows_also(State::Default, "deleted", |stage| {
            let scene = Scene::new(stage).says("bob", "");
            all(scene.and(|message| message.deleted = true).live())
        })
        .shows_also(State::Default, "deleted and to be undone", |stage| {
            all(Scene::new(stage).says("ann", "Good night!").lives(delete_first))
        })
        .shows_also(State::Default, "with reactions", |stage| all(answered(stage).live()))
        .shows_also(State::Default, "between people: read, delivered, sent", |stage| {
            let come = [(2, ReceiptStatus::Delivered), (1, ReceiptStatus::Read)];
            let scene = Scene::new(stage).between("bob", &come).says("ann", "Good morning!");
            all(scene.says("ann", "Are you there?").says("ann", "Well?").live())
        });
    let section = SAMPLES.iter().fold(section, |section, sample| {
        section.shows(sample.state, |stage| all(Scene::of(stage, sample).live()))
    });
    section
        .shows_also(State::Emoji, "alone", |stage| {
            all(Scene::new(stage).says("bob", "👩‍👩‍👧‍👦 🇹🇼 👍🏽").live())
        })
        .shows(State::Hover, |stage| all(answered(stage).live()))
        .acting("hover", ".message")
        .shows_also(State::Hover, "more of the same person", |stage| {
            all(Scene::new(stage).says("ann", "One.").says("ann", "Two.").live())
        })
        .acting("hover", ".message.grouped")
        .shows(State::Focus, |stage| all(Scene::new(stage).says("ann", "Good morning!").live()))
        .acting("focus", ".actions .more")
        .shows_also(State::Focus, "more of the same person", |stage| {
            all(Scene::new(stage).says("ann", "One.").says("ann", "Two.").live())
        })
        .acting("focus", ".message.grouped .actions .more")
        .shows(State::Error, |stage| {
            let refusal = refusal(stage);
            all(Scene::new(stage).lives(|client| {
                say(client, "Something that the server will not have");
                refuse_last(client, refusal);
            }))
        })
        .shows(State::Waiting, |stage| {
            all(Scene::new(stage).chat().rehearse(NOW_MS, |client, _| {
                say(client, "Said before there is a connection");
            }))
        })
        .shows(State::Offline, |stage| {
            all(Scene::new(stage).says("ann", "Said before").cut_off(|client| {
                client.edit(Seq(1), "Edited meanwhile", typed()).expect("it is there");
                say(client, "Said meanwhile");
            }))
        })
        .never(&[State::Active], "it is not pressed; its buttons are")
        .never(&[State::Disabled], "what cannot be done to it is not offered")
        .never(&[State::Loading], "what loads is the list")
        .never(&[State::Empty], "an empty text is not sent")
        .never(&[State::Three, State::ThreeThousand], "it is one; see message_list")
}

/// All messages of the room, as if a pointer had been near each.
pub(super) fn all(chat: Chat) -> AnyView {
    in_hands(chat, InHand::new(chat))
}

/// The same for a person who has something in hand.
pub(super) fn in_hands(chat: Chat, in_hand: InHand) -> AnyView {
    let message = |live| view! { <Message chat in_hand live near=RwSignal::new(true) /> };
    chat.rows.get_untracked().into_iter().map(message).collect_view().into_any()
}

/// A message to which people have reacted, the reader among them.
pub(super) fn answered(stage: Stage) -> Scene {
    let scene = Scene::new(stage).says("ann", "Good morning!");
    scene.and(|message| {
        message.reactions = [("👍", vec!["ann", "bob"]), ("❤️", vec!["bob"]), ("👩‍👩‍👧‍👦", vec!["ann"])]
            .into_iter()
            .map(|(emoji, from)| reaction(emoji, from))
            .collect();
    })
}

pub(super) fn reaction(emoji: &str, from: Vec<&str>) -> Reaction {
    Reaction { emoji: emoji.to_owned(), from: from.into_iter().map(str::to_owned).collect() }
}

/// The person says `text` in the room shown.
pub(super) fn say(client: &mut Client, text: &str) {
    client.say(text, typed()).expect("a specimen's text fits");
}

/// The server's words for a text that is too long.
pub(super) fn refusal(stage: Stage) -> String {
    stage.language.of_body(BodyError::TooLong { chars: 4_012, chars_max: 4_000 })
}

/// The server will not have what the person said last.
fn refuse_last(client: &mut Client, message: String) {
    let state = client.rows().0.pop().map(|row| row.state);
    let Some(RowState::Waiting(id)) = state else { return };
    let (code, client_id) = (ErrorCode::TooLong, Some(id));
    let refusal =
        ErrorReply { code, message, client_id, room: None, retry_after_ms: None, is_final: true };
    client.hear(&Event::Error(refusal), NOW_MS);
}

fn delete_first(client: &mut Client) {
    client.delete(Seq(1), typed()).expect("nothing waits");
}

fn being_edited(stage: Stage) -> AnyView {
    let chat = Scene::new(stage).says("ann", "Good morning!").live();
    let in_hand = InHand::new(chat);
    in_hand.edit(Seq(1), "Good morning!".to_owned());
    in_hands(chat, in_hand)
}
