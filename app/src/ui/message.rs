//! Stop 13 of a message's way: one message, from the moment it is typed.

use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::actions::Actions;
use super::avatar::avatar;
use super::in_hand::InHand;
use super::keys;
use super::reactions::Reactions;
use crate::browser;
use crate::chat::{Chat, LiveRow};
use crate::event::{ClientId, Seq, Timestamp};
use crate::link::LinkState;
use crate::once;
use crate::timeline::{Above, Content, Row, RowState, Tick};
use crate::zone::{Local, Zone};

#[cfg(test)]
mod tests;

/// So long, in milliseconds, a message may take before anything is said about it.
const QUICK_MS: u64 = 1_000;
/// So long, in minutes, one goes on without being named again.
const GROUP_MINUTES: i64 = 5;

/// One message, below the day it opens.
#[component]
pub fn Message(
    /// The page's chat.
    chat: Chat,
    /// What the person has in hand.
    in_hand: InHand,
    /// What it shows.
    live: LiveRow,
    /// A pointer or the focus has been here.
    #[prop(default = RwSignal::new(false))]
    near: RwSignal<bool>,
) -> impl IntoView {
    let row = RwSignal::from(live.row.clone());
    let is_linked = row.with_untracked(|row| chat.is_linked(row.seq));
    let come_near = move || {
        if !near.get_untracked() {
            near.set(true);
        }
    };
    // It is called by who said it and what: a list of articles without names says nothing to who goes through it.
    let what = format!("m-{}", live.key.replace(' ', "-"));
    let who = format!("{what}-by");
    let name = format!("{who} {what}");
    let local = move |at: &Timestamp| local(chat, at);
    let day = Memo::new(move |_| {
        row.with(|row| opened_day(row, local)).map(|day| day.day(chat.language))
    });
    let is_grouped = Memo::new(move |_| row.with(|row| is_grouped(row, local)));
    let avatar = move || (!is_grouped.get()).then(|| row.with(|row| avatar(&row.from, false)));
    let words = &chat.words.message;
    let header = move || {
        row.with(|row| {
            let edited = row.edited.as_ref().map(|at| moment(chat, at));
            let since = matches!(row.state, RowState::Waiting(_)).then_some(row.since);
            view! {
                <span class="author">
                    <bdi>{row.from.clone()}</bdi>
                </span>
                {row.bot.as_ref().map(|alias| {
                    view! { <bdi class="bot">{bot(words.bot, alias)}</bdi> }
                })}
                <time datetime=row.sent.0.clone()>{time(chat, &row.sent)}</time>
                {edited.map(|at| view! { <span class="state" title=at>{words.edited}</span> })}
                {row.tick.is_some().then(|| {
                    view! {
                        <span
                            role="img"
                            class=tick(row.tick, ["", "tick sent", "tick delivered", "tick read"])
                            aria-label=tick(row.tick, ["", words.sent, words.delivered, words.read])
                            title=tick(row.tick, ["", words.sent, words.delivered, words.read])
                        ></span>
                    }
                })}
                {since.map(|since| view! { <Waiting chat since /> })}
            }
        })
    };
    let body = move || {
        row.with(|row| {
            let text = match &row.content {
                Content::Html(html) => EitherOf3::A(
                    view! { <div class="text" id=what.clone() inner_html=html.clone()></div> },
                ),
                Content::Plain(text) => EitherOf3::B(
                    view! { <div class="text plain" id=what.clone()>{text.clone()}</div> },
                ),
                Content::Deleted => {
                    let (id, undo) = (what.clone(), row.undo.clone());
                    EitherOf3::C(view! { <Deleted chat id undo /> })
                }
            };
            let refused = match row.state.clone() {
                RowState::Refused(id, reason) => {
                    let text = row.seq.is_none().then(|| row.text.clone());
                    Some(view! { <Refused chat in_hand id reason text /> })
                }
                _ => None,
            };
            (text, refused)
        })
    };
    view! {
        <div class="entry">
            {move || day.get().map(|day| view! { <h2 class="day">{day}</h2> })}
            <article
                tabindex="-1"
                class=once::live(move || {
                    row.with(|row| class(row, is_grouped.get(), is_linked, in_hand.edited.get()))
                })
                aria-labelledby=name
                aria-current=is_linked.then_some("location")
                data-new=once::live(move || row.with(|row| begins_new(chat, row)).then_some(words.new))
                on:pointerover=once::on(move |_| come_near())
                on:focusin=once::on(move |_| come_near())
            >
                {avatar}
                <header class="message-header" id=who>
                    {header}
                </header>
                {body}
                <Reactions chat row />
                <Actions chat in_hand live near />
            </article>
        </div>
    }
}

/// Said of what takes long, and of what cannot go now.
#[component]
fn Waiting(chat: Chat, since: u64) -> impl IntoView {
    let left = (since + QUICK_MS).saturating_sub(browser::now_ms());
    let late = RwSignal::new(left == 0);
    browser::after(left, move || {
        // The row may be gone by then.
        let _ = late.try_set(true);
    });
    let is_untold = move || !late.get() && chat.link_state.get() == LinkState::Open;
    view! {
        <span class="state waiting" hidden=once::live(is_untold)>
            {chat.words.message.waiting}
        </span>
    }
}

