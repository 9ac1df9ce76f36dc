//! What admins say to everybody who comes within its lifetime. It is in no room and not in the log.
//!
//! No copy waits in any queue: the hub notes in each that there is something new, and the connection reads this
//! list, which all share, when it can write. So one that takes nothing costs nothing. Up to where a person was told
//! is noted when a client of theirs has answered a ping that went out after it: that a socket took the bytes does not
//! say that anybody has them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::event::{Announcement, Body, Event};
use axum::extract::ws::Utf8Bytes;

use crate::clock;
use crate::error::Error;
use crate::hub::Hub;
use crate::markup;
use crate::store::{Announced, AnnouncementId, Change, Store, StoreError, UserId};

/// The longest that one lives, in minutes: a week. The shortest is one, so that also those are told who are just
/// coming back after a restart.
pub const MINUTES_MAX: u64 = 7 * 24 * 60;
/// People of whom it is written at once that they were told; what is said meanwhile waits for them.
const SAVED_AT_ONCE: usize = 500;

/// What everybody is told.
#[derive(Debug, Default)]
pub struct Announcements {
    /// With the hub's count of changes at which it was read.
    read: tokio::sync::Mutex<Option<(u64, Arc<[Notice]>)>>,
    /// Who was told what, and it is not noted yet.
    told: Mutex<HashMap<UserId, AnnouncementId>>,
}

/// An announcement as each connection says it.
#[derive(Debug)]
pub struct Notice {
    /// Its number.
    pub id: AnnouncementId,
    /// It was ended early, and is told so to those who were told of it.
    is_ended: bool,
    /// Nothing is told of it from then on, in milliseconds since 1970.
    expires: i64,
    /// The frame that all share.
    pub frame: Utf8Bytes,
}

/// What is appended for who says `message` to everybody for so many `minutes`.
///
/// # Errors
/// The text is empty or longer than `chars_max`, or it is to live for no minute or more than [`MINUTES_MAX`].
pub fn announce(message: &str, minutes: u64, chars_max: usize) -> Result<Change, Error> {
    let text = Body::new(message, chars_max)?;
    match i64::try_from(minutes) {
        Ok(min) if (1..=MINUTES_MAX).contains(&minutes) => {
            Ok(Change::Announce { text, lifetime_ms: min * 60_000 })
        }
        _ => Err(Error::BadLifetime),
    }
}

impl Announcements {
    /// All of them, as of the last that `hub` was told of.
    ///
    /// # Errors
    /// The store failed.
    pub async fn all(&self, hub: &Hub, store: &dyn Store) -> Result<Arc<[Notice]>, StoreError> {
        let mut read = self.read.lock().await;
        // Before the store is asked: what is committed meanwhile is read with the next question.
        let now = hub.announcements();
        if let Some((then, all)) = &*read
            && *then == now
        {
            return Ok(Arc::clone(all));
        }
        let all = store.announcements(clock::now_ms()).await?;
        let all: Arc<[Notice]> = all.iter().map(Notice::of).collect();
        *read = Some((now, Arc::clone(&all)));
        Ok(all)
    }

    /// `user` was told up to `id`.
    pub fn note(&self, user: UserId, id: AnnouncementId) {
        let mut told = self.told();
        let mark = told.entry(user).or_default();
        *mark = id.max(*mark);
    }

    /// Up to where `user` was told, as far as the store does not know yet: to be asked before it is.
    #[must_use]
    pub fn noted(&self, user: UserId) -> AnnouncementId {
        self.told().get(&user).copied().unwrap_or_default()
    }

    /// Keeps who was told.
    ///
    /// # Errors
    /// The store failed; what is not kept is tried again.
    pub async fn save(&self, store: &dyn Store) -> Result<(), StoreError> {
        let told: Vec<_> = self.told().iter().map(|(user, id)| (*user, *id)).collect();
        for some in told.chunks(SAVED_AT_ONCE) {
            store.note_announced(some.to_vec()).await?;
            let mut told = self.told();
            for (user, id) in some {
                if told.get(user) == Some(id) {
                    told.remove(user);
                }
            }
        }
        Ok(())
    }

