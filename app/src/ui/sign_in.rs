//! Before the first message: signing in, the first account, further accounts. A form without a program:
//! the browser sends it, `form.js` without leaving the page.

use leptos::prelude::*;

use super::language_choice::LanguageChoice;
use crate::document::{Purpose, Refused};
use crate::words::{self, Language};

/// `/login` and `/register`.
#[component]
pub fn AccountPage(
    /// What the form is for.
    purpose: Purpose,
    /// What came of it, when the browser sent it.
    refused: Refused,
    /// The reader's language.
    language: Language,
) -> impl IntoView {
    let words = words::document::of(language);
    view! {
        <main class="account">
            <span class="mark" role="img" aria-label="Banter"></span>
            <h1>{purpose.title(language)}</h1>
            {(purpose == Purpose::First).then(|| view! { <p>{words.first_is_admin}</p> })}
            <AccountForm purpose refused language />
            {purpose.elsewhere(language).map(|(path, words)| view! { <p><a href=path>{words}</a></p> })}
            <LanguageChoice language />
        </main>
        <script src="/form.js"></script>
    }
}

#[component]
fn AccountForm(purpose: Purpose, refused: Refused, language: Language) -> impl IntoView {
    let words = words::document::of(language);
    let is_silent = refused.message.is_none();
    let is_new = !matches!(purpose, Purpose::SignIn { .. });
    view! {
        <form class="account-form" method="post" action=purpose.action()>
            <label for="name">{words.name}</label>
            <input
                id="name"
                name="username"
                value=refused.username
                autocomplete="username"
                autocapitalize="none"
                spellcheck="false"
                required
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
            />
            {is_new.then(|| view! { <p id="password-note" class="hint">{words.password_note}</p> })}
            <p
                class="error"
                role="alert"
                hidden=is_silent
                data-unreachable=language.words().connection.unreachable
            >
                {refused.message}
            </p>
            <button type="submit">{purpose.button(language)}</button>
        </form>
    }
}

impl Purpose {
    /// What the form is called.
    #[must_use]
    pub const fn title(self, language: Language) -> &'static str {
        let words = words::document::of(language);
        match self {
            Self::SignIn { .. } => language.words().account.sign_in,
            Self::First => words.first,
            Self::Register => words.register,
        }
    }

    const fn button(self, language: Language) -> &'static str {
        match self {
            Self::SignIn { .. } => language.words().account.sign_in,
            Self::First | Self::Register => words::document::of(language).create,
        }
    }

    const fn action(self) -> &'static str {
        match self {
            Self::SignIn { .. } => "/login",
            Self::First | Self::Register => "/register",
        }
    }

    const fn elsewhere(self, language: Language) -> Option<(&'static str, &'static str)> {
        let words = words::document::of(language);
        match self {
            Self::SignIn { registration_open: true } => Some(("/register", words.register)),
            Self::Register => Some(("/login", words.sign_in_instead)),
            Self::SignIn { registration_open: false } | Self::First => None,
        }
    }
}
