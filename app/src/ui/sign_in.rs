//! Before the first message: signing in, the first account, further accounts.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::language_choice::LanguageChoice;
use crate::first::{Purpose, Refused};
use crate::http::Credentials;
use crate::words::Language;
use crate::{api, browser, once};

/// `/login` and `/register`.
#[component]
pub fn AccountPage(
    /// What the form is for.
    purpose: Purpose,
    /// What came of it without JavaScript.
    refused: Refused,
    /// The reader's language.
    language: Language,
) -> impl IntoView {
    let words = &language.words().account;
    view! {
        <main class="account">
            <span class="mark" role="img" aria-label="Banter"></span>
            <h1>{purpose.title(language)}</h1>
            {(purpose == Purpose::First)
                .then(|| view! { <p>{words.first_is_admin}</p> })}
            <AccountForm purpose refused language />
            {purpose.elsewhere(language).map(|(path, words)| view! { <p><a href=path>{words}</a></p> })}
            <LanguageChoice language />
        </main>
    }
}

#[component]
fn AccountForm(purpose: Purpose, refused: Refused, language: Language) -> impl IntoView {
    let words = &language.words().account;
    let Refused { refused, username, retry } = refused;
    let refused = RwSignal::new(refused.map(|code| (words.refused)(&code, retry)));
    let busy = RwSignal::new(false);
    let name = NodeRef::<html::Input>::new();
    let password = NodeRef::<html::Input>::new();

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(name), Some(password)) = (name.get_untracked(), password.get_untracked()) else {
            return;
        };
        busy.set(true);
        refused.set(None);
        let credentials = Credentials { username: name.value(), password: password.value() };
        once::spawn(async move {
            match api::sign_in(purpose.action(), &credentials).await {
                Ok(()) => browser::leave_for("/"),
                Err(failure) => {
                    refused.set(Some(failure.error.message));
                    busy.set(false);
                }
            }
        });
    };

    let is_new = !matches!(purpose, Purpose::SignIn { .. });
    view! {
        <form class="account-form" method="post" action=purpose.action() on:submit=submit>
            <label for="name">{words.name}</label>
            <input
                id="name"
                name="username"
                value=username
                autocomplete="username"
                autocapitalize="none"
                spellcheck="false"
                required
                node_ref=name
            />
            <label for="password">{words.password}</label>
            <input
                id="password"
                name="password"
                type="password"
                autocomplete=if is_new { "new-password" } else { "current-password" }
                minlength=is_new.then_some("8")
                aria-describedby=is_new.then_some("password-note")
                required
                node_ref=password
            />
            {is_new.then(|| view! { <p id="password-note" class="hint">{words.password_note}</p> })}
            {move || refused.get().map(|words| view! { <p class="error" role="alert">{words}</p> })}
            <button type="submit" disabled=move || busy.get()>
                {purpose.button(language)}
            </button>
        </form>
    }
}

impl Purpose {
    const fn button(self, language: Language) -> &'static str {
        let words = &language.words().account;
        match self {
            Self::SignIn { .. } => words.sign_in,
            Self::First | Self::Register => words.create,
        }
    }

    const fn action(self) -> &'static str {
        match self {
            Self::SignIn { .. } => "/login",
            Self::First | Self::Register => "/register",
        }
    }

    const fn elsewhere(self, language: Language) -> Option<(&'static str, &'static str)> {
        let words = &language.words().account;
        match self {
            Self::SignIn { registration_open: true } => Some(("/register", words.register)),
            Self::Register => Some(("/login", words.sign_in_instead)),
            Self::SignIn { registration_open: false } | Self::First => None,
        }
    }
}
