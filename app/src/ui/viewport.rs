//! Stop 13 of a message's way: what of the list of messages is in view, and that it stays there.
//!
//! Whatever changes, above what is read, below it or around it, one row in view is brought back to
//! where it stood, before the frame is painted. Only that row and those met in looking for it are
//! measured. The browser's own anchoring loses its hold where messages come above a list that is laid
//! out from its end, and Safari has none: message_list.css turns it off.

use leptos::prelude::*;
use leptos::web_sys::Element;
use leptos::{html, web_sys};

use super::keys;
use crate::browser;
use crate::chat::Chat;
use crate::event::RoomId;
use crate::timeline::{Loaded, Older, Spot};

/// So close to an end of the rows shown, in pixels, further ones are shown.
const NEAR: i32 = 600;
/// So close to the end, in pixels, the newest message counts as seen, and stays in view.
const NEAR_END: i32 = 40;

/// The list of messages as it is scrolled. A handle, free to copy.
#[derive(Clone, Copy)]
pub struct Viewport {
    chat: Chat,
    /// The element that is scrolled.
    pub list: NodeRef<html::Div>,
    last: StoredValue<Last>,
}

/// How the list was left.
#[derive(Clone, Copy, Default)]
struct Last {
    room: Option<RoomId>,
    /// The list's `scrollTop`, in pixels: 0 at the end, less above.
    scroll_top: i32,
    /// Where the person scrolled last: −1 up, 1 down, 0 nowhere yet.
    heading: i32,
}

impl Viewport {
    /// The list in which the chat's rows are shown, above them nothing or what is said of the room.
    pub fn new(chat: Chat) -> Self {
        let room = room(chat);
        let last = Last { room, scroll_top: 0, heading: 0 };
        let viewport = Self { chat, list: NodeRef::new(), last: StoredValue::new(last) };
        Effect::new(move |before: Option<Option<u32>>| {
            let (list, to_end, _) = (viewport.list.get(), chat.to_end.get(), chat.loaded.get());
            match (list, before.flatten()) {
                (Some(list), None) => viewport.begin(&list),
                // One's own message goes to the end, and shows there.
                (Some(_), Some(before)) if before != to_end => viewport.go_to_end(),
                (Some(_), Some(_)) => viewport.changed(),
                (None, _) => return None,
            }
            Some(to_end)
        });
        viewport
    }

    /// The list was scrolled, by the person or by itself.
    pub fn scrolled(self) {
        let Some(list) = self.list.get_untracked().filter(is_shown) else { return };
        let (last, scroll_top) = (self.last.get_value(), list.scroll_top());
        let mut spot = self.chat.spot_in(last.room);
        if scroll_top != last.scroll_top {
            let heading = (scroll_top - last.scroll_top).signum();
            self.last.set_value(Last { scroll_top, heading, ..last });
            spot = self.spot_in_view(&list);
        }
        self.look(&list, spot);
    }

    /// Goes to the newest message.
    pub fn go_to_end(self) {
        self.chat.go_to_end();
        if let Some(list) = self.list.get_untracked() {
            list.set_scroll_top(0);
            self.last.update_value(|last| (last.scroll_top, last.heading) = (0, 0));
        }
    }

    fn begin(self, list: &web_sys::HtmlDivElement) {
        if let Some(column) = list.first_element_child() {
            browser::on_layout(list, &column, move || self.changed());
        }
        // The message that the page is opened at, where the browser did not begin with the whole of it in view.
        if let Some(linked) = list.query_selector(".linked").ok().flatten() {
            let (top, bottom) = (browser::top(&linked), browser::bottom(&linked));
            let (first, last) = (browser::top(list), browser::bottom(list));
            if top < first || bottom > last {
                let middle = f64::midpoint(first, last) - (bottom - top) / 2.0;
                list.scroll_by_with_x_and_y(0.0, top - middle.max(first));
            }
        }
        // The page may have been scrolled before it came to life; else the room goes on where it was left.
        if list.scroll_top() == 0 {
            self.changed();
        } else {
            self.scrolled();
        }
    }

    /// Something in the list or around it has another size or place now: what is read has not.
    fn changed(self) {
        // The list may be gone: its end is a change as well.
        let Some(list) = self.list.try_get_untracked().flatten() else { return };
        if !is_shown(&list) {
            self.last.set_value(Last::default());
            return;
        }
        let room = room(self.chat);
        if self.last.get_value().room != room {
            list.set_scroll_top(0);
            self.last.set_value(Last { room, scroll_top: 0, heading: 0 });
        }
        let mut spot = self.chat.spot_in(room);
        if let Some(held) = &spot {
            match self.row(&list, &held.key) {
                Some(row) => list.scroll_by_with_x_and_y(0.0, text_top(&row) - held.top),
                // Its row is on its way into the page, which is a change again.
                None if !self.is_rendered(&list) => return,
                None => spot = self.spot_in_view(&list),
            }
        }
        // Nor has the person scrolled, though the list may have had to.
        self.last.update_value(|last| last.scroll_top = list.scroll_top());
        self.look(&list, spot);
    }

