//! One device of one person: its connections one after the other, and what outlives them.

mod act;
mod answers;
mod catch_up;
mod hear;
mod link;
mod outbox;
mod place;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use app::event::{ClientId, Epoch, RoomId, Seq};
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use crate::chance::Chance;
use crate::history::{Follow, Violation};
use crate::world::{Phase, World};
pub(crate) use catch_up::{PAGE_EVENTS, RawPage};
use link::{Link, Lost};
use outbox::Outbox;
use place::{Asked, Place, Resuming};

/// The server pings each second: this long without a byte, and the connection is given up. The page
/// has 40 s where the server has 20.
const SILENCE: Duration = Duration::from_secs(6);
/// No answer for this long, and the connection is given up.
const ANSWER_WITHIN: Duration = Duration::from_secs(8);
/// The longest that a page may take to notice a dead connection.
const NOTICE_WITHIN: Duration = Duration::from_secs(40);

/// Messages remembered to be edited, deleted, reacted to.
const REMEMBERED: usize = 40;

/// How a client goes about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    /// Past the proxy.
    pub(crate) is_direct: bool,
    /// Comes back by `resume` instead of by each room's name.
    pub(crate) resumes: bool,
    /// In flight at once in a room. One: as the page does. More: sends in bursts, and forgets what
    /// was in flight when the connection is lost.
    pub(crate) width: usize,
    /// Now and then reads nothing for a while.
    pub(crate) dawdles: bool,
}

/// One device of one person.
pub(crate) struct Client {
    pub(crate) name: String,
    user: String,
    token: String,
    index: usize,
    manner: Manner,
    chance: Chance,
    world: Arc<World>,
    outbox: Outbox,
    places: BTreeMap<RoomId, Place>,
    epoch: Option<Epoch>,
    /// Own messages, and anybody's, that can be changed: the newest.
    own: VecDeque<(RoomId, Seq)>,
    seen: VecDeque<(RoomId, Seq)>,
    /// When to join again what was left.
    come_back: BTreeMap<RoomId, Instant>,
    /// Unanswered on this connection.
    asked: VecDeque<Asked>,
    resuming: Resuming,
    reading: BTreeSet<ClientId>,
    hellos: u32,
    /// How far this user had read when this connection was opened, and since.
    markers: BTreeMap<RoomId, Seq>,
    next_act: Instant,
    serial: u64,
}

enum Turn {
    Heard(Result<String, Lost>),
    Silence,
    Act,
    Restart,
}

/// Why a connection is left.
enum Leave {
    /// To be opened again.
    Lost,
    /// There is no more to do.
    Done,
}

impl From<Lost> for Leave {
    fn from(_: Lost) -> Self {
        Self::Lost
    }
}

impl Client {
    pub(crate) fn new(
        index: usize,
        (user, token): (&str, &str),
        manner: Manner,
        seed: u64,
        world: Arc<World>,
    ) -> Self {
        Self {
            name: format!("{user}/{index}"),
            user: user.to_owned(),
            token: token.to_owned(),
            index,
            manner,
            chance: Chance::of(seed, 1_000_000 + index as u64),
            world,
            outbox: Outbox::new(manner.width),
            places: BTreeMap::new(),
            epoch: None,
            own: VecDeque::new(),
            seen: VecDeque::new(),
            come_back: BTreeMap::new(),
            asked: VecDeque::new(),
            resuming: Resuming::default(),
            reading: BTreeSet::new(),
            hellos: 0,
            markers: BTreeMap::new(),
            next_act: Instant::now(),
            serial: 0,
        }
    }

    /// Until the run is over.
    pub(crate) async fn live(mut self) {
        loop {
            self.tell_waiting(1);
            if matches!(*self.world.phase.borrow(), Phase::End) {
                return;
            }
            self.markers = self.markers_known();
            let app = &self.world.app;
            let through = if self.manner.is_direct { app.address } else { self.world.proxy };
            let Some(mut link) = Link::open(app, &self.token, through, self.manner.dawdles).await
            else {
                sleep(self.chance.millis(50, 400)).await;
                continue;
            };
            self.world.history.count(|counts| counts.connections += 1);
            let left = self.speak(&mut link).await;
            self.clear_away();
            if matches!(left, Leave::Done) {
                self.tell_waiting(0);
                return;
            }
        }
    }

