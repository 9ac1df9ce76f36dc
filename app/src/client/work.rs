//! Stop 3 of a message's way: what the page has to keep, to send and to fetch, in order.

use super::room::Follow;
use super::{Client, Save};
use crate::event::{Command, RoomId, Seq};
use crate::timeline::Timeline;

/// What is to be done now.
#[derive(Debug, Default, PartialEq)]
pub struct Work {
    /// To keep in the browser, before anything is sent.
    pub saves: Vec<Save>,
    /// To send, in this order.
    pub commands: Vec<Command>,
    /// Rooms whose newest page is to be fetched.
    pub loads: Vec<RoomId>,
    /// Rooms whose log is to be fetched, after that number.
    pub logs: Vec<(RoomId, Seq)>,
    /// Another room's name for the address bar.
    pub go_to: Option<String>,
    /// The page is somebody else's now and has to be fetched anew.
    pub reload: bool,
    /// Milliseconds after which to ask for work again.
    pub wake_ms: Option<u64>,
}

impl Client {
    /// Since when the oldest command has been waiting for its answer, in milliseconds. A `resume` is
    /// being answered for as long as anything comes.
    #[must_use]
    pub fn unanswered_since(&self) -> Option<u64> {
        let asked = self.asks.iter().filter_map(|ask| ask.sent);
        let sent = self.timelines.values().filter_map(Timeline::in_flight_since);
        let is_asked = self.rooms.values().any(|room| matches!(room.follow, Follow::Asked { .. }));
        asked.chain(sent).chain(is_asked.then_some(self.resuming_since)).min()
    }

    /// What is to be done at `now` (milliseconds).
    pub fn take_work(&mut self, now: u64) -> Work {
        self.see();
        let falls_due = self.timelines.values_mut().filter_map(|timeline| timeline.tick(now)).min();
        let is_held = self.hold_until > now;
        let commands =
            if self.connected && !is_held { self.take_commands(now) } else { Vec::new() };
        let held_until = is_held.then_some(self.hold_until);
        let reads_at = self.reads_at().filter(|at| self.connected && *at > now);
        let receipt_at = self.receipt_at().filter(|at| self.connected && *at > now);
        let away_at = self.away_at().filter(|at| self.connected && *at > now);
        let typing_over = self.typing.tick(now);
        let announced_until = self.end_announcements(now);
        let wakes =
            [falls_due, held_until, reads_at, receipt_at, away_at, typing_over, announced_until];
        let wake_at = wakes.into_iter().flatten().min();
        Work {
            saves: self.take_saves(),
            commands,
            loads: std::mem::take(&mut self.loads),
            logs: std::mem::take(&mut self.logs),
            go_to: self.go_to.take(),
            reload: self.is_somebody_else,
            wake_ms: wake_at.map(|at| at - now),
        }
    }

    fn take_commands(&mut self, now: u64) -> Vec<Command> {
        // First, so that nobody sees a device come back that is still without its person.
        let mut commands: Vec<_> = self.take_activity(now).into_iter().collect();
        for ask in self.asks.iter_mut().filter(|ask| ask.sent.is_none()) {
            ask.sent = Some(now);
            commands.push(ask.command());
        }
        commands.extend(self.take_resume(now).map(Command::Resume));
        for room in self.rooms.rooms() {
            let timeline = self.timelines.get_mut(room);
            commands.extend(timeline.and_then(|timeline| timeline.next_to_send(now)));
        }
        commands.extend(self.take_reads(now));
        commands.extend(self.take_receipt(now));
        commands.extend(self.take_typing(now));
        commands
    }
}
