//! `/admin/announcements`: what everybody is told.

use leptos::prelude::*;
use serde::Deserialize;

use super::{Sections, named, told};
use crate::event::Timestamp;
use crate::words::{self, Language};
use crate::zone::Zone;

/// Its address.
pub const HERE: &str = "/admin/announcements";

/// How long one may live, in minutes, as the form offers it; the first is what it offers first.
const LIFETIMES: [u64; 5] = [60, 10, 8 * 60, 24 * 60, 7 * 24 * 60];

/// Those that live, and the form.
#[derive(Debug, Clone, Default)]
pub struct Announcements {
    /// Those that live.
    pub announcements: Vec<Announcement>,
    /// The id under which the form announces, so that it does so once however often it is sent.
    pub client_id: String,
    /// What was typed, when it was refused.
    pub typed: Typed,
    /// Why it was.
    pub refused: Option<String>,
}

/// An announcement as admins see it.
#[derive(Debug, Clone)]
pub struct Announcement {
    /// Its number.
    pub id: u64,
    /// Who says it.
    pub from: String,
    /// What it says.
    pub message: String,
    /// Since when.
    pub sent: Timestamp,
    /// Until when.
    pub expires: Timestamp,
}

/// The form, as it was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// What to say.
    pub message: String,
    /// For how many minutes.
    pub minutes: String,
    /// The id that the form came with.
    pub client_id: String,
}

/// The announcements and the form.
#[component]
pub(in super::super) fn AnnouncementsPage(
    page: Announcements,
    language: Language,
    zone: Zone,
) -> impl IntoView {
    let words = words::admin::of(language);
    let Announcements { announcements, client_id, typed, refused } = page;
    let none = announcements.is_empty().then(|| view! { <p class="hint">{words.none}</p> });
    let announcements = announcements
        .into_iter()
        .map(|announcement| view! { <AnnouncementItem announcement language zone /> })
        .collect_view();
    view! {
        <main class="admin">
            <Sections here=HERE language /> <h1>{words.announcements}</h1>
            <p class="hint">{words.about_announcements}</p>
            <ul class="items">{announcements}</ul>
            {none}
            <h2>{words.new_announcement}</h2>
            <AnnouncementForm client_id typed refused language />
        </main>
    }
}

#[component]
fn AnnouncementItem(announcement: Announcement, language: Language, zone: Zone) -> impl IntoView {
    let words = words::admin::of(language);
    let Announcement { id, from, message, sent, expires } = announcement;
    let label = (words.end_named)(&named(&message));
    view! {
        <li>
            <p class="item-name" dir="auto">
                {message}
            </p>
            <dl>
                <div>
                    <dt>{words.from}</dt>
                    <dd>
                        <bdi>{from}</bdi>
                    </dd>
                </div>
                <div>
                    <dt>{words.since}</dt>
                    <dd>{told(Some(sent), "", language, zone)}</dd>
                </div>
                <div>
                    <dt>{words.until}</dt>
                    <dd>{told(Some(expires), "", language, zone)}</dd>
                </div>
            </dl>
            <form method="post" action=format!("{HERE}/{id}/end")>
                <button type="submit" class="quiet" aria-label=label>
                    {words.end}
                </button>
            </form>
        </li>
    }
}

#[component]
fn AnnouncementForm(
    client_id: String,
    typed: Typed,
    refused: Option<String>,
    language: Language,
) -> impl IntoView {
    let words = words::admin::of(language);
    let is_silent = refused.is_none();
    let lifetimes = LIFETIMES.into_iter().zip(words.lifetimes).map(|(minutes, lifetime)| {
        let value = minutes.to_string();
        let selected = value == typed.minutes;
        view! {
            <option value=value selected=selected>
                {lifetime}
            </option>
        }
    });
    let lifetimes = lifetimes.collect_view();
    view! {
        <form class="admin-form" method="post" action=HERE>
            <p class="error" role="alert" hidden=is_silent>
                {refused}
            </p>
            <input type="hidden" name="client_id" value=client_id />
            <label for="message">{words.message}</label>
            <textarea id="message" name="message" rows="3" dir="auto" required>
                {typed.message}
            </textarea>
            <label for="minutes">{words.lifetime}</label>
            <select id="minutes" name="minutes">
                {lifetimes}
            </select>
            <button type="submit">{words.announce}</button>
        </form>
    }
}
