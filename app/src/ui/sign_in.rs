//! Before the first message: signing in, the first account, further accounts.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::refusal;
use crate::first::{Purpose, Refused};
use crate::http::Credentials;
use crate::{api, browser};

/// `/login` and `/register`.
#[component]
pub fn AccountPage(
    /// What the form is for.
    purpose: Purpose,
    /// What came of it without JavaScript.
    refused: Refused,
) -> impl IntoView {
    view! {
        <main class="account">
            <p class="account-brand">"Banter"</p>
            <h1>{purpose.title()}</h1>
            {(purpose == Purpose::First)
                .then(|| view! { <p>"It becomes the admin of this server."</p> })}
            <AccountForm purpose refused />
            {purpose.elsewhere().map(|(path, words)| view! { <p><a href=path>{words}</a></p> })}
        </main>
    }
}

#[component]
fn AccountForm(purpose: Purpose, refused: Refused) -> impl IntoView {
    let Refused { refused, username, retry } = refused;
    let refused = RwSignal::new(refused.map(|code| refusal::words(&code, retry)));
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
        spawn_local(async move {
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
            <label for="name">"Name"</label>
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
            <label for="password">"Password"</label>
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
            {is_new.then(|| view! { <p id="password-note" class="hint">"At least 8 characters."</p> })}
            {move || refused.get().map(|words| view! { <p class="error" role="alert">{words}</p> })}
            <button type="submit" disabled=move || busy.get()>
                {purpose.button()}
            </button>
        </form>
    }
}

impl Purpose {
    const fn button(self) -> &'static str {
        match self {
            Self::SignIn { .. } => "Sign in",
            Self::First | Self::Register => "Create account",
        }
    }

    const fn action(self) -> &'static str {
        match self {
            Self::SignIn { .. } => "/login",
            Self::First | Self::Register => "/register",
        }
    }

    const fn elsewhere(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::SignIn { registration_open: true } => Some(("/register", "Create an account")),
            Self::Register => Some(("/login", "Sign in instead")),
            Self::SignIn { registration_open: false } | Self::First => None,
        }
    }
}
