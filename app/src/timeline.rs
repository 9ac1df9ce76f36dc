//! Stops 2 and 13 of a message's way: one room as the page shows it, the confirmed prefix without
//! holes and below it the rows that wait for their ack; a window moves over them. A room that is not
//! shown is only counted.

mod intent;
mod messages;
mod newer;
mod older;
mod outbox;
mod pending;
mod row;
#[cfg(test)]
pub(crate) mod tests;
mod window;

use crate::event::{Event, NewMessage, Position, RoomId, Seq};
use crate::http::History;

use messages::subject_of;
use newer::Island;
use older::AskedOlder;
use outbox::Outbox;
use window::Window;

pub use intent::{Intent, Moment};
pub use messages::Messages;
pub use older::Older;
pub use outbox::{Stored, Unsaved};
pub use row::{Above, Content, Marks, Row, RowState, Tick};
pub use window::{Below, Spot, WINDOW_ROWS_MAX};

/// Messages in a page of history.
pub const PAGE_MESSAGES: usize = 50;
/// How long a deletion can be undone, in milliseconds.
pub const UNDO_MS: u64 = 5_000;

/// Events kept while the first page is under way; those past it are let go, and the jump they leave
/// is mended by asking again.
const EARLY_EVENTS_MAX: usize = 1_000;

/// One room's messages, as far as this page knows them.
#[derive(Debug, Clone)]
pub struct Timeline {
    room: RoomId,
    me: String,
    standing: Standing,
    messages: Messages,
    older: Older,
    asked_older: Option<AskedOlder>,
    /// Where the messages do not go on to the newest.
    island: Option<Island>,
    outbox: Outbox,
    window: Window,
}

#[derive(Debug, Clone)]
enum Standing {
    /// Nobody looks at it: its events are followed, its messages are not kept.
    Counted(Position),
    /// It waits for its newest page. `heard` is where its events have come to, once any can come.
    Opening { heard: Option<Position>, early: Vec<Event>, page: Page },
    /// Its messages are there, up to here.
    Loaded(Position),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    NotAsked,
    UnderWay,
    Failed,
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// It is part of the timeline now, or kept until the first page is there.
    Applied,
    /// The timeline had it.
    Repeat,
    /// Something before it is missing: nothing changed, ask again from [`Timeline::position`].
    Jump,
    /// It is no log event of this room.
    Elsewhere,
}

/// How far the timeline has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loaded {
    /// The newest page is under way.
    Opening,
    /// The newest page could not be had.
    Failed,
    /// There it is.
    Ready(Older),
}

impl Timeline {
    /// A room that waits for its newest page, as `me` sees it.
    #[must_use]
    pub fn opening(room: RoomId, me: &str) -> Self {
        Self {
            room,
            me: me.to_owned(),
            standing: Standing::opening(None),
            messages: Messages::default(),
            older: Older::NoneLeft,
            asked_older: None,
            island: None,
            outbox: Outbox::default(),
            window: Window::default(),
        }
    }

    /// Forgets what is confirmed and goes on from `position` with the events that come after it;
    /// when it is `shown`, or there is no position to go on from, it waits for a newest page. What
    /// waits for its ack is kept.
    pub fn go_on_from(&mut self, position: Option<Position>, shown: bool) {
        self.messages = Messages::default();
        self.older = Older::NoneLeft;
        self.asked_older = None;
        self.island = None;
        self.window = Window::default();
        self.standing = match position {
            Some(position) if !shown => Standing::Counted(position),
            heard => Standing::opening(heard),
        };
    }

    /// The server sends what comes after `position`, where nothing was known of the room. A page
    /// that is under way is waited for.
    pub fn begin_at(&mut self, position: Position, shown: bool) {
        match &mut self.standing {
            Standing::Opening { heard, page: Page::UnderWay, .. } => *heard = Some(position),
            _ => self.go_on_from(Some(position), shown),
        }
    }

    /// The room is to be shown. Whether its newest page has to be fetched for that; it is under way
    /// then.
    pub fn show(&mut self) -> bool {
        if let Standing::Counted(position) = &self.standing {
            self.standing = Standing::opening(Some(position.clone()));
        }
        match &mut self.standing {
            Standing::Opening { page, .. } => {
                std::mem::replace(page, Page::UnderWay) != Page::UnderWay
            }
            Standing::Counted(_) | Standing::Loaded(_) => false,
        }
    }