    /// Guards plain values that no panic can leave half changed.
    fn told(&self) -> MutexGuard<'_, HashMap<UserId, AnnouncementId>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Notice {
    fn of(one: &Announced) -> Self {
        let Announced { id, author, body, sent, expires, ended } = one;
        let event = Event::Announcement(Announcement {
            id: id.to_string(),
            message: body.clone(),
            html: markup::html(body, &[]),
            from: author.clone(),
            sent: clock::timestamp(*sent),
            expires: clock::timestamp(ended.unwrap_or(*expires)),
        });
        let frame = event.encode().into();
        Self { id: *id, is_ended: ended.is_some(), expires: *expires, frame }
    }
}

/// What of `all` is to be told at `now` (milliseconds) to who was told up to `mark`, on a connection that knows what
/// became of those in `before`.
pub(crate) fn news<'a>(
    all: &'a [Notice],
    before: &[Notice],
    mark: AnnouncementId,
    now: i64,
) -> impl Iterator<Item = &'a Notice> {
    let knows = |ended: &Notice| before.iter().any(|old| old.id == ended.id && old.is_ended);
    all.iter().filter(move |notice| {
        let is_news =
            if notice.is_ended { notice.id <= mark && !knows(notice) } else { notice.id > mark };
        is_news && notice.expires > now
    })
}

#[cfg(test)]
mod tests {
    use super::{MINUTES_MAX, Notice, announce, news};
    use crate::error::Error;
    use crate::store::{Announced, AnnouncementId, Change};

    fn notice(id: u64, expires: i64, ended: Option<i64>) -> Notice {
        let (author, body) = ("ann".to_owned(), "to all".to_owned());
        let id = AnnouncementId(id);
        Notice::of(&Announced { id, author, body, sent: 0, expires, ended })
    }

    fn told(all: &[Notice], before: &[Notice], mark: u64, now: i64) -> Vec<u64> {
        news(all, before, AnnouncementId(mark), now).map(|notice| notice.id.0).collect()
    }

    #[test]
    fn what_is_newer_than_the_mark_and_lives_is_told() {
        let all = [notice(1, 100, None), notice(2, 50, None), notice(3, 100, None)];
        assert_eq!(told(&all, &[], 0, 49), [1, 2, 3]);
        assert_eq!(told(&all, &[], 1, 49), [2, 3]);
        assert_eq!(told(&all, &[], 0, 50), [1, 3], "it is over with its last millisecond");
        assert_eq!(told(&all, &[], 3, 0), [0; 0]);
    }

    #[test]
    fn that_it_was_ended_is_told_once_a_connection_and_to_those_who_were_told_of_it() {
        let before = [notice(1, 100, None), notice(2, 100, None)];
        let after = [notice(1, 100, Some(10)), notice(2, 100, None)];
        assert_eq!(told(&after, &before, 2, 20), [1]);
        assert_eq!(told(&after, &after, 2, 20), [0; 0]);
        assert_eq!(told(&after, &[], 2, 20), [1], "who comes back may still show it");
        assert_eq!(told(&after, &[], 0, 20), [2], "who never saw it is told nothing");
        assert_eq!(told(&after, &[], 2, 100), [0; 0]);
    }

    #[test]
    fn a_lifetime_is_a_minute_to_a_week() {
        let lifetime = |minutes| match announce("to all", minutes, 10) {
            Ok(Change::Announce { lifetime_ms, .. }) => Ok(lifetime_ms),
            Ok(_) => unreachable!("it announces"),
            Err(error) => Err(error),
        };
        assert_eq!(lifetime(1), Ok(60_000));
        assert_eq!(lifetime(MINUTES_MAX), Ok(604_800_000));
        for minutes in [0, MINUTES_MAX + 1, u64::MAX] {
            assert_eq!(lifetime(minutes), Err(Error::BadLifetime));
        }
    }
}
