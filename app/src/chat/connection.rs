//! Stop 12 of a message's way: the one connection kept alive. A one-time password, a socket, the
//! welcome; and again, when it ends.

use std::time::Duration;

use leptos::prelude::{GetValue, Set, UpdateValue, WithValue, set_interval};

use super::{Chat, put};
use crate::client::Client;
use crate::event::{CloseCode, Event};
use crate::link::{Link, LinkState, StopReason};
use crate::zone::Zone;
use crate::{api, browser, once, socket, storage};

/// What people do at a device.
const INPUTS: [&str; 4] = ["keydown", "pointerdown", "pointermove", "wheel"];
/// Where people sign in.
const LOGIN: &str = "/login";
/// Under this key the tabs of a browser tell each other of its session: form.js that it has begun, by when, and
/// logging out that it is over, by nothing.
const SESSION: &str = "session";
/// How often the connection is looked at.
const WATCH: Duration = Duration::from_secs(1);

impl Chat {
    /// Brings the page to life: connects, and from now on shows times in the reader's zone.
    pub fn start(self) {
        browser::tell_offset();
        put(self.zone, Zone::Browser);
        self.take_up_outbox();
        self.touched();
        self.looked_at();
        self.connect();
        set_interval(move || self.watch(), WATCH);
        for input in INPUTS {
            browser::on(input, move |_| self.touched());
        }
        browser::on("visibilitychange", move |_| {
            // A page that goes out of sight is touched by whoever turns to another.
            self.touched();
            self.looked_at();
            self.watch();
            if browser::is_watched() {
                self.come_back();
            }
        });
        browser::on("pagehide", move |_| self.settle_for_good());
        browser::on("online", move |_| self.try_now());
        browser::on("offline", move |_| self.probe());
    }

    /// Tries again without waiting any longer.
    pub fn try_now(self) {
        if matches!(self.link.get_value().state(), LinkState::Waiting { .. }) {
            self.connect();
        }
    }

    fn is_out(self) -> bool {
        self.link.get_value().state() == LinkState::Stopped(StopReason::SignedOut)
    }

    /// Logs out, and leaves for the sign-in page, as the other tabs do.
    pub fn log_out(self) {
        once::spawn(async move {
            match api::log_out().await {
                // Without an answer the session may go on: stay, so that nobody believes otherwise.
                Err(failure) if failure.status != 401 => {
                    let words =
                        format!("{} {}", self.words.account.still_signed_in, failure.error.message);
                    self.not_left.set(Some(words));
                }
                _ => {
                    // They hear of a change only.
                    storage::put(SESSION, None);
                    storage::put(SESSION, Some(""));
                    browser::leave_for(LOGIN);
                }
            }
        });
    }

    /// The browser says that it is offline: what is on the same machine may be reached all the same, so
    /// the server is asked.
    fn probe(self) {
        let attempt = self.link.with_value(Link::number);
        once::spawn(async move {
            let is_silent = matches!(api::otp().await, Err(failure) if failure.status == 0);
            if is_silent && self.link.with_value(|link| link.is_current(attempt)) {
                self.give_up();
            }
        });
    }

    /// Somebody may have signed in again in another tab: then this page goes on; as somebody else's, it begins anew.
    fn come_back(self) {
        if self.is_out() {
            once::spawn(async move {
                if api::otp().await.is_ok() && self.is_out() {
                    self.connect();
                }
            });
        }
    }

    /// Takes up what earlier pages could not send, and follows what the other tabs do with it and with the session.
    fn take_up_outbox(self) {
        let mut kept = storage::all(&self.client.with_value(Client::stored_under));
        kept.extend(storage::all(&self.client.with_value(Client::announced_under)));
        self.client.update_value(|client| client.restore(kept, browser::now_ms()));
        storage::on_change(move |key, before, value| {
            match value {
                None => super::drafts::removed(key, before),
                Some(_) if key != SESSION => {}
                // Nobody is to read here what only whoever left may.
                Some("") => browser::leave_for(LOGIN),
                Some(_) => self.come_back(),
            }
            let now = browser::now_ms();
            self.client.update_value(|client| client.stored_elsewhere(key, value, now));
            self.settle();
        });
    }

    /// Somebody is at the device.
    fn touched(self) {
        let now = browser::now_ms();
        if self.client.try_update_value(|client| client.touched(now)) == Some(true) {
            self.settle();
        }
    }

    fn looked_at(self) {
        self.client.update_value(|client| client.watched(browser::is_watched()));
        self.settle();
    }

    fn connect(self) {
        let begun = self.link.try_update_value(|link| link.connect(browser::now_ms()));
        let Some(attempt) = begun else { return };
        self.settle();
        once::spawn(async move {
            let answer = api::otp().await;
            if !self.link.with_value(|link| link.is_current(attempt)) {
                return;
            }
            match answer {
                Ok(answer) => socket::open(
                    &answer.otp,
                    move |frame| self.heard(attempt, frame),
                    move |code| self.ended(attempt, code),
                ),
                Err(failure) => self.turned_away(&failure),
            }
        });
    }

    fn heard(self, attempt: u32, frame: &str) {
        if !self.link.with_value(|link| link.is_current(attempt)) {
            return;
        }
        let now = browser::now_ms();
        // Kinds that this page does not know are of a newer server.
        let event = Event::decode(frame);
        self.link.update_value(|link| {
            link.heard(now);
            match &event {
                Ok(Event::Welcome(_)) => link.opened(now),
                Ok(Event::Closing(closing)) => link.not_before(closing.retry_ms),
                _ => {}
            }
        });
        if let Ok(event) = event {
            self.client.update_value(|client| client.hear(&event, now));
            self.settle();
        }
    }

    fn ended(self, attempt: u32, code: u16) {
        if !self.link.with_value(|link| link.is_current(attempt)) {
            return;
        }
        self.client.update_value(|client| client.link_lost(code));
        self.link.update_value(|link| link.ended(code, browser::now_ms(), browser::random()));
        self.wait();
    }

    fn turned_away(self, failure: &api::Failure) {
        let (now, random) = (browser::now_ms(), browser::random());
        self.link
            .update_value(|link| link.turned_away(failure.status, failure.retry_ms, now, random));
        if self.is_out() {
            // There is the way to sign in, and back to this room.
            browser::leave_for(&browser::path());
        }
        self.wait();
    }

    /// Timers come late in pages that nobody sees; the watch makes up for it.
    fn wait(self) {
        if let LinkState::Waiting { until, .. } = self.link.get_value().state() {
            let ms = until.saturating_sub(browser::now_ms());
            browser::after(ms, move || self.watch());
        }
        self.settle();
    }

    fn watch(self) {
        let now = browser::now_ms();
        let unanswered = self.client.with_value(Client::unanswered_since);
        let link = self.link.get_value();
        if link.is_due(now) {
            self.connect();
        } else if link.is_overdue(now, unanswered) {
            self.give_up();
        } else if matches!(link.state(), LinkState::Waiting { .. }) {
            put(self.now, now);
        }
    }

    /// The connection is not to be trusted any more.
    fn give_up(self) {
        socket::close();
        let (now, random) = (browser::now_ms(), browser::random());
        self.client.update_value(|client| client.link_lost(CloseCode::Away.into()));
        self.link.update_value(|link| link.ended(CloseCode::Away.into(), now, random));
        self.wait();
    }
}
