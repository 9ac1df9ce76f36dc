//! Specimens of what stands beside the messages: rooms, people, the connection.

use leptos::prelude::*;

use super::overlays::NO_EMOJI;
use super::presence::{PEOPLE, there};
use super::scene::{LONG_NAME, NOW_MS, SAMPLES, Scene, lose};
use super::{Section, Stage, State};
use crate::chat::Chat;
use crate::event::{CloseCode, User};
use crate::ui::avatar;
use crate::ui::connection::Connection;
use crate::ui::language_choice::LanguageChoice;
use crate::ui::people::People;
use crate::ui::sidebar::Sidebar;

const NO_NAME: &str = "nothing that people write is in it";

/// The rooms.
pub(super) fn sidebar() -> Section {
    let rooms = [("attic", 0, 0), ("books", 3, 0), ("cooking", 250, 2)];
    let side = move |stage| side(Scene::new(stage).beside(&rooms).live());
    let section = Section::of("sidebar", &["Sidebar", "RoomLink", "Account"])
        .shows(State::Default, side)
        .shows_also(State::Default, "the account's menu", side)
        .acting("open", "#account-menu")
        .shows_also(State::Default, "conversations", |stage| {
            let scene = Scene::new(stage).beside(&[("attic", 0, 0)]);
            self::side(scene.having_written(&[("bob", 0), ("cid, dan", 2)]).live())
        })
        .shows(State::Hover, side)
        .acting("hover", ".rooms a")
        .shows_also(State::Hover, "the way to the switcher", side)
        .acting("hover", ".find")
        .shows_also(State::Hover, "the account", side)
        .acting("hover", ".account-button")
        .shows_also(State::Hover, "logging out", side)
        .acting("open", "#account-menu")
        .acting("hover", ".menu form button")
        .shows(State::Focus, side)
        .acting("focus", ".rooms a")
        .shows_also(State::Focus, "the way to the switcher", side)
        .acting("focus", ".find")
        .shows_also(State::Focus, "the account", side)
        .acting("focus", ".account-button")
        .shows(State::Empty, |stage| {
            let me = User { name: "ann".to_owned(), admin: false };
            self::side(stage.chat(me, Vec::new(), None))
        })
        .shows(State::Error, |stage| {
            let chat = Scene::new(stage).live();
            let words = stage.language.words();
            let (stays, why) = (words.account.still_signed_in, words.connection.unreachable);
            chat.not_left.set(Some(format!("{stays} {why}")));
            self::side(chat)
        })
        .acting("open", "#account-menu")
        .shows(State::Waiting, move |stage| self::side(Scene::new(stage).beside(&rooms).chat()))
        .shows(State::Offline, move |stage| {
            self::side(Scene::new(stage).beside(&rooms).cut_off(|_| {}))
        })
        .shows(State::Three, |stage| {
            self::side(Scene::new(stage).beside(&[("attic", 0, 0), ("books", 1, 1)]).live())
        })
        .shows(State::ThreeThousand, |stage| {
            let names: Vec<_> = (1..3_000).map(|number| format!("room-{number}")).collect();
            let rooms: Vec<_> = names.iter().map(|name| (name.as_str(), 0, 0)).collect();
            self::side(Scene::new(stage).beside(&rooms).live())
        });
    let names = SAMPLES.iter().filter(|sample| sample.state != State::Emoji);
    let section =
        names.fold(section, |section, sample| {
            let scene = |stage| {
                let rooms = [("general", 0, 0), (sample.other, 120, 12)];
                Scene::of(stage, sample).beside(&rooms).live()
            };
            let menu = |section: Section| section.acting("open", "#account-menu");
            let section = section.shows(sample.state, move |stage| self::side(scene(stage)));
            menu(section.shows_also(sample.state, "the account's menu", move |stage| {
                self::side(scene(stage))
            }))
        });
    section
        .all_high(420)
        .never(&[State::Active], "pressed, a room looks as it does below a pointer")
        .never(&[State::Disabled], "nothing in it can be")
        .never(&[State::Loading], "the rooms are in the first HTML")
        .never(&[State::Emoji], NO_EMOJI)
}

fn side(chat: Chat) -> AnyView {
    let switching = RwSignal::new(false);
    view! {
        <div class="stage-side">
            <Sidebar chat switching />
        </div>
    }
    .into_any()
}

/// Who is in the room.
pub(super) fn people() -> Section {
    let section = Section::of("people", &["People"])
        .shows(State::Default, |stage| people_of(Scene::new(stage).live()))
        .shows_also(State::Default, "who is there", |stage| {
            people_of(Scene::new(stage).with_people(&PEOPLE).lives(there))
        })
        .shows(State::Focus, |stage| people_of(Scene::new(stage).live()))
        .acting("focus", ".people")
        .shows(State::Hover, |stage| people_of(Scene::new(stage).live()))
        .acting("hover", ".people li button")
        .shows_also(State::Focus, "somebody", |stage| people_of(Scene::new(stage).live()))
        .acting("focus", ".people li button")
        .shows(State::Loading, |stage| people_of(Scene::new(stage).with_people(&[]).live()))
        .shows(State::Three, |stage| {
            people_of(Scene::new(stage).with_people(&["ann", "bob", "cid"]).live())
        })
        .shows(State::ThreeThousand, |stage| {
            let names: Vec<_> = (1..=500).map(|number| format!("person-{number}")).collect();
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            people_of(Scene::new(stage).with_people(&names).with_more(2_500).live())
        })
        .shows_also(State::ThreeThousand, "their end", |stage| {
            people_of(Scene::new(stage).with_people(&["ann", "bob"]).with_more(2_998).live())
        });
    let names = SAMPLES.iter().filter(|sample| sample.state != State::Emoji);
    let section = names.fold(section, |section, sample| {
        section.shows(sample.state, |stage| people_of(Scene::of(stage, sample).live()))
    });
    section
        .all_high(300)
        .all_acting("open", ".people")
        .never(&[State::Active], "pressed, somebody looks as they do below a pointer")
        .never(&[State::Disabled], "it can always be read")
        .never(&[State::Empty], "the reader is in the room")
        .never(&[State::Error], "without an answer nobody is listed: that is Loading")
        .never(&[State::Waiting, State::Offline], "the connection says so")
        .never(&[State::Emoji], NO_EMOJI)
}

