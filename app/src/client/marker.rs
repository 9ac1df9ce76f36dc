//! Stop 12 of a message's way: how far the person has read a room, and what is unread after that.
//!
//! The counts are the server's at a head that it names. What the log says after that head is counted
//! on top; where that cannot be done exactly, the server is asked.

use crate::event::{Event, MessageEdited, NewMessage, ReadChanged, RoomSummary, Seq};

/// An answer that has not come for this long, in milliseconds, does not come.
const ANSWER_MS: u64 = 10_000;
/// Asked at most this often, in milliseconds.
const PAUSE_MS: u64 = 1_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marker {
    read: Seq,
    counts: Counts,
    /// Every change up to here is counted.
    head: Seq,
    /// Something happened whose effect on the counts is not known.
    doubtful: bool,
    seen: Option<Seen>,
    asked_at: Option<u64>,
    not_before: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    unread: u64,
    mentions: u64,
}

/// What the person has seen and the server has not been told of, or has not confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    up_to: Seq,
    /// What is unread after that, when it is known.
    beyond: Option<Counts>,
}

/// What an event does to the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Nothing,
    /// A new message, of that weight.
    Added(Weight),
    /// A message weighs something else now.
    Altered {
        of: Seq,
        before: Weight,
        after: Weight,
    },
    /// A message may weigh something else now.
    Doubtful {
        of: Seq,
    },
}

/// What a message adds to the counts while it is unread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Weight {
    unread: bool,
    mention: bool,
}

impl Effect {
    /// What `event` does to the counts of `me`; `subject` is the message it changes as it is before,
    /// when that is known exactly.
    ///
    /// What is told again with its deletion, ahead of the deletion itself, may be counted or not.
    pub(super) fn of(event: &Event, subject: Option<&NewMessage>, me: &str) -> Self {
        let weight = |mentions: &[String]| Weight {
            unread: true,
            mention: mentions.iter().any(|name| name == me),
        };
        let (of, after) = match event {
            // One's own never counts, and only its author edits a message.
            Event::NewMessage(NewMessage { from, .. })
            | Event::MessageEdited(MessageEdited { from, .. })
                if from == me =>
            {
                return Self::Nothing;
            }
            Event::NewMessage(message) if message.deleted => {
                return Self::Doubtful { of: message.seq };
            }
            Event::NewMessage(message) => return Self::Added(weight(&message.mentions)),
            Event::MessageEdited(edited) if edited.deleted => {
                return Self::Doubtful { of: edited.of };
            }
            Event::MessageEdited(edited) => (edited.of, weight(&edited.mentions)),
            Event::MessageDeleted(deleted) => (deleted.of, Weight::default()),
            _ => return Self::Nothing,
        };
        match subject {
            Some(subject) if subject.from == me => Self::Nothing,
            Some(subject) if !subject.deleted => {
                Self::Altered { of, before: weight(&subject.mentions), after }
            }
            _ => Self::Doubtful { of },
        }
    }
}

impl Marker {
    pub(super) const fn of(summary: &RoomSummary) -> Self {
        Self {
            read: summary.read,
            counts: Counts { unread: summary.unread, mentions: summary.mentions },
            head: summary.head,
            doubtful: false,
            seen: None,
            asked_at: None,
            not_before: 0,
        }
    }

    pub(super) fn renew(&mut self, summary: &RoomSummary) {
        let (seen, not_before) = (self.seen, self.not_before);
        *self = Self { seen, not_before, ..Self::of(summary) };
        self.forget_seen(true);
    }

    /// The numbers are another history's and say nothing any more.
    pub(super) fn forget(&mut self) {
        (self.read, self.head, self.seen) = (Seq::ZERO, Seq::ZERO, None);
        self.doubtful = true;
    }

    pub(super) const fn read(&self) -> Seq {
        self.read
    }

    /// The newest change that is counted.
    pub(super) const fn head(&self) -> Seq {
        self.head
    }