    /// Takes the newest page, or one from the middle of the room, then what arrived while it was under way. A second page is ignored.
    /// [`Applied::Jump`] when something is missing between the two.
    pub fn load(&mut self, page: History) -> Applied {
        let Standing::Opening { heard, early, .. } = &mut self.standing else {
            return Applied::Repeat;
        };
        let (heard, early) = (heard.take(), std::mem::take(early));
        self.older = Older::than(&page);
        if page.newer {
            self.island = Some(Island::default());
            self.leave_end(page.head);
        }
        self.standing = Standing::Loaded(Position { epoch: page.epoch, seq: page.head });
        self.messages = Messages::of(page.messages, page.head);
        self.settle_shown();
        self.outbox.settle_up_to(page.head);
        for event in early {
            if self.apply(&event) == Applied::Jump {
                return Applied::Jump;
            }
        }
        let behind = |heard: Position| self.shown_up_to().is_some_and(|seq| seq < heard.seq);
        if heard.is_some_and(behind) { Applied::Jump } else { Applied::Applied }
    }

    /// The newest page could not be had.
    pub fn load_failed(&mut self) {
        if let Standing::Opening { page, .. } = &mut self.standing {
            *page = Page::Failed;
        }
    }

    /// Applies a log event, if it is the next one.
    pub fn apply(&mut self, event: &Event) -> Applied {
        let Some((room, seq)) = event.log_position() else { return Applied::Elsewhere };
        if room != self.room {
            return Applied::Elsewhere;
        }
        let place = match &mut self.standing {
            Standing::Opening { heard, .. } => heard.as_mut(),
            Standing::Counted(at) | Standing::Loaded(at) => Some(at),
        };
        match place {
            Some(at) if seq <= at.seq => return Applied::Repeat,
            Some(at) if seq > at.seq.next() => return Applied::Jump,
            Some(at) => at.seq = seq,
            None => {}
        }
        if let Standing::Opening { early, .. } = &mut self.standing {
            if early.len() < EARLY_EVENTS_MAX {
                early.push(event.clone());
            }
            return Applied::Applied;
        }
        let waiting = self.waiting_in_view();
        self.settle(event, seq);
        if matches!(self.standing, Standing::Loaded(_)) {
            match event {
                Event::NewMessage(message) if self.island.is_some() => self.hear_below(message),
                _ => self.messages.apply(event),
            }
            self.keep_for_older(event);
            self.keep_for_newer(event);
            if let Some((waiting, before)) = waiting {
                self.keep_in_view(&waiting, before);
            }
        }
        Applied::Applied
    }

    /// The message that `event`, which is next, is about to change, when it is known exactly.
    #[must_use]
    pub fn subject(&self, event: &Event) -> Option<&NewMessage> {
        let (_, seq) = event.log_position()?;
        self.messages.before(subject_of(event)?, seq)
    }

    /// Where the events of this room have come to; `None` while nothing is known of it.
    #[must_use]
    pub fn position(&self) -> Option<&Position> {
        match &self.standing {
            Standing::Opening { heard, .. } => heard.as_ref(),
            Standing::Counted(at) | Standing::Loaded(at) => Some(at),
        }
    }

    /// The newest change that is shown; `None` while there is nothing to show.
    #[must_use]
    pub const fn shown_up_to(&self) -> Option<Seq> {
        match &self.standing {
            Standing::Loaded(at) => Some(at.seq),
            Standing::Counted(_) | Standing::Opening { .. } => None,
        }
    }

    /// How far it has come.
    #[must_use]
    pub fn loaded(&self) -> Loaded {
        match self.standing {
            Standing::Opening { page: Page::Failed, .. } => Loaded::Failed,
            Standing::Opening { .. } | Standing::Counted(_) => Loaded::Opening,
            Standing::Loaded(_) if self.shown().start > 0 => Loaded::Ready(Older::There),
            Standing::Loaded(_) => Loaded::Ready(self.older),
        }
    }

    /// A change of one's own that is confirmed waits no more.
    fn settle(&mut self, event: &Event, seq: Seq) {
        let (from, client_id) = match event {
            Event::NewMessage(e) => (&e.from, &e.client_id),
            Event::MessageEdited(e) => (&e.from, &e.client_id),
            Event::MessageDeleted(e) => (&e.from, &e.client_id),
            Event::ReactionChanged(e) => (&e.from, &e.client_id),
            _ => return self.outbox.settle_up_to(seq),
        };
        if *from == self.me && client_id.is_some() {
            self.outbox.settle(client_id.as_ref());
        }
        self.outbox.settle_up_to(seq);
    }
}

impl Standing {
    const fn opening(heard: Option<Position>) -> Self {
        Self::Opening { heard, early: Vec::new(), page: Page::NotAsked }
    }
}
