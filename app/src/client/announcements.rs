//! Stop 12 of a message's way: what admins say to everybody. A person is told once, so the browser keeps it
//! until it is over. What was dismissed or ended is kept without its text: told again, it is not shown again.

use super::{Client, Save};
use crate::event::Announcement;
use crate::zone;

/// What was told and is not over, as it is kept: under a key when it was said, until when it lives (milliseconds),
/// who says it, and the text as HTML, a line each.
#[derive(Debug, Default)]
pub(super) struct Announcements {
    known: Vec<(String, String)>,
    saves: Vec<Save>,
}

impl Client {
    /// The newest that is to be shown: when it was said, until when it lives (milliseconds), who says it, and the
    /// text as HTML, a line each.
    #[must_use]
    pub fn announcement(&self) -> Option<&str> {
        let values = self.announcements.known.iter().map(|(_, value)| value.as_str());
        values.filter(|value| !is_silent(value)).max()
    }

    /// The person has seen the one that is shown.
    pub fn dismiss(&mut self) {
        let shown = self.announcement().map(str::to_owned);
        let mut known = self.announcements.known.iter();
        if let Some((key, value)) = known.find(|(_, value)| Some(value) == shown.as_ref()) {
            let head =
                value.splitn(4, '\n').take(3).fold(String::new(), |head, part| head + part + "\n");
            let key = key.clone();
            self.announcements.keep(&key, &head);
        }
    }

    /// What the keys of this person's announcements begin with.
    #[must_use]
    pub fn announced_under(&self) -> String {
        format!("announcement/{}/", self.user.name)
    }

    pub(super) fn told_announcement(&mut self, told: &Announcement) {
        let Announcement { id, html, from, sent, expires, .. } = told;
        // A backup that is brought back may give a number once more: the time tells them apart.
        let key = format!("{}{id}/{}", self.announced_under(), sent.0);
        let value = format!("{}\n{}\n{from}\n{html}", sent.0, zone::ms_of(expires));
        self.announcements.keep(&key, &value);
    }

    /// Takes in what an earlier page or another tab keeps; what is no announcement is left alone.
    pub(super) fn kept_announcement(&mut self, key: &str, value: &str) {
        if key.starts_with(&self.announced_under()) {
            self.announcements.keep(key, value);
        }
    }

    /// Lets go of what is over at `now` (milliseconds); when that is next.
    pub(super) fn end_announcements(&mut self, now: u64) -> Option<u64> {
        let Announcements { known, saves } = &mut self.announcements;
        known.retain(|(key, value)| {
            let lives = ends(value) > now;
            if !lives {
                saves.push(Save { key: key.clone(), value: None });
            }
            lives
        });
        known.iter().map(|(_, value)| ends(value)).min()
    }

    pub(super) fn take_announcement_saves(&mut self) -> Vec<Save> {
        std::mem::take(&mut self.announcements.saves)
    }
}

impl Announcements {
    /// Nothing brings back a text that is gone.
    fn keep(&mut self, key: &str, value: &str) {
        let value = value.to_owned();
        match self.known.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) if is_silent(&value) => known.clone_from(&value),
            Some(_) => return,
            None => self.known.push((key.to_owned(), value.clone())),
        }
        self.saves.push(Save { key: key.to_owned(), value: Some(value) });
    }
}

/// It was dismissed or ended.
fn is_silent(value: &str) -> bool {
    value.ends_with('\n')
}

fn ends(value: &str) -> u64 {
    value.split('\n').nth(1).and_then(|ms| ms.parse().ok()).unwrap_or_default()
}