    async fn speak(&mut self, link: &mut Link) -> Leave {
        let world = Arc::clone(&self.world);
        let mut is_welcome = false;
        loop {
            let silence = link.heard + SILENCE;
            let turn = tokio::select! {
                heard = timeout_at(silence, link.next()) => heard.map_or(Turn::Silence, Turn::Heard),
                () = sleep_until(self.next_act), if is_welcome => Turn::Act,
                () = world.desks[self.index].restart.notified() => Turn::Restart,
            };
            let done = match turn {
                Turn::Heard(Ok(frame)) if frame.is_empty() => self.hear_ping(link),
                Turn::Heard(Ok(frame)) => {
                    is_welcome = true;
                    self.hear(&frame, link).await
                }
                Turn::Act => self.act(link).await,
                Turn::Silence => {
                    self.notices(link);
                    Err(Leave::Lost)
                }
                Turn::Heard(Err(Lost)) | Turn::Restart => Err(Leave::Lost),
            };
            if let Err(leave) = done {
                return leave;
            }
        }
    }

    /// A dead connection must not be taken for a living one for too long.
    fn notices(&self, link: &Link) {
        let silence = link.heard.elapsed();
        if silence > NOTICE_WITHIN {
            self.violates("silence is noticed", None, format!("{silence:?} of it"), link);
        }
    }

    /// What does not outlive a connection.
    fn clear_away(&mut self) {
        self.asked.clear();
        self.resuming = Resuming::default();
        self.reading.clear();
        self.hellos = 0;
        if self.manner.width > 1 {
            for operation in self.outbox.give_up_sent() {
                self.world.history.given_up(operation);
            }
        }
        self.outbox.forget_sent();
        for room in self.places.keys().copied().collect::<Vec<_>>() {
            self.unfollow(room);
        }
        self.places.retain(|_, place| place.last.is_some());
    }

    fn unfollow(&mut self, room: RoomId) {
        let Some(place) = self.places.get_mut(&room) else { return };
        let (Some(following), Some(last)) = (place.following.take(), place.last) else { return };
        if following.first.is_some() {
            let (client, user) = (self.name.clone(), self.user.clone());
            let follow = Follow { client, user, room, head: following.head, last };
            self.world.history.record().follows.push(follow);
        }
    }

    fn markers_known(&self) -> BTreeMap<RoomId, Seq> {
        let record = self.world.history.record();
        let own = record.markers.iter().filter(|((user, _), _)| *user == self.user);
        let furthest = |(_, (_, most)): (&Seq, &(Seq, Seq))| *most;
        own.filter_map(|((_, room), of)| Some((*room, furthest(of.last_key_value()?)))).collect()
    }

    fn tell_waiting(&self, at_least: usize) {
        let syncing = |place: &&Place| {
            place.following.as_ref().is_none_or(|following| following.syncing.is_some())
        };
        let rooms = self.places.values().filter(syncing).count();
        let waits_for = at_least.max(self.outbox.len() + self.asked.len() + rooms);
        self.world.desks[self.index].waits_for.store(waits_for, Ordering::SeqCst);
    }

    fn violates(
        &self,
        rule: &'static str,
        place: Option<(RoomId, Seq)>,
        detail: String,
        link: &Link,
    ) {
        let (room, seq) = place.unzip();
        let client = self.name.clone();
        let detail = format!("{detail}; lately on this connection:{}", link.recent());
        self.world.history.violates(Violation { rule, room, seq, client, detail });
    }
}

fn remember(newest: &mut VecDeque<(RoomId, Seq)>, one: (RoomId, Seq)) {
    if newest.len() == REMEMBERED {
        newest.pop_front();
    }
    newest.push_back(one);
}
