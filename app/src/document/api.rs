//! `/api`: what programs can ask of the server, to read. A page without a program.

use leptos::prelude::*;

use crate::words::{self, Language};

/// The whole of it. Descriptions are in English, with words of programs between backticks.
#[derive(Debug, Clone, Default)]
pub struct Reference {
    /// What holds for all.
    pub about: String,
    /// The server's version.
    pub version: String,
    /// What can be asked, by what it is about.
    pub groups: Vec<Group>,
    /// What bodies look like, by name.
    pub shapes: Vec<Shape>,
}

/// What can be asked about one thing.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its heading.
    pub name: String,
    /// What it is.
    pub about: String,
    /// In the order of the description.
    pub operations: Vec<Operation>,
}

/// One thing that can be asked.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its anchor.
    pub id: String,
    /// Of HTTP.
    pub method: &'static str,
    /// With names in braces.
    pub path: String,
    /// In a few words.
    pub summary: String,
    /// In some more.
    pub about: String,
    /// Whether it has to be told who asks.
    pub needs_session: bool,
    /// What stands in the address and the headers.
    pub parameters: Vec<Field>,
    /// What stands in the body, with an example.
    pub body: Option<(Kind, Option<String>)>,
    /// What comes of it, by status.
    pub answers: Vec<Answer>,
}

/// A parameter, a field of a body, or a kind of an event.
#[derive(Debug, Clone)]
pub struct Field {
    /// What it is called.
    pub name: String,
    /// Of a parameter: `path`, `query` or `header`.
    pub place: Option<&'static str>,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may be missing.
    pub optional: bool,
    /// What it means.
    pub about: String,
}

/// What something is: a plain kind, or a shape.
#[derive(Debug, Clone, Default)]
pub struct Kind {
    /// As in `string, 1–50 characters`.
    pub text: String,
    /// The name of the shape.
    pub shape: Option<String>,
}

/// What comes of it.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Of HTTP.
    pub status: String,
    /// When; of a refusal a line for each code.
    pub about: String,
    /// What the body is.
    pub kind: Option<Kind>,
    /// The body as it may be.
    pub example: Option<String>,
    /// It is no refusal.
    pub is_done: bool,
}

/// What a body looks like.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// What it is called.
    pub name: String,
    /// What it means.
    pub about: String,
    /// What it holds, if it is an object.
    pub fields: Vec<Field>,
    /// What it is, if it is none.
    pub kind: Option<Kind>,
}

/// The page: contents, what can be asked, what bodies look like.
#[component]
pub(super) fn ReferencePage(reference: Reference, language: Language) -> impl IntoView {
    let words = words::api::of(language);
    let Reference { about, version, groups, shapes } = reference;
    let contents = groups.iter().map(|group| {
        let links = group.operations.iter().map(|operation| {
            let (to, summary) = (format!("#{}", operation.id), operation.summary.clone());
            view! { <li><a href=to>{summary}</a></li> }
        });
        let (name, links) = (group.name.clone(), links.collect_view());
        view! { <li><p>{name}</p><ul>{links}</ul></li> }
    });
    let contents = contents.collect_view();
    let groups = groups.into_iter().map(|group| view! { <GroupPart group language /> });
    let shapes = shapes.into_iter().map(|shape| view! { <ShapePart shape language /> });
    view! {
        <main class="reference">
            <p>
                <a href="/">{words::document::of(language).to_rooms}</a>
            </p>
            <h1>{words.title}</h1>
            <p class="hint">
                {words.about} " " <a href="/api/openapi.json">"/api/openapi.json"</a>
            </p>
            <nav aria-label=words.contents>
                <ul class="contents" lang="en" dir="ltr">
                    {contents}
                </ul>
            </nav>
            <section lang="en" dir="ltr">
                {prose(about)} <p class="hint">"Banter "{version}</p>
            </section>
            {groups.collect_view()}
            <section lang="en" dir="ltr">
                <h2 lang=language.tag()>{words.shapes}</h2>
                {shapes.collect_view()}
            </section>
        </main>
    }
}

