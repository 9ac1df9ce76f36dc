//! `/admin/hooks`: addresses at which programs speak, and those to which goes what happens in rooms.

use leptos::prelude::*;
use serde::Deserialize;

use super::{Sections, options, told};
use crate::event::Timestamp;
use crate::words::Language;
use crate::words::hooks::{self, Words};
use crate::zone::Zone;

/// What the page shows.
#[derive(Debug, Clone, Default)]
pub struct Hooks {
    /// Those that come in.
    pub incoming: Vec<Incoming>,
    /// Those that go out.
    pub outgoing: Vec<Outgoing>,
    /// Names of rooms to choose from.
    pub rooms: Vec<String>,
    /// Names of bots to choose from.
    pub bots: Vec<String>,
    /// What was made just now.
    pub made: Option<Made>,
    /// The form that was refused, as it was filled in, and why.
    pub refused: Option<(Way, Typed, String)>,
}

/// Which of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Into a room.
    In,
    /// Out of it.
    Out,
}

/// A hook that was made, with what is shown of it this once.
#[derive(Debug, Clone)]
pub struct Made {
    /// Which kind.
    pub way: Way,
    /// What it is called.
    pub name: String,
    /// Its address, or what signs.
    pub secret: String,
}

/// A hook that comes in.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Its number.
    pub id: u64,
    /// What it is called.
    pub name: String,
    /// The room's name; `None`: it was deleted.
    pub room: Option<String>,
}

/// A hook that goes out.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Its number.
    pub id: u64,
    /// What it is called.
    pub name: String,
    /// The host it sends to; what comes after that in its address is a secret with many receivers.
    pub host: String,
    /// The room it tells of, or `@` and the bot; `None`: the room was deleted.
    pub of: Option<String>,
    /// Changes of the log that it has not looked at.
    pub behind: i64,
    /// What is wrong with the receiver.
    pub failing: Option<Failing>,
}

/// A receiver that takes nothing.
#[derive(Debug, Clone)]
pub struct Failing {
    /// Since when.
    pub since: Timestamp,
    /// When it is tried again; `None`: it waits for an admin.
    pub next: Option<Timestamp>,
    /// Why.
    pub trouble: Trouble,
}

/// What came of the last attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The address is inside the server's own network.
    Inside,
    /// Nobody is there.
    Unreachable,
    /// No answer in time.
    Slow,
    /// No answer.
    Broken,
    /// Another status than 2xx.
    Status(u16),
}

impl Trouble {
    fn in_words(self, words: &Words) -> String {
        match self {
            Self::Inside => words.inside.to_owned(),
            Self::Unreachable => words.unreachable.to_owned(),
            Self::Slow => words.slow.to_owned(),
            Self::Broken => words.broken.to_owned(),
            Self::Status(status) => (words.status)(status),
        }
    }
}

/// The form of a hook, as it was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// What it is to be called.
    pub name: String,
    /// The room's name.
    pub room: String,
    /// Where to.
    pub url: String,
    /// `room` or `mentions`.
    pub of: String,
    /// The bot's name.
    pub bot: String,
}

/// Both lists, each with its form.
#[component]
pub(in crate::document) fn HooksPage(page: Hooks, language: Language, zone: Zone) -> impl IntoView {
    let words = hooks::of(language);
    let Hooks { incoming, outgoing, rooms, bots, made, refused } = page;
    let (mut typed_in, mut typed_out) = ((Typed::default(), None), (Typed::default(), None));
    match refused {
        Some((Way::In, typed, why)) => typed_in = (typed, Some(why)),
        Some((Way::Out, typed, why)) => typed_out = (typed, Some(why)),
        None => {}
    }
    let none_in = incoming.is_empty().then(|| view! { <p class="hint">{words.none}</p> });
    let none_out = outgoing.is_empty().then(|| view! { <p class="hint">{words.none}</p> });
    let incoming = incoming.into_iter().map(|hook| view! { <IncomingItem hook words /> });
    let incoming = incoming.collect_view();
    let outgoing = outgoing.into_iter();
    let outgoing = outgoing.map(|hook| view! { <OutgoingItem hook words language zone /> });
    let outgoing = outgoing.collect_view();
    view! {
        <main class="admin">
            <Sections here="/admin/hooks" language />
            <h1>{words.hooks}</h1>
            {made.map(|made| view! { <MadeNow made words /> })}
            <h2>{words.incoming}</h2>
            <p class="hint">{words.incoming_about}</p>
            <ul class="items hooks">{incoming}</ul>
            {none_in}
            <h3>{words.new_in}</h3>
            <IncomingForm typed=typed_in.0 refused=typed_in.1 words />
            <h2>{words.outgoing}</h2>
            <p class="hint">{words.outgoing_about}</p>
            <ul class="items hooks">{outgoing}</ul>
            {none_out}
            <h3>{words.new_out}</h3>
            <OutgoingForm typed=typed_out.0 refused=typed_out.1 words />
            {options("rooms", rooms)}
            {options("bots", bots)}
        </main>
    }
}

/// What is never shown again.
#[component]
fn MadeNow(made: Made, words: &'static Words) -> impl IntoView {
    let Made { way, name, secret } = made;
    let (says, note) = match way {
        Way::In => ((words.made_in)(&name), words.made_in_note),
        Way::Out => ((words.made_out)(&name), words.made_out_note),
    };
    view! {
        <section class="made" role="status">
            <p>{says}</p>
            <p>
                <code dir="ltr">{secret}</code>
            </p>
            <p class="hint">{note}</p>
        </section>
    }
}

