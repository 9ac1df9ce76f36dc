//! Specimens of whole pages and of the room.

use leptos::prelude::*;

use super::message::{answered, say};
use super::scene::{LONG_WORD, NOW_MS, ROOM, SAMPLES, Scene, limits, room, typed};
use super::{Section, Stage, State};
use crate::chat::Chat;
use crate::client::Client;
use crate::document::{Page, Purpose, Refused};
use crate::event::{RoomSummary, User};
use crate::first::{First, RoomPage};
use crate::http::ApiError;
use crate::ui::chat_page::{ChatPage, panes};
use crate::ui::room_page::RoomPage as RoomPane;
use crate::ui::sign_in::AccountPage;

const SIGN_IN: Purpose = Purpose::SignIn { registration_open: true };
const WRONG: &str = "The name or the password is wrong.";

/// The forms of accounts.
pub(super) fn sign_in() -> Section {
    let plain = |stage| account(stage, SIGN_IN, None, "");
    let wrong = |stage| account(stage, SIGN_IN, Some(WRONG), "ann");
    let weak =
        |stage| account(stage, Purpose::Register, Some("A password has 8 characters."), "ann");
    let many = |stage| account(stage, SIGN_IN, Some("Try again in 90 s."), "ann");
    let section = Section::of("sign_in", &["AccountPage", "AccountForm"])
        .shows(State::Default, plain)
        .shows_also(State::Default, "the first account", |stage| {
            account(stage, Purpose::First, None, "")
        })
        .shows_also(State::Default, "another account", |stage| {
            account(stage, Purpose::Register, None, "")
        })
        .shows(State::Hover, plain)
        .acting("hover", ".account-form button")
        .shows_also(State::Hover, "the other form", plain)
        .acting("hover", ".account a")
        .shows(State::Focus, plain)
        .acting("focus", "#name")
        .shows_also(State::Focus, "its button", plain)
        .acting("focus", ".account-form button")
        .shows(State::Error, wrong)
        .shows_also(State::Error, "a weak password", weak)
        .shows_also(State::Error, "too many attempts", many);
    let names = SAMPLES.iter().filter(|sample| sample.state != State::Emoji);
    let section = names.fold(section, |section, sample| {
        section.shows(sample.state, |stage| account(stage, SIGN_IN, Some(WRONG), sample.person))
    });
    section
        .all_high(640)
        .never(&[State::Active], "pressed, its button looks as it does below a pointer")
        .never(
            &[State::Disabled, State::Loading, State::Waiting],
            "for as long as the server takes",
        )
        .never(&[State::Empty], "that is Default")
        .never(&[State::Offline], "it is loaded from the server")
        .never(&[State::Emoji], super::overlays::NO_EMOJI)
        .never(&[State::Three, State::ThreeThousand], "there is one")
}

fn account(stage: Stage, purpose: Purpose, refused: Option<&str>, name: &str) -> AnyView {
    let username = (!name.is_empty()).then(|| name.to_owned());
    let is_of_name = false;
    let refused = Refused { message: refused.map(str::to_owned), username, is_of_name };
    view! { <AccountPage purpose refused to=None language=stage.language /> }.into_any()
}

/// Pages that say one thing.
pub(super) fn notice() -> Section {
    let page = |stage: Stage, page: Page| page.body(stage.language, stage.zone).into_any();
    let failed = move |stage: Stage, message: &str| {
        page(stage, Page::Failed(ApiError { code: "x".to_owned(), message: message.to_owned() }))
    };
    Section::of("document", &["Notice"])
        .shows(State::Default, move |stage| page(stage, Page::NotFound))
        .shows(State::Hover, move |stage| page(stage, Page::NotFound))
        .acting("hover", "a")
        .shows(State::Focus, move |stage| page(stage, Page::NotFound))
        .acting("focus", "a")
        .shows(State::Error, move |stage| failed(stage, "The server cannot read just now."))
        .shows(State::LongWord, move |stage| failed(stage, LONG_WORD))
        .all_high(360)
        .never(&[State::Active, State::Disabled], "there is only a link")
        .never(&[State::Loading, State::Empty, State::Waiting, State::Offline], "it is a page")
        .never(&[State::LongName, State::Chinese, State::Arabic, State::Emoji], "it names nobody")
        .never(&[State::Three, State::ThreeThousand], "it lists nothing")
}

/// The whole page.
pub(super) fn chat_page() -> Section {
    let section = Section::of("chat_page", &["ChatPage"])
        .shows(State::Default, |stage| whole(busy(stage).live()))
        .shows_also(State::Default, "as it is first rendered", first_rendered)
        .shows_also(State::Default, "the list of rooms", |stage| {
            whole(busy(stage).lives(Client::show_none))
        })
        .shows(State::Empty, |stage| whole(stage.chat(ann(), Vec::new(), None)))
        .shows(State::Loading, |stage| whole(opened(stage, |_| {})))
        .shows(State::Error, |stage| whole(opened(stage, |client| client.loaded(ROOM, None))))
        .shows(State::Waiting, |stage| {
            whole(busy(stage).chat().rehearse(NOW_MS, |client, _| say(client, "Are you there?")))
        })
        .shows(State::Offline, |stage| {
            whole(busy(stage).cut_off(|client| say(client, "Are you there?")))
        })
        .shows(State::Three, |stage| whole(Scene::new(stage).says_much(3).live()))
        .shows(State::ThreeThousand, |stage| whole(Scene::new(stage).says_much(3_000).live()));
    let section = SAMPLES.iter().fold(section, |section, sample| {
        section.shows(sample.state, |stage| {
            let scene = Scene::of(stage, sample).about(sample.text);
            whole(scene.says(sample.person, sample.text).beside(&[("general", 3, 1)]).live())
        })
    });
    section
        .all_high(640)
        .never(&[State::Hover, State::Focus, State::Active, State::Disabled], "see its parts")
}