fn people_of(chat: Chat) -> AnyView {
    view! {
        <div class="stage-people">
            <People chat />
        </div>
    }
    .into_any()
}

/// The picture of a person.
pub(super) fn avatar() -> Section {
    let section = Section::of("avatar", &[]).shows(State::Default, |_| {
        let names = ('a'..='z').flat_map(|one| {
            ["nn", "b-c", "ob.d"].map(|rest| avatar::avatar(&format!("{one}{rest}"), false))
        });
        view! { <p class="stage-row">{names.collect_view()}</p> }.into_any()
    });
    let section = section.shows_also(State::Default, "small", |_| {
        let names = ["ann", "bob", "cid-dan", LONG_NAME, "9", "_"];
        let small = names.map(|name| avatar::avatar(name, true)).collect_view();
        view! { <p class="stage-row">{small}</p> }.into_any()
    });
    let names = SAMPLES.iter().filter(|sample| sample.state != State::Emoji);
    let section = names.fold(section, |section, sample| {
        section.shows(sample.state, |_| {
            let sizes = [false, true].map(|is_small| {
                [sample.person, sample.other].map(|name| avatar::avatar(name, is_small))
            });
            view! { <p class="stage-row">{sizes.map(|row| row.collect_view()).collect_view()}</p> }
                .into_any()
        })
    });
    section
        .never(&[State::Hover, State::Focus, State::Active, State::Disabled], "it is a picture")
        .never(&[State::Loading, State::Empty, State::Error], "it is made from a name")
        .never(&[State::Waiting, State::Offline], "it is made from a name")
        .never(&[State::Three, State::ThreeThousand], "there is one for a person")
        .never(&[State::Emoji], NO_EMOJI)
}

/// What the connection is doing.
pub(super) fn connection() -> Section {
    let ended = |code| {
        move |stage| {
            header(Scene::new(stage).chat().rehearse(NOW_MS, move |_, link| {
                link.connect(NOW_MS);
                link.ended(code, NOW_MS, 0.0);
            }))
        }
    };
    Section::of("connection", &["Connection"])
        .shows(State::Default, |stage| header(Scene::new(stage).live()))
        .shows(State::Loading, |stage| header(Scene::new(stage).chat()))
        .shows(State::Waiting, |stage| {
            header(Scene::new(stage).chat().rehearse(NOW_MS, |client, link| {
                lose(client, link, NOW_MS - 8_000);
                link.connect(NOW_MS);
            }))
        })
        .shows(State::Offline, |stage| header(Scene::new(stage).cut_off(|_| {})))
        .shows(State::Hover, |stage| header(Scene::new(stage).cut_off(|_| {})))
        .acting("hover", ".connection button")
        .shows(State::Focus, |stage| header(Scene::new(stage).cut_off(|_| {})))
        .acting("focus", ".connection button")
        .shows_also(State::Error, "signed out", ended(CloseCode::LoggedOut.into()))
        .shows_also(State::Error, "too many", ended(CloseCode::TooMany.into()))
        .shows_also(State::Error, "banned", ended(CloseCode::Banned.into()))
        .shows_also(State::Error, "for another reason", ended(4_599))
        .shows_also(State::Error, "something was not done", |stage| {
            let chat = Scene::new(stage).cut_off(|_| {});
            chat.not_done.set(Some(stage.language.words().composer.outbox_full.with(&["500"])));
            header(chat)
        })
        .never(&[State::Active], "pressed, its button looks as it does below a pointer")
        .never(&[State::Disabled, State::Empty], "it always has something to say")
        .never(&[State::LongName, State::LongWord, State::Chinese, State::Arabic], NO_NAME)
        .never(&[State::Emoji], NO_NAME)
        .never(&[State::Three, State::ThreeThousand], "there is one")
}

/// It lays itself out in a header.
fn header(chat: Chat) -> AnyView {
    view! {
        <div class="room-header">
            <Connection chat />
        </div>
    }
    .into_any()
}

/// Choosing the language.
pub(super) fn language_choice() -> Section {
    let choice = |stage: Stage| view! { <LanguageChoice language=stage.language /> }.into_any();
    Section::of("language_choice", &["LanguageChoice"])
        .shows(State::Default, choice)
        .shows(State::Hover, choice)
        .acting("hover", ".languages a:not([aria-current])")
        .shows(State::Focus, choice)
        .acting("focus", ".languages a")
        .never(&[State::Active], "pressed, a link looks as it does below a pointer")
        .never(&[State::Disabled, State::Loading, State::Empty], "all languages are known")
        .never(&[State::Error, State::Waiting, State::Offline], "the page is loaded anew")
        .never(&[State::LongName, State::LongWord, State::Arabic, State::Emoji], NO_NAME)
        .never(&[State::Chinese], "two of its names are")
        .never(&[State::Three, State::ThreeThousand], "there are three")
}
