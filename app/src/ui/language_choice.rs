//! Choosing the language of the page.

use leptos::prelude::*;

use crate::words::Language;

/// The languages there are, each by the name it has for itself. A link leads to the same page in it.
#[component]
pub fn LanguageChoice(
    /// The one in force.
    language: Language,
    /// What else its query holds, with `&` before it.
    #[prop(optional)]
    and: String,
) -> impl IntoView {
    let links = Language::OFFERED.map(|one| {
        let current = (one == language).then_some("true");
        view! {
            <a href=one.query().to_owned() + &and lang=one.tag() hreflang=one.tag() aria-current=current>
                {one.name()}
            </a>
        }
    });
    view! {
        <nav class="languages" aria-label=language.words().account.language>
            {links.collect_view()}
        </nav>
    }
}
