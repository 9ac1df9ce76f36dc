//! Stop 13 of a message's way: the messages below those shown, where the room was opened at a message of long
//! ago, page by page until the newest. Until then what is shown is a run from the middle of the room: what
//! comes is counted, as there is a hole between.

use super::messages::subject_of;
use super::{Messages, Standing, Timeline};
use crate::event::{Event, NewMessage, Seq};
use crate::http::History;

/// Changes kept while a page of newer messages is under way; past them the page is asked for again.
const MENDS_MAX: usize = 1_000;

/// Messages that do not go on to the room's newest.
#[derive(Debug, Clone, Default)]
pub(super) struct Island {
    asked: Option<AskedNewer>,
    /// The page could not be had; with the next connection, or by hand, it is asked for again.
    pub(super) failed: bool,
    /// Messages of others that have come meanwhile.
    pub(super) new: u64,
}

/// A page that is under way.
#[derive(Debug, Clone)]
struct AskedNewer {
    after: Seq,
    /// Where the timeline stood: a page that was read earlier lacks changes that are not in `mends`.
    stood: Seq,
    /// What has come since.
    mends: Vec<Event>,
}

impl Timeline {
    /// The newest message shown, to ask for those after it; marks them as under way.
    pub fn ask_newer(&mut self) -> Option<Seq> {
        let Standing::Loaded(at) = &self.standing else { return None };
        let island = self.island.as_mut().filter(|island| !island.failed)?;
        let after = self.messages.iter().next_back()?.seq;
        if island.asked.is_some() {
            return None;
        }
        island.asked = Some(AskedNewer { after, stood: at.seq, mends: Vec::new() });
        Some(after)
    }

    /// Takes the page after `after`, or that it could not be had. What has come since it was asked for is
    /// mended.
    pub fn newer(&mut self, after: Seq, page: Option<History>) {
        let was_at_end = self.shown().end == self.rows_count();
        let Standing::Loaded(at) = &self.standing else { return };
        let Some(island) = &mut self.island else { return };
        let Some(asked) = island.asked.take_if(|asked| asked.after == after) else { return };
        if asked.mends.len() >= MENDS_MAX {
            return;
        }
        let page = page.filter(|page| page.epoch == at.epoch && page.head >= asked.stood);
        let Some(mut page) = page else {
            island.failed = true;
            return;
        };
        page.messages.retain(|message| message.seq > after);
        let mut messages = Messages::of(page.messages, page.head);
        for event in &asked.mends {
            // What is said joins on to the last page only.
            if !(page.newer && matches!(event, Event::NewMessage(_))) {
                messages.apply(event);
            }
        }
        if !page.newer {
            self.island = None;
        }
        if was_at_end {
            self.window.owed = messages.len() as isize;
        }
        self.messages.append(messages);
        self.settle_shown();
    }

    /// A page that failed may be asked for again.
    pub fn try_newer_again(&mut self) {
        if let Some(island) = &mut self.island {
            island.failed = false;
        }
    }

    /// Something was said below the run shown.
    pub(super) fn hear_below(&mut self, message: &NewMessage) {
        if let Some(island) = &mut self.island
            && message.from != self.me
            && !message.deleted
        {
            island.new += 1;
        }
    }

    /// What was just applied may be of a message that is under way, or be one.
    pub(super) fn keep_for_newer(&mut self, event: &Event) {
        if let Some(asked) = self.island.as_mut().and_then(|island| island.asked.as_mut())
            && asked.mends.len() < MENDS_MAX
            && (matches!(event, Event::NewMessage(_))
                || subject_of(event).is_some_and(|of| of > asked.after))
        {
            asked.mends.push(event.clone());
        }
    }
}
