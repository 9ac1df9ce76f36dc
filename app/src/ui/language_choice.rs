//! Choosing the language of the page.

use leptos::ev::Event;
use leptos::html;
use leptos::prelude::*;

use crate::browser;
use crate::words::Language;

/// The languages there are, each by the name it has for itself.
#[component]
pub fn LanguageChoice(
    /// The one in force.
    language: Language,
) -> impl IntoView {
    let field = NodeRef::<html::Select>::new();
    let chosen = move |_: Event| {
        let tag = field.get_untracked().map(|field| field.value());
        tag.and_then(|tag| Language::of_tag(&tag)).into_iter().for_each(browser::speak);
    };
    let options = Language::OFFERED.map(|one| {
        view! {
            <option value=one.tag() lang=one.tag() selected=one == language>
                {one.name()}
            </option>
        }
    });
    view! {
        <select
            class="language needs-scripting"
            aria-label=language.words().account.language
            autocomplete="off"
            node_ref=field
            on:change=chosen
        >
            {options.collect_view()}
        </select>
    }
}
