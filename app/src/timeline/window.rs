//! Stop 13 of a message's way: which of the rows that are there the page shows. A room can have
//! thousands loaded; the page holds a run of them, long enough that its ends are far out of view.

use std::ops::Range;

use super::outbox::Pending;
use super::{PAGE_MESSAGES, Timeline};
use crate::event::{ClientId, Seq};

/// Rows shown at most: more than a tall screen holds of the shortest rows, and few enough that the
/// browser lays them out within a frame.
pub const WINDOW_ROWS_MAX: usize = 200;
/// The window moves by a page, but no farther than this in one frame: a row that comes above costs the
/// browser about half a millisecond.
const FRAME_ROWS: usize = 25;
/// A page of history, as a way to move.
const PAGE_ROWS: isize = PAGE_MESSAGES as isize;

/// A run of a timeline's rows, counted from the oldest that is loaded. It begins at `first` and goes
/// on to the newest, or to as many as it holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Window {
    first: usize,
    /// So many rows the window is still to move, up where it is negative.
    pub(super) owed: isize,
    /// The newest change when the view left the end; `None` while the end is in view. Then what comes
    /// below is shown, and what is too much is let go above.
    left_at: Option<Seq>,
    spot: Option<Spot>,
}

/// Where somebody reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// A row in view, by its key.
    pub key: String,
    /// Where it stands, in pixels from the top of the page.
    pub top: f64,
}

/// What is below the rows shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Below {
    /// There are further rows.
    pub more: bool,
    /// Messages of others since the view left the end.
    pub new: u64,
    /// The further ones could not be had.
    pub failed: bool,
}

impl Timeline {
    /// The person is at the end of the rows shown, or reads at `spot`. Whether the newest row is in
    /// view, that is whether they are at the end of the room.
    pub fn look(&mut self, at_end: bool, spot: Option<Spot>) -> bool {
        let (shown, head) = (self.shown(), self.shown_up_to());
        let at_end = at_end && shown.end == self.rows_count() && self.island.is_none();
        if at_end {
            (self.window.left_at, self.window.spot) = (None, None);
        } else {
            if self.window.left_at.is_none() {
                (self.window.first, self.window.left_at) = (shown.start, head);
            }
            self.window.spot = spot;
        }
        at_end
    }

    /// Older rows are to be shown, and as many let go below as are too much; whether there are any.
    pub fn go_up(&mut self) -> bool {
        self.window.owed = -PAGE_ROWS;
        self.shown().start > 0
    }

    /// Newer rows are to be shown, and as many let go above; whether there are any.
    pub fn go_down(&mut self) -> bool {
        self.window.owed = PAGE_ROWS;
        self.shown().end < self.rows_count()
    }

    /// Moves the window, as far as a frame allows, to where it is to be; whether it has to move on.
    pub fn advance(&mut self) -> bool {
        let (shown, count) = (self.shown(), self.rows_count());
        let rows = self.window.owed.unsigned_abs().min(FRAME_ROWS);
        if self.window.owed < 0 && shown.start > 0 {
            self.window.first = shown.start.saturating_sub(rows);
            self.window.owed += rows as isize;
        } else if self.window.owed > 0 && shown.end < count {
            self.window.first = (shown.start + rows).min(count - WINDOW_ROWS_MAX);
            self.window.owed -= rows as isize;
        } else {
            self.window.owed = 0;
        }
        self.window.owed != 0
    }

    /// Shows the newest rows; the end is in view from now on. Whether they have to be fetched for that.
    pub fn go_to_end(&mut self) -> bool {
        if self.island.is_some() {
            self.go_on_from(self.position().cloned(), true);
            return true;
        }
        let count = self.rows_count();
        if self.shown().end < count {
            self.window.first = count.saturating_sub(FRAME_ROWS);
            self.window.owed = FRAME_ROWS as isize - PAGE_ROWS;
        }
        (self.window.left_at, self.window.spot) = (None, None);
        false
    }

    /// The view is not at the end, when the room's newest change is `head`.
    pub(super) const fn leave_end(&mut self, head: Seq) {
        self.window.left_at = Some(head);
    }

