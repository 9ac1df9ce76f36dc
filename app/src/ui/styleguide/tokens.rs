//! Specimens of the roles in tokens.css and of the icons: read from the stylesheets themselves.

use leptos::prelude::*;

use super::{Section, State};

const TOKENS: &str = include_str!("../../../../style/tokens.css");
const ICONS: &str = include_str!("../../../../style/icon.css");

/// Colours, sizes, shadows, icons.
pub(super) fn section() -> Section {
    Section::of("tokens", &[])
        .shows_also(State::Default, "colours", |_| swatches("surface|text|line|accent|on-|focus"))
        .shows_also(State::Default, "type", |_| lines())
        .shows_also(State::Default, "spacing", |_| bars("space-|control|measure"))
        .shows_also(State::Default, "corners and elevation", |_| corners())
        .shows_also(State::Default, "icons", |_| icons())
        .never(&State::ALL[1..], "a role has one value in each scheme")
}

/// The roles of tokens.css, each once, and their values.
pub(super) fn roles() -> Vec<(&'static str, &'static str)> {
    let mut roles: Vec<(&str, &str)> = Vec::new();
    for line in TOKENS.lines() {
        let Some((name, value)) = line.trim().strip_prefix("--").and_then(|it| it.split_once(':'))
        else {
            continue;
        };
        if !roles.iter().any(|(known, _)| *known == name) {
            roles.push((name, value.trim().trim_end_matches(';')));
        }
    }
    roles
}

/// The classes of icon.css.
pub(super) fn icon_classes() -> Vec<&'static str> {
    let named = |line: &'static str| line.strip_prefix('.')?.strip_suffix(" {");
    let is_icon = |name: &&str| name.starts_with("icon-") && !name.contains(':');
    ICONS.lines().filter_map(named).filter(is_icon).collect()
}

/// Those whose names begin with one of `beginnings`, and look like a length where they are not colours.
fn of(beginnings: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    roles().into_iter().filter(move |(name, value)| {
        let is_size = name.starts_with("text-") && value.ends_with("rem");
        !is_size && beginnings.split('|').any(|beginning| name.starts_with(beginning))
    })
}

fn swatches(beginnings: &'static str) -> AnyView {
    let swatch = |(name, value): (&str, &'static str)| {
        view! {
            <li>
                <span class="stage-swatch" style=format!("background: var(--{name})")></span>
                <code>{format!("--{name}")}</code>
                <small>{value}</small>
            </li>
        }
    };
    let colours = of(beginnings).filter(|(_, value)| value.starts_with("light-dark"));
    view! { <ul class="stage-roles">{colours.map(swatch).collect_view()}</ul> }.into_any()
}

fn lines() -> AnyView {
    let is_size =
        |(name, value): &(&str, &str)| name.starts_with("text-") && value.ends_with("rem");
    let size = |(name, value): (&'static str, &'static str)| {
        view! {
            <p style=format!("font-size: var(--{name})")>
                {format!("--{name}, {value}: Good morning, 早安, صباح الخير, 👍🏽")}
            </p>
        }
    };
    let fonts =
        roles().into_iter().filter(|(name, _)| name.starts_with("font-")).map(|(name, _)| {
            view! {
                <p style=format!("font-family: var(--{name})")>
                    {format!("--{name}: Good morning, 早安, صباح الخير, 👍🏽 0O 1lI")}
                </p>
            }
        });
    let sizes = roles().into_iter().filter(is_size).map(size).collect_view();
    view! { <div class="stage-lines">{sizes}{fonts.collect_view()}</div> }.into_any()
}

fn bars(beginnings: &'static str) -> AnyView {
    let bar = |(name, value): (&str, &'static str)| {
        view! {
            <li>
                <code>{format!("--{name}")}</code>
                <small>{value}</small>
                <span class="stage-bar" style=format!("inline-size: var(--{name})")></span>
            </li>
        }
    };
    view! { <ul class="stage-roles">{of(beginnings).map(bar).collect_view()}</ul> }.into_any()
}

fn corners() -> AnyView {
    let corner = |(name, _): (&str, &str)| {
        let property = if name == "shadow" { "box-shadow" } else { "border-radius" };
        view! {
            <span class="stage-corner" style=format!("{property}: var(--{name})")>
                <code>{format!("--{name}")}</code>
            </span>
        }
    };
    view! { <p class="stage-row">{of("radius|shadow").map(corner).collect_view()}</p> }.into_any()
}

fn icons() -> AnyView {
    let icon = |name: &'static str| {
        view! {
            <li>
                <span class=format!("icon {name}")></span>
                <code>{name}</code>
            </li>
        }
    };
    let mark = view! {
        <li>
            <span class="mark"></span>
            <code>"mark"</code>
        </li>
    };
    let icons = icon_classes().into_iter().map(icon).collect_view();
    view! { <ul class="stage-roles">{icons}{mark}</ul> }.into_any()
}