fn ann() -> User {
    User { name: "ann".to_owned(), admin: false }
}

fn busy(stage: Stage) -> Scene {
    let rooms = [("attic", 0, 0), ("books", 3, 0), ("cooking", 250, 2)];
    let scene = answered(stage).about("Whatever there is to say").beside(&rooms);
    scene.says("bob", "Morning, @ann. Did you see **this**?").says("ann", "No. What is it?")
}

fn whole(chat: Chat) -> AnyView {
    panes(chat, RwSignal::new(false)).into_any()
}

fn first_rendered(stage: Stage) -> AnyView {
    let at = Some(("books".to_owned(), RoomPage::Missing));
    let (rooms, now) = (vec![room(ROOM, "general")], typed().at);
    let first = First { user: ann(), limits: limits(), rooms, at, now, notice: None };
    view! { <ChatPage first language=stage.language zone=stage.zone /> }.into_any()
}

fn opened(stage: Stage, play: impl FnOnce(&mut Client)) -> Chat {
    let rooms: Vec<RoomSummary> = vec![room(ROOM, "general")];
    stage.chat(ann(), rooms, None).rehearse(NOW_MS, |client, link| {
        link.connect(NOW_MS);
        link.opened(NOW_MS);
        client.show("general");
        play(client);
    })
}

/// The middle of the page.
pub(super) fn room_page() -> Section {
    let section = Section::of("room_page", &["RoomPage", "NoRoom"])
        .shows(State::Default, |stage| middle(busy(stage).live()))
        .shows_also(State::Default, "the list of rooms", |stage| {
            middle(busy(stage).lives(Client::show_none))
        })
        .shows_also(State::Default, "archived", |stage| middle(busy(stage).archived().live()))
        .shows_also(State::Default, "a room that is not there", |stage| {
            middle(at(stage, "books", RoomPage::Missing))
        })
        .shows_also(State::Default, "a room of others", |stage| {
            middle(busy(stage).lives(|client| client.show("secrets")))
        })
        .shows(State::Hover, |stage| middle(busy(stage).live()))
        .acting("hover", ".people-button")
        .shows_also(State::Hover, "its settings", |stage| middle(busy(stage).live()))
        .acting("hover", ".settings-link")
        .shows_also(State::Hover, "making a room", |stage| {
            middle(at(stage, "books", RoomPage::Missing))
        })
        .acting("hover", ".no-room button")
        .shows(State::Focus, |stage| middle(busy(stage).live()))
        .acting("focus", ".back")
        .shows_also(State::Focus, "making a room", |stage| {
            middle(at(stage, "books", RoomPage::Missing))
        })
        .acting("focus", ".no-room button")
        .shows(State::Disabled, |stage| {
            middle(at(stage, "books", RoomPage::Missing).rehearse(NOW_MS, |client, _| {
                client.open("books");
            }))
        })
        .shows(State::Loading, |stage| middle(at(stage, "books", RoomPage::Joinable)))
        .shows(State::Empty, |stage| middle(stage.chat(ann(), Vec::new(), None)))
        .shows(State::Error, |stage| {
            let message = "A name has 1 to 50 letters or digits of any script, with - _ . between.";
            middle(at(stage, "//", RoomPage::BadName { message: message.to_owned() }))
        })
        .shows(State::Waiting, |stage| {
            middle(busy(stage).chat().rehearse(NOW_MS, |client, _| say(client, "Are you there?")))
        })
        .shows(State::Offline, |stage| {
            middle(busy(stage).cut_off(|client| say(client, "Are you there?")))
        })
        .shows(State::Three, |stage| middle(Scene::new(stage).says_much(3).live()))
        .shows(State::ThreeThousand, |stage| middle(Scene::new(stage).says_much(3_000).live()));
    let section = SAMPLES.iter().fold(section, |section, sample| {
        let section = section.shows(sample.state, |stage| {
            middle(Scene::of(stage, sample).about(sample.text).live())
        });
        section.shows_also(sample.state, "a room that is not there", |stage| {
            middle(at(stage, sample.room, RoomPage::Missing))
        })
    });
    section
        .all_high(420)
        .never(&[State::Active], "pressed, its buttons look as they do below a pointer")
}

fn at(stage: Stage, name: &str, page: RoomPage) -> Chat {
    stage.chat(ann(), vec![room(ROOM, "general")], Some((name.to_owned(), page)))
}

fn middle(chat: Chat) -> AnyView {
    view! {
        <div class="stage-column">
            <RoomPane chat />
        </div>
    }
    .into_any()
}
