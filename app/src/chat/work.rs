//! Stop 3 of a message's way: what the client has for the browser to do is done.

use leptos::prelude::{GetUntracked, GetValue, Set, SetValue, UpdateValue};

use super::Chat;
use crate::event::{RoomId, Seq};
use crate::http::Part;
use crate::timeline::UNDO_MS;
use crate::{api, browser, once, socket, storage};

/// How long a screen reader has to take up what it is to read out, in milliseconds.
const ALOUD_MS: u64 = 5_000;

impl Chat {
    /// Does what is to be done now, and shows what has changed with the next frame.
    pub(super) fn settle(self) {
        self.settle_as_of(browser::now_ms());
    }

    /// The page is being left: nobody can undo a deletion any more, so it is sent now.
    pub(super) fn settle_for_good(self) {
        self.settle_as_of(browser::now_ms() + UNDO_MS);
    }

    fn settle_as_of(self, now: u64) {
        let taken = self.client.try_update_value(|client| client.take_work(now));
        let Some(work) = taken else { return };
        for save in &work.saves {
            storage::put(&save.key, save.value.as_deref());
        }
        for command in &work.commands {
            socket::send(&command.encode());
        }
        for room in work.loads {
            self.load(room);
        }
        for (room, after) in work.logs {
            self.catch_up(room, after);
        }
        if work.reload {
            browser::leave_for(&browser::path());
        }
        if let Some(name) = work.go_to {
            self.go_to.set(Some(name));
        }
        if let Some(ms) = work.wake_ms {
            self.wake_after(ms);
        }
        if !self.flushing.get_value() {
            self.flushing.set_value(true);
            browser::next_frame(move || self.flush());
        }
    }

    /// Sees to it that work is asked for again after `ms` milliseconds.
    fn wake_after(self, ms: u64) {
        let at = browser::now_ms() + ms;
        if self.waking.get_value().is_some_and(|earlier| earlier <= at) {
            return;
        }
        self.waking.set_value(Some(at));
        browser::after(ms, move || {
            // A timer that was overtaken by a nearer one wakes nobody.
            if self.waking.get_value() == Some(at) {
                self.waking.set_value(None);
                self.settle();
            }
        });
    }

    /// Has `texts` read out, and takes them away: the same again is to be read again, and nobody is to find later what
    /// was edited or deleted since.
    pub(super) fn say_aloud(self, texts: String) {
        self.aloud.set(texts.clone());
        browser::after(ALOUD_MS, move || {
            if self.aloud.try_get_untracked() == Some(texts) {
                self.aloud.set(String::new());
            }
        });
    }

    fn catch_up(self, room: RoomId, after: Seq) {
        once::spawn(async move {
            let page = api::log(room, after).await.ok();
            self.client.update_value(|client| client.logged(room, after, page));
            self.settle();
        });
    }

    fn load(self, room: RoomId) {
        self.load_part(room, Part::Newest);
        once::spawn(async move {
            // Without an answer nobody is listed, until the room is loaded anew.
            if let Ok(members) = api::members(room).await {
                self.client.update_value(|client| client.told_people(room, members));
                self.settle();
            }
        });
    }

    /// Loads the messages before or after those shown.
    pub(super) fn load_part(self, room: RoomId, part: Part) {
        once::spawn(async move {
            let page = api::history(room, part).await.ok();
            self.client.update_value(|client| match part {
                Part::Before(before) => client.older(room, before, page),
                Part::After(after) => client.newer(room, after, page),
                Part::Newest => client.loaded(room, page),
            });
            self.settle();
        });
    }

    /// Asks which rooms the person could join; without an answer, those known last are shown.
    pub fn find_others(self) {
        once::spawn(async move {
            if let Ok(others) = api::other_rooms().await {
                self.others.set(others.rooms.into_iter().map(|room| room.name).collect());
            }
        });
    }
}
