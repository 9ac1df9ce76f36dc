//! A room's settings: what it is called and about, leaving it, archiving and deleting it. Plain forms, without a
//! program.

use leptos::prelude::*;

use super::language_choice::LanguageChoice;
use crate::address;
use crate::event::RoomSummary;
use crate::words::{self, Language};

/// What the page of a room's settings shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomSettings {
    /// The room as it stands.
    pub room: RoomSummary,
    /// Whether the reader may rename, archive and delete it.
    pub is_theirs: bool,
    /// It is the room that everybody joins, which stays.
    pub is_general: bool,
    /// Why what was sent was refused, for people, and at which field, if it is about one.
    pub refused: Option<(Option<Field>, String)>,
    /// The name and the topic as they were typed.
    pub typed: (String, String),
}

/// A field that is filled in there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// What the room is called.
    Name,
    /// What it is about.
    Topic,
}

/// `/rooms/{room}/settings`
#[component]
pub fn RoomSettingsPage(
    /// The room, and what came of it when the browser sent a form.
    settings: RoomSettings,
    /// The reader's language.
    language: Language,
) -> impl IntoView {
    let words = words::document::of(language);
    let RoomSettings { room, is_theirs, is_general, refused, typed } = settings;
    let can_change = !room.archived && (is_theirs || !is_general);
    let can_end = is_theirs && !is_general;
    let (of_texts, refused) = match refused {
        Some((Some(field), why)) if can_change => (Some((field, why)), None),
        refused => (None, refused.map(|(_, why)| why)),
    };
    let is_silent = refused.is_none();
    let back = address::of_room(&room.handle());
    view! {
        <main class="settings">
            <p>
                <a href=back>
                    {words.back_to} <bdi>{room.name.clone()}</bdi>
                </a>
            </p>
            <h1>{language.words().room.settings}</h1>
            <p class="error" role="alert" hidden=is_silent>
                {refused}
            </p>
            <p class="hint" hidden=!room.temporary>
                {language.words().room.temporary}
            </p>
            {can_change.then(|| view! { <Texts is_theirs typed refused=of_texts language /> })}
            <Deed title=words.leave why=words.leave_why wish="leave" button=words.leave_button />
            {(can_end && !room.archived).then(|| view! {
                <Deed
                    title=words.archive
                    why=words.archive_why
                    wish="archive"
                    button=words.archive_button
                />
            })}
            {(can_end && room.archived).then(|| view! {
                <Deed
                    title=words.archived
                    why=words.archived_why
                    wish="reopen"
                    button=words.reopen_button
                />
            })}
            {can_end.then(|| view! {
                <Deed
                    title=words.delete
                    why=words.delete_why
                    wish="delete"
                    button=words.delete_button
                    sure=words.delete_sure
                />
            })}
            <LanguageChoice language />
        </main>
    }
}

/// The name and the topic, with what was typed before.
#[component]
fn Texts(
    is_theirs: bool,
    typed: (String, String),
    refused: Option<(Field, String)>,
    language: Language,
) -> impl IntoView {
    let words = words::document::of(language);
    let (name, topic) = typed;
    let at = refused.as_ref().map(|(field, _)| *field);
    let why = |field| refused.as_ref().filter(|(at, _)| *at == field).map(|(_, why)| why.clone());
    let is_wrong = |field| (at == Some(field)).then_some("true");
    let error = |field, id| {
        view! {
            <p class="error" role="alert" id=id hidden=at != Some(field)>
                {why(field)}
            </p>
        }
    };
    view! {
        <form class="account-form" method="post">
            <label for="name">{words.room_name}</label>
            <input
                id="name"
                name="name"
                value=name
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                readonly=!is_theirs
                aria-describedby=if is_theirs { "name-error" } else { "name-note" }
                aria-invalid=is_wrong(Field::Name)
                autofocus=at == Some(Field::Name)
                required
            />
            {error(Field::Name, "name-error")}
            <p id="name-note" class="hint" hidden=is_theirs>
                {words.not_yours}
            </p>
            <label for="topic">{words.topic}</label>
            <input
                id="topic"
                name="topic"
                value=topic
                autocomplete="off"
                aria-describedby="topic-error"
                aria-invalid=is_wrong(Field::Topic)
                autofocus=at == Some(Field::Topic)
            />
            {error(Field::Topic, "topic-error")}
            <button type="submit" name="wish" value="save">
                {words.save}
            </button>
        </form>
    }
}

/// Something that is done by one button; where that cannot be taken back, the person says first that they are sure.
#[component]
fn Deed(
    title: &'static str,
    why: &'static str,
    wish: &'static str,
    button: &'static str,
    #[prop(optional)] sure: &'static str,
) -> impl IntoView {
    let is_grave = !sure.is_empty();
    view! {
        <form class="deed" method="post">
            <h2>{title}</h2>
            <p>{why}</p>
            {is_grave.then(|| view! {
                <label class="sure">
                    <input type="checkbox" name="sure" value="yes" required />
                    {sure}
                </label>
            })}
            <button type="submit" class=if is_grave { "grave" } else { "quiet" } name="wish" value=wish>
                {button}
            </button>
        </form>
    }
}
