//! The guide's pages: the list of all specimens, and each specimen by itself.

use leptos::prelude::*;
use serde::Deserialize;

use super::{Section, Specimen, Stage, State, sections};
use crate::words::Language;

/// How high a specimen's frame is, in pixels, until it is known how high it has to be.
const FRAME_HEIGHT: u16 = 80;

/// How one wishes to see the specimens: the query of the guide's address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Wish {
    /// `light`, `dark`, `both`; else the system's.
    pub scheme: Option<String>,
    /// `rtl` or `ltr`; else the language's.
    pub direction: Option<String>,
    /// A language's tag; else the reader's.
    pub language: Option<String>,
    /// `phone`, else as wide as the window is.
    pub width: Option<String>,
}

/// What there is to choose, by its name in the query; the first of each is in force without a wish.
const CHOICES: [(&str, &[&str]); 4] = [
    ("scheme", &["system", "light", "dark", "both"]),
    ("direction", &["by language", "ltr", "rtl"]),
    ("language", &["yours", "en", "zh-Hant", "zh-Hans", "en-x-mirrored"]),
    ("width", &["wide", "phone"]),
];

impl Wish {
    fn of(&self, choice: &str) -> &str {
        let (wish, options) = match choice {
            "scheme" => (&self.scheme, CHOICES[0].1),
            "direction" => (&self.direction, CHOICES[1].1),
            "language" => (&self.language, CHOICES[2].1),
            _ => (&self.width, CHOICES[3].1),
        };
        let wish = wish.as_deref().unwrap_or_default();
        options.iter().find(|option| **option == wish).unwrap_or(&options[0])
    }

    /// The query that wishes for this, but for `choice` instead.
    fn query(&self, (choice, option): (&str, &str)) -> String {
        let wished = CHOICES.map(|(name, options)| {
            let wish = if name == choice { option } else { self.of(name) };
            (wish != options[0]).then(|| format!("{name}={wish}"))
        });
        wished.into_iter().flatten().collect::<Vec<_>>().join("&")
    }

    /// The language to show the specimens in, for a reader of `language`.
    #[must_use]
    pub fn language(&self, language: Language) -> Language {
        Language::of_tag(self.of("language")).unwrap_or(language)
    }
}

/// The page with all specimens, each in a frame.
pub fn guide(wish: &Wish) -> impl IntoView + use<> {
    let sections = sections();
    let contents = sections.iter().map(|section| {
        view! {
            <li>
                <a href=format!("#{}", section.file)>{section.file}</a>
            </li>
        }
    });
    let choices = CHOICES.map(|(name, options)| choice(wish, name, options)).collect_view();
    let contents = contents.collect_view();
    let class = if wish.of("width") == "phone" { "guide phone" } else { "guide" };
    let sections: Vec<_> = sections.iter().map(|section| frames(wish, section)).collect();
    view! {
        <!DOCTYPE html>
        <html lang="en" dir="ltr">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>"Style guide · Banter"</title>
                <link rel="stylesheet" href="/pkg/banter.css" />
                <link rel="stylesheet" href="/styleguide/guide.css" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <script src="/styleguide/guide.js" defer></script>
            </head>
            <body class=class>
                <header>
                    <h1>"Style guide"</h1>
                    {choices}
                    <nav aria-label="Contents">
                        <ul>{contents}</ul>
                    </nav>
                </header>
                <main>{sections}</main>
            </body>
        </html>
    }
}

fn choice(wish: &Wish, name: &'static str, options: &'static [&'static str]) -> AnyView {
    let links = options.iter().map(|option| {
        let current = (wish.of(name) == *option).then_some("true");
        let address = format!("/styleguide?{}", wish.query((name, option)));
        view! {
            <a href=address aria-current=current>
                {*option}
            </a>
        }
    });
    view! { <p class="guide-choice">{name} ": " {links.collect_view()}</p> }.into_any()
}

fn frames(wish: &Wish, section: &Section) -> AnyView {
    let file = section.file;
    let figures: Vec<_> =
        section.specimens.iter().map(|specimen| figure(wish, file, specimen)).collect();
    let never = section.never.iter().map(|(state, why)| {
        view! {
            <li>
                <b>{format!("{state:?}")}</b>
                ": "
                {*why}
            </li>
        }
    });
    let never = never.collect_view();
    view! {
        <section id=file>
            <h2>
                {file} " "
                <small>{section.components.join(", ")}</small>
            </h2>
            {figures}
            <details>
                <summary>"What it never is"</summary>
                <ul>{never}</ul>
            </details>
        </section>
    }
    .into_any()
}

fn figure(wish: &Wish, file: &str, specimen: &Specimen) -> AnyView {
    let slug = specimen.slug();
    let schemes: &[&str] = match wish.of("scheme") {
        "both" => &["light", "dark"],
        "light" => &["light"],
        "dark" => &["dark"],
        _ => &["system"],
    };
    let frames: Vec<_> = schemes
        .iter()
        .map(|scheme| {
            let address = format!("/styleguide/{file}/{slug}?{}", wish.query(("scheme", scheme)));
            leptos::html::iframe()
                .src(address)
                .title(format!("{file}, {slug}"))
                .attr("height", specimen.height.unwrap_or(FRAME_HEIGHT).to_string())
                // Leptos does not know of it yet.
                .attr("loading", "lazy")
                .attr("data-fits", specimen.height.is_none().then_some("true"))
        })
        .collect();
    let address = format!("/styleguide/{file}/{slug}?{}", wish.query(("", "")));
    let name = match (specimen.state, specimen.note) {
        (state, "") => format!("{state:?}"),
        (State::Default, note) => note.to_owned(),
        (state, note) => format!("{state:?}, {note}"),
    };
    view! {
        <figure id=format!("{file}-{slug}")>
            <figcaption>
                <a href=address>{name}</a>
            </figcaption>
            <div class="guide-frames">{frames}</div>
        </figure>
    }
    .into_any()
}

/// The page of one specimen; `None` when there is none of that name.
#[must_use]
pub fn specimen(
    wish: &Wish,
    stage: Stage,
    file: &str,
    slug: &str,
) -> Option<impl IntoView + use<>> {
    let section = sections().into_iter().find(|section| section.file == file)?;
    let specimen = section.specimens.into_iter().find(|specimen| specimen.slug() == slug)?;
    let language = stage.language;
    let direction = match wish.of("direction") {
        "ltr" => "ltr",
        "rtl" => "rtl",
        _ => language.direction(),
    };
    let scheme = match wish.of("scheme") {
        "light" => "light",
        "dark" => "dark",
        _ => "system",
    };
    let acts = serde_json::to_string(&specimen.acts).unwrap_or_default();
    let content = (specimen.draw)(stage);
    Some(view! {
        <!DOCTYPE html>
        <html lang=language.tag() dir=direction data-scheme=scheme>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>{format!("{file}, {slug} · Banter")}</title>
                <link rel="stylesheet" href="/pkg/banter.css" />
                <link rel="stylesheet" href="/settings.css" />
                <link rel="stylesheet" href="/styleguide/specimen.css" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <script src="/styleguide/specimen.js" defer></script>
            </head>
            <body class=if specimen.height.is_some() { "high" } else { "fits" } data-acts=acts>
                {content}
            </body>
        </html>
    })
}
