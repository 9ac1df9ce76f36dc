//! Rooms that close when nobody is in them any more, as the third original's did.
//!
//! Nobody is in a room while no connection listens to it: a member's page listens to all of their rooms, as long
//! as it is open.

use std::collections::HashMap;
use std::time::Duration;

use app::event::{RoomId, Seq};
use futures_util::{StreamExt, stream};
use tokio::time::Instant;

use crate::banter::Banter;
use crate::error::Error;
use crate::store::StoreError;

/// After a start, people need so long to come back, at most: until then no room of before counts as empty.
const RETURN_WITHIN: Duration = Duration::from_secs(60);

/// They are committed together, as a batch of the log holds so many.
const CLOSED_AT_ONCE: usize = 256;

/// Since when nobody is in which temporary room.
#[derive(Debug, Default)]
pub(crate) struct Temporary {
    /// With a person's newest row in it then: whoever came since has left a newer one.
    empty: HashMap<RoomId, (Instant, Seq)>,
    begun: bool,
}

impl Temporary {
    /// Closes what has been empty for as long as the setting says, as of `now`.
    pub(crate) async fn sweep(&mut self, banter: &Banter, now: Instant) -> Result<(), StoreError> {
        let rooms = banter.store.temporary_rooms().await?;
        let rooms: Vec<_> = rooms.into_iter().filter(|room| !banter.hub.is_heard(*room)).collect();
        if rooms.is_empty() {
            self.empty.clear();
            self.begun = true;
            return Ok(());
        }
        let heads = banter.store.newest_by_people(rooms).await?;
        let due = self.due(heads, now, banter.config.temporary_rooms_close_after);
        stream::iter(due).for_each_concurrent(CLOSED_AT_ONCE, |due| close(banter, due)).await;
        Ok(())
    }

    /// Of the rooms that nobody is in, with their heads: those that have been so, without a change, for `after`.
    fn due(
        &mut self,
        empty: Vec<(RoomId, Seq)>,
        now: Instant,
        after: Duration,
    ) -> Vec<(RoomId, Seq)> {
        let since = if self.begun { now } else { now + RETURN_WITHIN };
        self.begun = true;
        let known = std::mem::take(&mut self.empty);
        let mut due = Vec::new();
        for (room, head) in empty {
            let was = known.get(&room).filter(|(_, seen)| *seen == head);
            let (since, _) = *was.unwrap_or(&(since, head));
            if now.saturating_duration_since(since) >= after && since <= now {
                due.push((room, head));
            }
            self.empty.insert(room, (since, head));
        }
        due
    }
}

async fn close(banter: &Banter, (room, newest): (RoomId, Seq)) {
    // A member who comes back leaves no row.
    if banter.hub.is_heard(room) {
        return;
    }
    match banter.rooms.close(room, newest).await {
        Ok(()) => tracing::debug!(%room, "closed a temporary room that nobody was in"),
        // Somebody came at the last moment.
        Err(Error::NotFound) => {}
        Err(error) => tracing::warn!(%room, %error, "a temporary room could not be closed"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use app::event::{RoomId, Seq};
    use tokio::time::Instant;

    use super::{RETURN_WITHIN, Temporary};

    const TEN: Duration = Duration::from_secs(10);
    const LOBBY: RoomId = RoomId(17);

    /// A clock that the test moves.
    struct Clock(Instant);

    impl Clock {
        fn after(&mut self, seconds: u64) -> Instant {
            self.0 += Duration::from_secs(seconds);
            self.0
        }
    }

    fn begun() -> (Temporary, Clock) {
        let (mut temporary, clock) = (Temporary::default(), Clock(Instant::now()));
        assert!(temporary.due(Vec::new(), clock.0, TEN).is_empty());
        (temporary, clock)
    }

    #[test]
    fn a_room_is_due_when_it_was_empty_for_ten_seconds() {
        let (mut temporary, mut clock) = begun();
        let empty = || vec![(LOBBY, Seq(3))];
        assert!(temporary.due(empty(), clock.after(1), TEN).is_empty());
        assert!(temporary.due(empty(), clock.after(9), TEN).is_empty());
        assert_eq!(temporary.due(empty(), clock.after(1), TEN), empty());
    }

    #[test]
    fn who_comes_or_says_something_in_time_keeps_it() {
        let (mut temporary, mut clock) = begun();
        temporary.due(vec![(LOBBY, Seq(3))], clock.after(1), TEN);
        // Somebody was there at one look.
        temporary.due(Vec::new(), clock.after(5), TEN);
        assert!(temporary.due(vec![(LOBBY, Seq(3))], clock.after(6), TEN).is_empty());
        // Somebody came and went between two looks.
        assert!(temporary.due(vec![(LOBBY, Seq(4))], clock.after(9), TEN).is_empty());
        assert!(temporary.due(vec![(LOBBY, Seq(4))], clock.after(9), TEN).is_empty());
        assert_eq!(temporary.due(vec![(LOBBY, Seq(4))], clock.after(1), TEN).len(), 1);
    }

    #[test]
    fn after_a_start_people_have_a_minute_to_come_back() {
        let (mut temporary, mut clock) = (Temporary::default(), Clock(Instant::now()));
        let empty = || vec![(LOBBY, Seq(3))];
        assert!(temporary.due(empty(), clock.0, TEN).is_empty());
        assert!(temporary.due(empty(), clock.after(RETURN_WITHIN.as_secs()), TEN).is_empty());
        assert!(temporary.due(empty(), clock.after(9), TEN).is_empty());
        assert_eq!(temporary.due(empty(), clock.after(1), TEN), empty());
        // What is made later has no such time.
        let late = || vec![(RoomId(18), Seq(1))];
        assert!(temporary.due(late(), clock.after(1), TEN).is_empty());
        assert_eq!(temporary.due(late(), clock.after(10), TEN), late());
    }
}