#[component]
fn Deleted(chat: Chat, id: String, undo: Option<ClientId>) -> impl IntoView {
    let words = &chat.words.message;
    keys::keep_focus();
    match undo {
        Some(deletion) => Either::Left(view! {
            <div class="text deleted" id=id>
                {words.being_deleted}
                <button type="button" class="quiet inline" on:click=once::on(move |_| chat.undo(&deletion))>
                    {words.undo}
                </button>
            </div>
        }),
        None => Either::Right(view! { <p class="text deleted" id=id>{words.deleted}</p> }),
    }
}

/// Why it does not stand, and what can be done; a `text` that was never said can be written anew.
#[component]
fn Refused(
    chat: Chat,
    in_hand: InHand,
    id: ClientId,
    reason: String,
    text: Option<String>,
) -> impl IntoView {
    let words = &chat.words.message;
    keys::keep_focus();
    let (discarded, rewritten, is_change) = (id.clone(), id.clone(), text.is_none());
    let rewrite = move |_| {
        in_hand.rewritten.set(text.clone());
        chat.discard(&rewritten);
    };
    view! {
        <p class="refused">
            <span class="error" role="alert">
                {words.not_sent.with(&[&reason])}
            </span>
            <button type="button" class="quiet inline" on:click=once::on(move |_| chat.retry(&id))>
                {words.retry}
            </button>
            <button type="button" class="quiet inline" hidden=is_change on:click=once::on(rewrite)>
                {words.edit}
            </button>
            <button type="button" class="quiet inline" on:click=once::on(move |_| chat.discard(&discarded))>
                {words.discard}
            </button>
        </p>
    }
}

/// That a program speaks, and for whom.
fn bot(word: &str, alias: &str) -> String {
    let mut text = word.to_owned();
    if !alias.is_empty() {
        text += " · ";
        text += alias;
    }
    text
}

/// One of the words for how far a message has come; the first where that is not shown.
const fn tick(tick: Option<Tick>, [none, sent, delivered, read]: [&str; 4]) -> &str {
    match tick {
        None => none,
        Some(Tick::Sent) => sent,
        Some(Tick::Delivered) => delivered,
        Some(Tick::Read) => read,
    }
}

/// What message.css and actions.css tell apart. `fixed`: nothing can be done to it now.
fn class(row: &Row, is_grouped: bool, is_linked: bool, edited: Option<Seq>) -> String {
    let is_fixed = row.seq.is_none() || row.content == Content::Deleted;
    let words = [
        ("message", true),
        ("own", row.is_own),
        ("grouped", is_grouped),
        ("fixed", is_fixed),
        ("names-me", row.names_me),
        ("linked", is_linked),
        ("editing", edited.is_some() && row.seq == edited),
    ];
    words.iter().filter(|(_, is)| *is).map(|(word, _)| *word).collect::<Vec<_>>().join(" ")
}

/// Whether what is new begins with this row.
fn begins_new(chat: Chat, row: &Row) -> bool {
    let is_above =
        |after: &Seq| row.previous.as_ref().is_none_or(|above| above.seq <= Some(*after));
    chat.new_after.get().filter(is_above).is_some_and(|after| row.seq > Some(after))
}

/// The day that begins with this row, on the clock that `local` reads.
fn opened_day(row: &Row, local: impl Fn(&Timestamp) -> Option<Local>) -> Option<Local> {
    let sent = local(&row.sent)?;
    let above = row.previous.as_ref().and_then(|above| local(&above.sent));
    above.is_none_or(|above| !above.is_day_of(sent)).then_some(sent)
}

/// The same person goes on talking: who it is stands above already.
fn is_grouped(row: &Row, local: impl Fn(&Timestamp) -> Option<Local>) -> bool {
    let same = |above: &&Above| above.from == row.from && above.bot == row.bot;
    row.previous.as_ref().filter(same).is_some_and(|above| {
        let times = local(&row.sent).zip(local(&above.sent));
        times.is_some_and(|(sent, above)| {
            sent.is_day_of(above) && sent.minutes_after(above) < GROUP_MINUTES
        })
    })
}

fn time(chat: Chat, at: &Timestamp) -> String {
    local(chat, at).map(Local::time).unwrap_or_default()
}

pub(super) fn moment(chat: Chat, at: &Timestamp) -> String {
    let said = |local: Local| format!("{}, {}", local.day(chat.language), local.time());
    local(chat, at).map(said).unwrap_or_default()
}

pub(super) fn local(chat: Chat, at: &Timestamp) -> Option<Local> {
    let offset = match chat.zone.get() {
        Zone::Fixed(offset) => offset,
        Zone::Browser => browser::offset_at(at),
    };
    Local::of(at, offset)
}