#[component]
fn GroupPart(group: Group, language: Language) -> impl IntoView {
    let operations = group
        .operations
        .into_iter()
        .map(|operation| view! { <OperationPart operation language /> });
    view! {
        <section lang="en" dir="ltr">
            <h2>{group.name}</h2>
            {prose(group.about)}
            {operations.collect_view()}
        </section>
    }
}

#[component]
fn OperationPart(operation: Operation, language: Language) -> impl IntoView {
    let words = words::api::of(language);
    let heading = |text: &'static str| view! { <h4 lang=language.tag()>{text}</h4> };
    let Operation { id, method, path, summary, about, needs_session, .. } = operation;
    let open =
        (!needs_session).then(|| view! { <p class="hint" lang=language.tag()>{words.open}</p> });
    let has_parameters = !operation.parameters.is_empty();
    let parameters = has_parameters.then(|| {
        view! { {heading(words.parameters)} {table(operation.parameters, language)} }
    });
    let body = operation.body.map(|(kind, example)| {
        view! {
            {heading(words.body)} <p>{linked(kind)}</p>
            {example.map(|example| view! { <pre tabindex="0"><code>{example}</code></pre> })}
        }
    });
    let (done, refused): (Vec<_>, Vec<_>) =
        operation.answers.into_iter().partition(|answer| answer.is_done);
    let done = done.into_iter().map(answer);
    let refused = (!refused.is_empty()).then(|| {
        let refused = refused.into_iter().map(answer);
        view! {
            <details>
                <summary lang=language.tag()>{words.refusals}</summary>
                <dl>{refused.collect_view()}</dl>
            </details>
        }
    });
    view! {
        <article id=id>
            <h3>{summary}</h3>
            <p class="address">
                <b>{method}</b> <code>{path}</code>
            </p>
            {prose(about)}
            {open}
            {parameters}
            {body}
            {heading(words.answers)}
            <dl>{done.collect_view()}</dl>
            {refused}
        </article>
    }
}

fn answer(answer: Answer) -> impl IntoView {
    let kind = answer.kind.map(|kind| view! { <p>{linked(kind)}</p> });
    let example =
        answer.example.map(|example| view! { <pre tabindex="0"><code>{example}</code></pre> });
    view! {
        <dt>{answer.status}</dt>
        <dd>{prose(answer.about)} {kind} {example}</dd>
    }
}

#[component]
fn ShapePart(shape: Shape, language: Language) -> impl IntoView {
    let Shape { name, about, fields, kind } = shape;
    let (anchor, fields) = (name.clone(), (!fields.is_empty()).then(|| table(fields, language)));
    view! {
        <article id=anchor>
            <h3>{name}</h3>
            {prose(about)}
            {kind.map(|kind| view! { <p>{linked(kind)}</p> })}
            {fields}
        </article>
    }
}

/// Names, what they hold and what they mean.
fn table(fields: Vec<Field>, language: Language) -> impl IntoView {
    let words = words::api::of(language);
    let rows = fields.into_iter().map(|field| {
        let Field { name, place, kind, optional, about } = field;
        let optional =
            optional.then(|| view! { " · " <span lang=language.tag()>{words.optional}</span> });
        let place = place.map(|place| format!("{place} · "));
        view! {
            <dt>
                <code>{name}</code>
            </dt>
            <dd>
                <p class="hint">{place} {linked(kind)} {optional}</p>
                {prose(about)}
            </dd>
        }
    });
    view! { <dl class="fields">{rows.collect_view()}</dl> }
}

/// What something is, with a way to its shape.
fn linked(kind: Kind) -> impl IntoView {
    let Kind { text, shape } = kind;
    // Without an address it is no link.
    view! { <a href=shape.map(|shape| format!("#{shape}"))>{text}</a> }
}

/// Each line a paragraph; what stands between backticks is code.
fn prose(text: String) -> impl IntoView {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).map(|line| {
        let parts = line.split('`').enumerate().map(|(index, part)| {
            let part = part.to_owned();
            let (code, plain) =
                if index % 2 == 1 { (Some(part), None) } else { (None, Some(part)) };
            view! { {plain} {code.map(|code| view! { <code>{code}</code> })} }
        });
        view! { <p>{parts.collect_view()}</p> }
    });
    lines.collect_view()
}
