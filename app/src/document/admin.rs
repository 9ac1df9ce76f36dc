//! What admins see to: pages without a program, each a list and the form that makes one more.

pub mod announcements;
pub mod hooks;

use leptos::prelude::*;
use serde::Deserialize;

use crate::event::Timestamp;
use crate::words::{self, Language};
use crate::zone::{Local, Zone};

/// `/admin/schedules`: what the server says by itself.
#[derive(Debug, Clone, Default)]
pub struct Schedules {
    /// Those there are.
    pub schedules: Vec<Schedule>,
    /// Names of rooms to choose from.
    pub rooms: Vec<String>,
    /// Time zones to choose from.
    pub zones: Vec<String>,
    /// What was typed, when it was refused.
    pub typed: Typed,
    /// Why it was.
    pub refused: Option<String>,
}

/// A schedule as its admin sees it.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// Its number.
    pub id: u64,
    /// The room's name.
    pub room: String,
    /// How often, as it may be typed.
    pub every: Option<String>,
    /// Or by which cron expression.
    pub cron: Option<String>,
    /// On whose clock.
    pub zone: String,
    /// What it says.
    pub message: String,
    /// When it speaks next, if ever.
    pub next: Option<Timestamp>,
    /// Of which moment it spoke last.
    pub last: Option<Timestamp>,
    /// What it said last was refused.
    pub failed: bool,
}

/// The form of a schedule, as it was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// The room's name.
    pub room: String,
    /// `every` or `cron`.
    pub rhythm: String,
    /// How often.
    pub every: String,
    /// Or by which cron expression.
    pub cron: String,
    /// On whose clock.
    pub zone: String,
    /// What to say.
    pub message: String,
}

/// Characters of a message that what is done to it is named by.
const NAMED_CHARS: usize = 60;

/// The schedules and the form.
#[component]
pub(super) fn SchedulesPage(page: Schedules, language: Language, zone: Zone) -> impl IntoView {
    let words = words::admin::of(language);
    let Schedules { schedules, rooms, zones, typed, refused } = page;
    let none = schedules.is_empty().then(|| view! { <p class="hint">{words.none}</p> });
    let schedules = schedules
        .into_iter()
        .map(|schedule| view! { <ScheduleItem schedule language zone /> })
        .collect_view();
    view! {
        <main class="admin">
            <Sections here="/admin/schedules" language />
            <h1>{words.schedules}</h1>
            <p class="hint">{words.about}</p>
            <ul class="items">{schedules}</ul>
            {none}
            <h2>{words.new}</h2>
            <ScheduleForm typed refused language />
            {options("rooms", rooms)}
            {options("zones", zones)}
        </main>
    }
}

/// The way back to the rooms, and to the other pages for admins.
#[component]
fn Sections(here: &'static str, language: Language) -> impl IntoView {
    let sections = [
        ("/", words::document::of(language).to_rooms),
        ("/admin/schedules", words::admin::of(language).schedules),
        ("/admin/hooks", words::hooks::of(language).hooks),
        (announcements::HERE, words::admin::of(language).announcements),
    ];
    let links = sections.map(|(path, name)| {
        let is_here = (path == here).then_some("page");
        view! { <a href=path aria-current=is_here>{name}</a> }
    });
    view! { <nav class="sections" aria-label=words::admin::of(language).title>{links.into_iter().collect_view()}</nav> }
}

/// What a field offers.
fn options(id: &'static str, values: Vec<String>) -> impl IntoView {
    let options = values.into_iter().map(|value| view! { <option value=value></option> });
    view! { <datalist id=id>{options.collect_view()}</datalist> }
}

