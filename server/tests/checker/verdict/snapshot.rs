//! The messages as pages tell them are the log, folded over.

use std::collections::BTreeMap;

use app::event::{Event, NewMessage, Reaction, Seq};

use super::{RoomLog, violation};
use crate::history::Violation;

pub(super) fn check(log: &RoomLog, found: &mut Vec<Violation>) {
    let mut folded = BTreeMap::<Seq, NewMessage>::new();
    log.events.iter().for_each(|event| apply(&mut folded, event));
    let mut told: BTreeMap<_, _> = log.messages.iter().map(|it| (it.seq, it)).collect();
    for (seq, message) in &folded {
        let page = told.remove(seq);
        if page != Some(message) {
            let detail = format!("the page has {page:?}, the log makes {message:?}");
            found.push(violation(RULE, (log.room, *seq), "the page", detail));
            return;
        }
    }
    if let Some((seq, message)) = told.pop_first() {
        let detail = format!("the page has {message:?}, and the log has not");
        found.push(violation(RULE, (log.room, seq), "the page", detail));
    }
}

const RULE: &str = "a page is the log, folded over";

fn apply(messages: &mut BTreeMap<Seq, NewMessage>, event: &Event) {
    match event {
        Event::NewMessage(new) => {
            messages.insert(new.seq, new.clone());
        }
        Event::MessageEdited(edit) => {
            let Some(message) = messages.get_mut(&edit.of).filter(|it| !it.deleted) else { return };
            message.message.clone_from(&edit.message);
            message.html.clone_from(&edit.html);
            message.mentions.clone_from(&edit.mentions);
            message.edited = Some(edit.sent.clone());
        }
        Event::MessageDeleted(deletion) => {
            let Some(message) = messages.get_mut(&deletion.of) else { return };
            message.message.clear();
            message.html.clear();
            message.mentions.clear();
            message.reactions.clear();
            message.edited = None;
            message.deleted = true;
        }
        Event::ReactionChanged(change) => {
            let Some(message) = messages.get_mut(&change.of).filter(|it| !it.deleted) else {
                return;
            };
            react(&mut message.reactions, &change.emoji, &change.from, change.on);
        }
        _ => {}
    }
}

/// Groups by the emoji's order as text; in a group, the earliest first.
fn react(reactions: &mut Vec<Reaction>, emoji: &str, from: &str, on: bool) {
    let place = reactions.binary_search_by(|group| group.emoji.as_str().cmp(emoji));
    match (place, on) {
        (Ok(place), true) => reactions[place].from.push(from.to_owned()),
        (Err(place), true) => {
            let from = vec![from.to_owned()];
            reactions.insert(place, Reaction { emoji: emoji.to_owned(), from });
        }
        (Ok(place), false) => {
            reactions[place].from.retain(|name| name != from);
            if reactions[place].from.is_empty() {
                reactions.remove(place);
            }
        }
        (Err(_), false) => {}
    }
}