#[component]
fn IncomingItem(hook: Incoming, words: &'static Words) -> impl IntoView {
    let Incoming { id, name, room } = hook;
    let label = (words.remove_named)(&name);
    view! {
        <li>
            <p class="item-name" dir="auto">{name}</p>
            <dl>
                <div>
                    <dt>{words.room}</dt>
                    <dd>{named(room, words)}</dd>
                </div>
            </dl>
            <div class="item-actions">
                {button(format!("/admin/hooks/in/{id}/remove"), label, words.remove)}
            </div>
        </li>
    }
}

#[component]
fn OutgoingItem(
    hook: Outgoing,
    words: &'static Words,
    language: Language,
    zone: Zone,
) -> impl IntoView {
    let Outgoing { id, name, host, of, behind, failing } = hook;
    let path = |deed: &str| format!("/admin/hooks/out/{id}/{deed}");
    let remove = button(path("remove"), (words.remove_named)(&name), words.remove);
    let paused = failing.as_ref().is_some_and(|failing| failing.next.is_none());
    let go_on = paused.then(|| button(path("go-on"), (words.go_on_named)(&name), words.go_on));
    let state = if behind == 0 { words.up_to_date.to_owned() } else { (words.waits)(behind) };
    let failing = failing.map(|Failing { since, next, trouble }| {
        let next = next.map(|next| {
            view! {
                <div>
                    <dt>{words.next}</dt>
                    <dd>{told(Some(next), "", language, zone)}</dd>
                </div>
            }
        });
        view! {
            <dl>
                <div>
                    <dt>{words.failing_since}</dt>
                    <dd>{told(Some(since), "", language, zone)}</dd>
                </div>
                {next}
            </dl>
            <p class="error">{trouble.in_words(words)}</p>
            {paused.then(|| view! { <p class="item-note">{words.paused}</p> })}
        }
    });
    view! {
        <li>
            <p class="item-name" dir="auto">{name}</p>
            <dl>
                <div>
                    <dt>{words.host}</dt>
                    <dd>
                        <bdi>{host}</bdi>
                    </dd>
                </div>
                <div>
                    <dt>{words.told}</dt>
                    <dd>{named(of, words)}</dd>
                </div>
                <div>
                    <dt>{words.state}</dt>
                    <dd>{state}</dd>
                </div>
            </dl>
            {failing}
            <div class="item-actions">{go_on} {remove}</div>
        </li>
    }
}

/// A room's name, or a bot's, while there is one.
fn named(name: Option<String>, words: &'static Words) -> impl IntoView {
    let gone = name.is_none().then_some(words.deleted);
    view! { <bdi>{name}</bdi> {gone} }
}

/// What is done at `path`.
fn button(path: String, label: String, says: &'static str) -> impl IntoView {
    view! {
        <form method="post" action=path>
            <button type="submit" class="quiet" aria-label=label>
                {says}
            </button>
        </form>
    }
}

/// Why a form was refused; there before it is, so that it is heard.
fn refusal(refused: Option<String>) -> impl IntoView {
    let is_silent = refused.is_none();
    view! {
        <p class="error" role="alert" hidden=is_silent>
            {refused}
        </p>
    }
}

#[component]
fn IncomingForm(typed: Typed, refused: Option<String>, words: &'static Words) -> impl IntoView {
    view! {
        <form class="admin-form" method="post" action="/admin/hooks/in">
            {refusal(refused)}
            <label for="in-name">{words.name}</label>
            <input id="in-name" name="name" value=typed.name aria-describedby="in-name-note" autocomplete="off" required />
            <p id="in-name-note" class="hint">{words.name_note}</p>
            <label for="in-room">{words.room}</label>
            <input id="in-room" name="room" value=typed.room list="rooms" autocomplete="off" required />
            <button type="submit">{words.add_in}</button>
        </form>
    }
}

#[component]
fn OutgoingForm(typed: Typed, refused: Option<String>, words: &'static Words) -> impl IntoView {
    let by_mention = typed.of == "mentions";
    view! {
        <form class="admin-form" method="post" action="/admin/hooks/out">
            {refusal(refused)}
            <label for="out-name">{words.name}</label>
            <input id="out-name" name="name" value=typed.name autocomplete="off" required />
            <label for="url">{words.url}</label>
            <input
                id="url"
                name="url"
                type="url"
                value=typed.url
                placeholder="https://example.org/banter"
                autocomplete="off"
                spellcheck="false"
                dir="ltr"
                required
            />
            <fieldset>
                <legend>{words.told}</legend>
                <label class="choice">
                    <input type="radio" name="of" value="room" checked=!by_mention />
                    {words.everything}
                </label>
                <input name="room" value=typed.room list="rooms" aria-label=words.room autocomplete="off" />
                <label class="choice">
                    <input type="radio" name="of" value="mentions" checked=by_mention />
                    {words.mentions}
                </label>
                <input
                    name="bot"
                    value=typed.bot
                    list="bots"
                    aria-label=words.bot
                    aria-describedby="bot-note"
                    autocomplete="off"
                />
                <p id="bot-note" class="hint">{words.bot_note}</p>
            </fieldset>
            <button type="submit">{words.add_out}</button>
        </form>
    }
}