#[component]
fn ScheduleItem(schedule: Schedule, language: Language, zone: Zone) -> impl IntoView {
    let words = words::admin::of(language);
    let Schedule { id, room, every, cron, zone: clock, message, next, last, failed } = schedule;
    let when = match every {
        Some(every) => (words.every_so_often)(&every),
        None => String::new(),
    };
    let label = (words.remove_named)(&named(&message));
    view! {
        <li>
            <p class="item-name" dir="auto">{message}</p>
            <dl>
                <div>
                    <dt>{words.room}</dt>
                    <dd>
                        <bdi>{room}</bdi>
                    </dd>
                </div>
                <div>
                    <dt>{words.when}</dt>
                    <dd>{when} {cron.map(|cron| view! { <code dir="ltr">{cron}</code> })} " " <span class="hint">{clock}</span></dd>
                </div>
                <div>
                    <dt>{words.next}</dt>
                    <dd>{told(next, words.never, language, zone)}</dd>
                </div>
                <div>
                    <dt>{words.last}</dt>
                    <dd>{told(last, words.not_yet, language, zone)}</dd>
                </div>
            </dl>
            {failed.then(|| view! { <p class="error">{words.failed}</p> })}
            <form method="post" action=format!("/admin/schedules/{id}/remove")>
                <button type="submit" class="quiet" aria-label=label>
                    {words.remove}
                </button>
            </form>
        </li>
    }
}

/// What a message is called by what is done to it. A name is heard as a whole: of a long message its beginning.
fn named(message: &str) -> String {
    message.chars().take(NAMED_CHARS).collect()
}

/// A time on the reader's clock, or why there is none.
fn told(
    at: Option<Timestamp>,
    none: &'static str,
    language: Language,
    zone: Zone,
) -> impl IntoView {
    let offset = match zone {
        Zone::Fixed(minutes) => minutes,
        Zone::Browser => 0,
    };
    let local = at.as_ref().and_then(|at| Local::of(at, offset));
    let words = local.map_or_else(
        || none.to_owned(),
        |local| format!("{} {}", local.day(language), local.time()),
    );
    view! { <time datetime=at.map(|at| at.0)>{words}</time> }
}

#[component]
fn ScheduleForm(typed: Typed, refused: Option<String>, language: Language) -> impl IntoView {
    let words = words::admin::of(language);
    let by_cron = typed.rhythm == "cron";
    let zone = if typed.zone.is_empty() { "UTC".to_owned() } else { typed.zone };
    let is_silent = refused.is_none();
    view! {
        <form class="admin-form" method="post" action="/admin/schedules">
            <p class="error" role="alert" hidden=is_silent>
                {refused}
            </p>
            <label for="room">{words.room}</label>
            <input id="room" name="room" value=typed.room list="rooms" autocomplete="off" required />
            <label for="message">{words.message}</label>
            <textarea id="message" name="message" rows="2" aria-describedby="message-note" required>
                {typed.message}
            </textarea>
            <p id="message-note" class="hint">{words.message_note}</p>
            <fieldset>
                <legend>{words.when}</legend>
                <label class="choice">
                    <input type="radio" name="rhythm" value="every" checked=!by_cron />
                    {words.every}
                </label>
                <input
                    name="every"
                    value=typed.every
                    placeholder="10m"
                    aria-label=words.how_often
                    aria-describedby="every-note"
                    autocomplete="off"
                    dir="ltr"
                />
                <p id="every-note" class="hint">{words.every_note}</p>
                <label class="choice">
                    <input type="radio" name="rhythm" value="cron" checked=by_cron />
                    {words.cron}
                </label>
                <input
                    name="cron"
                    value=typed.cron
                    placeholder="0 9 * * 1-5"
                    aria-label=words.cron
                    aria-describedby="cron-note"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    dir="ltr"
                />
                <p id="cron-note" class="hint">{words.cron_note}</p>
            </fieldset>
            <label for="zone">{words.zone}</label>
            <input id="zone" name="zone" value=zone list="zones" autocomplete="off" spellcheck="false" dir="ltr" required />
            <button type="submit">{words.add}</button>
        </form>
    }
}