    /// Up to where the person has read, as far as the server knows or is about to be told.
    pub(super) fn seen(&self) -> Seq {
        self.seen.map_or(self.read, |seen| seen.up_to.max(self.read))
    }

    /// Unread messages and mentions, as the person is to see them: what they are looking at counts
    /// as read before the server has said so.
    pub(super) fn shown(&self) -> (u64, u64) {
        let Counts { unread, mentions } =
            self.seen.and_then(|seen| seen.beyond).unwrap_or(self.counts);
        (unread, mentions)
    }

    /// Counts the change with number `seq`.
    pub(super) fn count(&mut self, seq: Seq, effect: Effect) {
        if seq <= self.head {
            return;
        }
        self.doubtful |= seq > self.head.next();
        self.head = seq;
        let (of, before, after) = match effect {
            Effect::Nothing => return,
            Effect::Added(weight) => (seq, Weight::default(), weight),
            Effect::Altered { of, before, after } => (of, before, after),
            Effect::Doubtful { of } => {
                self.doubtful |= of > self.read;
                return;
            }
        };
        if of <= self.read {
            return;
        }
        self.counts.change(before, after);
        if let Some(Seen { up_to, beyond: Some(beyond) }) = &mut self.seen
            && of > *up_to
        {
            beyond.change(before, after);
        }
    }

    /// The log was left out up to `head`.
    pub(super) fn skip_to(&mut self, head: Seq) {
        if head > self.head {
            self.head = head;
            self.doubtful = true;
        }
    }

    /// The server says how it stands.
    pub(super) fn changed(&mut self, changed: &ReadChanged) {
        self.asked_at = None;
        let is_news = changed.head > self.head;
        if changed.head >= self.head && changed.read >= self.read {
            self.counts = Counts { unread: changed.unread, mentions: changed.mentions };
            (self.read, self.head) = (changed.read, changed.head);
            self.doubtful = false;
        } else if changed.read > self.read || is_news {
            self.read = self.read.max(changed.read);
            self.doubtful = true;
        }
        self.forget_seen(is_news);
    }

    /// The person has seen everything up to `up_to`.
    pub(super) fn see(&mut self, up_to: Seq) {
        if up_to > self.read && self.seen.is_none_or(|seen| up_to > seen.up_to) {
            let beyond = (up_to >= self.head).then(Counts::default);
            self.seen = Some(Seen { up_to, beyond });
        }
    }

    /// What to tell the server now: the number that is read, or [`Seq::ZERO`] to ask how it stands.
    pub(super) fn tell(&mut self, now: u64) -> Option<Seq> {
        let up_to = self.wish()?;
        if self.due_at() > now {
            return None;
        }
        self.asked_at = Some(now);
        self.not_before = now + PAUSE_MS;
        Some(up_to)
    }

    /// When there is something to tell, if there is; it may be past.
    pub(super) fn wants_at(&self) -> Option<u64> {
        self.wish().map(|_| self.due_at())
    }

    /// No answer will come.
    pub(super) const fn ask_again(&mut self) {
        self.asked_at = None;
    }

    fn wish(&self) -> Option<Seq> {
        let seen = self.seen.map(|seen| seen.up_to);
        seen.or_else(|| self.doubtful.then_some(Seq::ZERO))
    }

    fn due_at(&self) -> u64 {
        let answered = self.asked_at.map_or(0, |asked| asked + ANSWER_MS);
        self.not_before.max(answered)
    }

    fn forget_seen(&mut self, is_news: bool) {
        self.seen = self.seen.filter(|seen| seen.up_to > self.read);
        if let Some(seen) = &mut self.seen
            && is_news
        {
            seen.beyond = None;
        }
    }
}

impl Counts {
    fn change(&mut self, before: Weight, after: Weight) {
        // The server's counts hold what is taken away here; a wrong one is not to end the page.
        let change = |count: u64, before: bool, after: bool| {
            (count + u64::from(after)).saturating_sub(u64::from(before))
        };
        self.unread = change(self.unread, before.unread, after.unread);
        self.mentions = change(self.mentions, before.mention, after.mention);
    }
}