    /// Tells the chat what is in view, and has it show more where the person is going.
    fn look(self, list: &Element, spot: Option<Spot>) {
        let Last { room: Some(room), heading, .. } = self.last.get_value() else { return };
        let below = list.scroll_top().abs();
        let above = list.scroll_height() - list.client_height() - below;
        self.chat.look(room, below <= NEAR_END, spot);
        // Only the way the person goes, and only at the nearer end: never to and fro.
        if heading < 0 && above < NEAR && above <= below {
            // Messages that failed to load wait for the button, else they would be asked for with
            // every pixel.
            if self.chat.loaded.get_untracked() == Loaded::Ready(Older::There) {
                self.chat.load_older();
            }
        } else if heading > 0
            && below < NEAR
            && below < above
            && self.chat.below.get_untracked().more
        {
            self.chat.go_down();
        }
    }

    /// The first row that begins in view, and where; the row that fills the view, when none does. Not
    /// the first of all: what comes above that one changes it.
    fn spot_in_view(self, list: &Element) -> Option<Spot> {
        let (column, count) = (list.first_element_child()?, self.count());
        let (top, bottom) = (browser::top(list), browser::bottom(list));
        let begins = |at: u32| Some(text_top(&browser::nth_last_child(&column, count - at)?));
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = u32::midpoint(low, high);
            if begins(middle)? >= top {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        if low == count || begins(low)? >= bottom {
            low = low.saturating_sub(1);
        }
        let at = low.max(1).min(count.checked_sub(1)?);
        let key = self.chat.rows.with_untracked(|rows| Some(rows.get(at as usize)?.key.clone()))?;
        Some(Spot { key, top: begins(at)? })
    }

    /// From the list as a whole the focus goes to what can take it in the rows in view; whether it did.
    pub fn focus_in_view(self) -> bool {
        let Some(list) = self.list.get_untracked() else { return false };
        if document().active_element().as_ref() != Some(&list) {
            return false;
        }
        let found =
            self.row_in_view(&list).and_then(|row| row.query_selector("a, button").ok().flatten());
        found.is_some_and(|found| keys::take(&found))
    }

    /// The focus goes to the next message below or above, from the list as a whole to one in view; whether
    /// it did. What is longer than the view is scrolled through first.
    pub fn step(self, down: bool) -> bool {
        let (Some(list), Some(focused)) = (self.list.get_untracked(), document().active_element())
        else {
            return false;
        };
        let goes_on = |row: &Element| match down {
            true => browser::bottom(row) > browser::bottom(&list) + 1.0,
            false => browser::top(row) < browser::top(&list) - 1.0,
        };
        let next = if focused == **list {
            let first = self.row_in_view(&list);
            if down { first } else { first.map(|row| last_in_view(&list, row)) }
        } else {
            // Code and tables scroll by themselves.
            let within = |what| focused.closest(what).ok().flatten();
            match within(".entry") {
                Some(row) if within("pre, table").is_none() && !goes_on(&row) => match down {
                    true => row.next_element_sibling(),
                    false => row.previous_element_sibling(),
                },
                _ => None,
            }
        };
        let message = next.and_then(|row| row.query_selector("article").ok().flatten());
        message.is_some_and(|message| keys::take(&message))
    }

    /// The row in view that the others are measured from.
    fn row_in_view(self, list: &Element) -> Option<Element> {
        self.spot_in_view(list).and_then(|spot| self.row(list, &spot.key))
    }

    /// The row with that key.
    fn row(self, list: &Element, key: &str) -> Option<Element> {
        let at = self
            .chat
            .rows
            .with_untracked(|rows| rows.iter().rev().position(|live| live.key == key))?;
        browser::nth_last_child(&list.first_element_child()?, at as u32 + 1)
    }

    /// The page has as many rows as the chat shows, below what is said of the room.
    fn is_rendered(self, list: &Element) -> bool {
        let column = list.first_element_child();
        column.is_some_and(|column| column.child_element_count() == self.count() + 1)
    }

    fn count(self) -> u32 {
        self.chat.rows.with_untracked(|rows| rows.len() as u32)
    }
}

/// Where no room is shown the list is hidden, and is scrolled to its end by that: nobody reads there.
fn is_shown(list: &web_sys::HtmlDivElement) -> bool {
    list.client_height() > 0
}

/// The last row that ends in view, from `row` on.
fn last_in_view(list: &Element, row: Element) -> Element {
    let below = |row: &Element| row.next_element_sibling();
    let ends = |row: &Element| browser::bottom(row) <= browser::bottom(list) + 1.0;
    std::iter::successors(Some(row.clone()), below).take_while(ends).last().unwrap_or(row)
}

/// Where a row's message begins, in pixels from the top of the page: the day above it may go.
fn text_top(row: &Element) -> f64 {
    browser::top(&row.last_element_child().unwrap_or_else(|| row.clone()))
}

fn room(chat: Chat) -> Option<RoomId> {
    chat.room.with_untracked(|room| room.as_ref().map(|room| room.room))
}