    /// A room come back to at its end shows no more at once than one that is opened: all that was shown of it
    /// would take the browser a frame too long.
    pub fn begin_at_end(&mut self) {
        if self.is_at_end() {
            (self.window.first, self.window.owed) =
                (self.rows_count().saturating_sub(PAGE_MESSAGES), 0);
        }
    }

    /// Whether the end is in view, as far as it was last told.
    #[must_use]
    pub const fn is_at_end(&self) -> bool {
        self.window.left_at.is_none()
    }

    /// Where the person reads; `None` at the end.
    #[must_use]
    pub const fn spot(&self) -> Option<&Spot> {
        self.window.spot.as_ref()
    }

    /// What is below the rows shown.
    #[must_use]
    pub fn below(&self) -> Below {
        if let Some(island) = &self.island {
            return Below { more: true, new: island.new, failed: island.failed };
        }
        let new = self.window.left_at.map_or(0, |left_at| {
            let after = self.messages.iter().rev().take_while(|message| message.seq > left_at);
            after.filter(|message| message.from != self.me && !message.deleted).count()
        });
        Below { more: self.shown().end < self.rows_count(), new: new as u64, failed: false }
    }

    /// The rows that the window holds.
    pub(super) fn shown(&self) -> Range<usize> {
        let count = self.rows_count();
        let first = if self.is_at_end() {
            self.window.first.max(count.saturating_sub(WINDOW_ROWS_MAX))
        } else {
            self.window.first
        };
        // Rows that waited may be gone: some of what is left are shown.
        let first = first.min(count.saturating_sub(FRAME_ROWS));
        first..count.min(first + WINDOW_ROWS_MAX)
    }

    /// All rows that are loaded, and below them those that wait.
    pub(super) fn rows_count(&self) -> usize {
        self.messages.len() + self.rows_below().count()
    }

    /// What waits as a row of its own, below the messages: a message, or a refused change of one that
    /// is not there.
    /// Not where a hole would be between.
    pub(super) fn rows_below(&self) -> impl Iterator<Item = &Pending> {
        self.outbox.rows().iter().filter(|pending| match pending.intent.of() {
            _ if self.island.is_some() => false,
            None => true,
            Some(of) => pending.is_refused() && self.messages.get(of).is_none(),
        })
    }

    /// So many rows come above those loaded. The window takes them in as far as it has room.
    pub(super) fn make_room(&mut self, rows: usize) {
        let shown = self.shown();
        self.window.first = shown.start + rows;
        if shown.start == 0 {
            self.window.owed = -(rows.min(WINDOW_ROWS_MAX - shown.end) as isize);
        }
    }

    /// What is read, or else the first row shown, and where it stands, if it is among those that wait: what
    /// is confirmed comes above those that are left.
    pub(super) fn waiting_in_view(&self) -> Option<(ClientId, usize)> {
        let Window { first, spot, .. } = &self.window;
        // A page may put something before the keys that rows have here.
        let is_read =
            |waiting: &Pending, spot: &Spot| spot.key.ends_with(waiting.client_id.as_str());
        let read = spot
            .as_ref()
            .and_then(|spot| self.rows_below().position(|waiting| is_read(waiting, spot)));
        let at = read.or_else(|| first.checked_sub(self.messages.len()))?;
        let waiting = self.rows_below().nth(at)?;
        Some((waiting.client_id.clone(), self.messages.len() + at))
    }

    /// Something was confirmed when `waiting` stood at `before`: it stays where it is in view.
    pub(super) fn keep_in_view(&mut self, waiting: &ClientId, before: usize) {
        let at = self.rows_below().position(|row| row.client_id == *waiting);
        // What is not below any more was confirmed itself.
        let now = at.map_or(self.messages.len().saturating_sub(1), |at| self.messages.len() + at);
        if self.rows_count() > self.window.first + WINDOW_ROWS_MAX {
            self.window.first = (self.window.first + now).saturating_sub(before);
        }
    }
}
