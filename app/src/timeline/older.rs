//! Stop 13 of a message's way: the messages above those shown, page by page.

use super::messages::subject_of;
use super::{Messages, PAGE_MESSAGES, Standing, Timeline};
use crate::event::{Event, Seq};
use crate::http::History;

/// Changes kept while a page of older messages is under way; past them the page is asked for again.
const MENDS_MAX: usize = 1_000;

/// What is known of the messages before the oldest shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Older {
    /// There are some.
    There,
    /// They are under way.
    Loading,
    /// They could not be had.
    Failed,
    /// The oldest shown is the room's first.
    NoneLeft,
}

/// A page that is under way.
#[derive(Debug, Clone)]
pub(super) struct AskedOlder {
    before: Seq,
    /// Where the timeline stood: a page that was read earlier lacks changes that are not in `mends`.
    stood: Seq,
    /// What changed since.
    mends: Vec<Event>,
}

impl Older {
    pub(super) const fn than(page: &History) -> Self {
        if page.messages.len() < PAGE_MESSAGES { Self::NoneLeft } else { Self::There }
    }
}

impl Timeline {
    /// The oldest message shown, to ask for those before it; marks them as under way.
    pub fn ask_older(&mut self) -> Option<Seq> {
        let Standing::Loaded(at) = &self.standing else { return None };
        let before = self.messages.iter().next()?.seq;
        if !matches!(self.older, Older::There | Older::Failed) {
            return None;
        }
        self.older = Older::Loading;
        self.asked_older = Some(AskedOlder { before, stood: at.seq, mends: Vec::new() });
        Some(before)
    }

    /// Takes the page before `before`, or that it could not be had. What changed in it since it was
    /// asked for is mended.
    pub fn older(&mut self, before: Seq, page: Option<History>) {
        let Standing::Loaded(at) = &self.standing else { return };
        let Some(asked) = self.asked_older.take_if(|asked| asked.before == before) else { return };
        let whole = asked.mends.len() < MENDS_MAX;
        let page = page.filter(|page| whole && page.epoch == at.epoch && page.head >= asked.stood);
        let Some(mut page) = page else {
            self.older = Older::Failed;
            return;
        };
        self.older = Older::than(&page);
        page.messages.retain(|message| message.seq < before);
        let mut messages = Messages::of(page.messages, page.head);
        for event in &asked.mends {
            messages.apply(event);
        }
        self.make_room(messages.len());
        self.messages.prepend(messages);
        self.settle_shown();
    }

    /// A change that was just applied may be of a message that is under way.
    pub(super) fn keep_for_older(&mut self, event: &Event) {
        if let Some(asked) = &mut self.asked_older
            && asked.mends.len() < MENDS_MAX
            && subject_of(event).is_some_and(|of| of < asked.before)
        {
            asked.mends.push(event.clone());
        }
    }
}
