//! Before the first message: signing in, the first account, further accounts. A form without a program:
//! the browser sends it, `form.js` without leaving the page.

use leptos::prelude::*;

use super::language_choice::LanguageChoice;
use crate::address;
use crate::document::{Purpose, Refused};
use crate::words::{self, Language};

/// `/login` and `/register`.
#[component]
pub fn AccountPage(
    /// What the form is for.
    purpose: Purpose,
    /// What came of it, when the browser sent it.
    refused: Refused,
    /// The address of the page to go on to.
    to: Option<String>,
    /// The reader's language.
    language: Language,
) -> impl IntoView {
    let words = words::document::of(language);
    view! {
        <main class="account">
            <p class="brand">
                <span class="mark" aria-hidden="true"></span>
                <span>"Banter"</span>
            </p>
            <h1>{purpose.title(language)}</h1>
            {(purpose == Purpose::First).then(|| view! { <p>{words.first_is_admin}</p> })}
            <AccountForm purpose refused to=to.clone() language />
            {purpose.elsewhere(language).map(|(path, words)| {
                let path = address::before(path, to.as_deref());
                view! { <p><a href=path>{words}</a></p> }
            })}
            <LanguageChoice language and=address::before("", to.as_deref()).replace('?', "&") />
        </main>
        <script src="/form.js"></script>
    }
}

#[component]
fn AccountForm(
    purpose: Purpose,
    refused: Refused,
    to: Option<String>,
    language: Language,
) -> impl IntoView {
    let words = words::document::of(language);
    let Refused { message, username, is_of_name } = refused;
    let (of_name, message) = if is_of_name { (message, None) } else { (None, message) };
    let (is_silent_of_name, is_silent) = (of_name.is_none(), message.is_none());
    let is_new = !matches!(purpose, Purpose::SignIn { .. });
    view! {
        <form class="account-form" method="post" action=purpose.action()>
            {to.map(|to| view! { <input type="hidden" name="to" value=to /> })}
            <label for="name">{words.name}</label>
            <input
                id="name"
                name="username"
                value=username
                autocomplete="username"
                autocapitalize="none"
                spellcheck="false"
                aria-describedby="name-error"
                aria-invalid=is_of_name.then_some("true")
                required
            />
            <p class="error" role="alert" id="name-error" hidden=is_silent_of_name>
                {of_name}
            </p>
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
                id="form-error"
                hidden=is_silent
                data-unreachable=language.words().connection.unreachable
            >
                {message}
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
