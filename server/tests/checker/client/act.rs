//! What a client does of its own accord.

use std::collections::VecDeque;
use std::sync::Arc;

use app::event::{
    ClientId, Command, DeleteMessage, DirectMessage, EditMessage, LeaveRoom, React, Read, RoomId,
    SendMessage, Seq,
};
use tokio::time::{Instant, sleep};

use super::link::Link;
use super::{ANSWER_WITHIN, Client, Leave};
use crate::history::{Operation, Outcome, What};
use crate::world::{Phase, Room};

/// Between two things a client does, in milliseconds: on average half of it. `make chaos` builds the
/// checker optimized, which then keeps up with three times as much.
const THINKS_MS: u64 = if cfg!(debug_assertions) { 80 } else { 25 };
/// More than this waits, and it begins nothing new.
const OUTBOX_MAX: usize = 80;
/// What a client sends in bursts says at once.
const BURST: u64 = 64;
const EMOJIS: [&str; 3] = ["👍", "🎉", "❤️"];

impl Client {
    pub(super) async fn act(&mut self, link: &mut Link) -> Result<(), Leave> {
        self.next_act = Instant::now() + self.chance.millis(1, THINKS_MS);
        self.tell_waiting(0);
        let phase = self.world.phase.borrow().clone();
        match phase {
            Phase::Chaos => self.do_something(link).await?,
            Phase::Settle => {}
            Phase::Reach(heads) => {
                let stands = |room: &RoomId, place: &super::Place| {
                    place.following.is_some() && place.last >= heads.get(room).copied()
                };
                if self.places.iter().all(|(room, place)| stands(room, place)) {
                    return Err(Leave::Done);
                }
            }
            Phase::End => return Err(Leave::Done),
        }
        self.is_answered()?;
        self.pump(link).await
    }

    /// No answer for long enough is none: the connection is left.
    fn is_answered(&self) -> Result<(), Leave> {
        let asked = self.asked.front().map(|asked| asked.at);
        let since = asked.into_iter().chain(self.outbox.waits_since()).min();
        match since {
            Some(since) if since.elapsed() > ANSWER_WITHIN => Err(Leave::Lost),
            _ => Ok(()),
        }
    }

    /// Sends what may be sent.
    pub(super) async fn pump(&mut self, link: &mut Link) -> Result<(), Leave> {
        let ready = self.outbox.take_ready();
        if ready.is_empty() {
            return Ok(());
        }
        let (numbers, frames): (Vec<_>, Vec<_>) = ready.into_iter().unzip();
        self.world.history.sent(numbers.into_iter());
        Ok(link.send_all(frames).await?)
    }

    async fn do_something(&mut self, link: &mut Link) -> Result<(), Leave> {
        self.join_again(link).await?;
        if self.manner.dawdles && self.chance.one_in(40) {
            sleep(self.chance.millis(200, 3_000)).await;
            // It was this client that did not listen.
            link.heard = Instant::now();
            // While it dawdled the others may have come to rest: it must not begin anything now.
            return Ok(());
        }
        if self.outbox.len() > OUTBOX_MAX {
            return Ok(());
        }
        let world = Arc::clone(&self.world);
        // One room is busy, so that who was away is soon too far behind to be refilled.
        let some = if self.chance.one_in(3) { &world.rooms[..1] } else { &world.rooms };
        let Some(Room { id: room, .. }) = self.chance.pick(some) else { return Ok(()) };
        let is_followed = self.places.get(room).is_some_and(|place| place.following.is_some());
        // To talk to a room that one is not in is refused, which is part of it.
        if !is_followed && !self.chance.one_in(20) {
            return Ok(());
        }
        match self.chance.below(1_000) {
            0..10 => return self.open_again(*room, link).await,
            10..14 => self.begin(*room, What::Leave),
            14..30 if self.manner.width > 1 => {
                for _ in 0..BURST {
                    self.say(*room);
                }
            }
            30..130 => self.change_something(),
            130..180 => return self.mark_read(*room, link).await,
            _ => self.say(*room),
        }
        Ok(())
    }

    async fn join_again(&mut self, link: &mut Link) -> Result<(), Leave> {
        let now = Instant::now();
        let world = Arc::clone(&self.world);
        for Room { id: room, .. } in &world.rooms {
            let is_mine = world.room(*room).is_for(&self.user);
            let is_there = self.places.contains_key(room);
            let is_asked = self.asked.iter().any(|asked| asked.room == *room);
            let is_time = self.come_back.get(room).is_none_or(|time| now >= *time);
            if is_mine && !is_there && !is_asked && is_time {
                self.open_room(*room, link).await?;
            }
        }
        Ok(())
    }

    /// A room that is open already: it goes on where it is.
    async fn open_again(&mut self, room: RoomId, link: &mut Link) -> Result<(), Leave> {
        let place = self.places.get(&room).and_then(|place| place.following.as_ref());
        let is_synced = place.is_some_and(|following| following.syncing.is_none());
        let is_asked = self.asked.iter().any(|asked| asked.room == room);
        if is_synced && !is_asked { self.open_room(room, link).await } else { Ok(()) }
    }

    fn say(&mut self, room: RoomId) {
        let text = self.new_text();
        let reply_to = self.chance.one_in(10).then(|| self.some_of(room)).flatten();
        self.begin(room, What::Say { text, reply_to });
    }

    fn change_something(&mut self) {
        let of_own = |of: &VecDeque<(RoomId, Seq)>, chance: &mut crate::chance::Chance| {
            chance.pick(of.iter().copied().collect::<Vec<_>>().as_slice()).copied()
        };
        let own = of_own(&self.own, &mut self.chance);
        let seen = of_own(&self.seen, &mut self.chance);
        match (self.chance.below(10), own, seen) {
            (0..4, Some((room, of)), _) => {
                let text = self.new_text();
                self.begin(room, What::Edit { of, text });
            }
            (4..6, Some((room, of)), _) => self.begin(room, What::Delete { of }),
            (_, _, Some((room, of))) => {
                let emoji = self.chance.pick(&EMOJIS).copied().unwrap_or("👍");
                let on = !self.chance.one_in(3);
                self.begin(room, What::React { of, emoji, on });
            }
            _ => {}
        }
    }

    async fn mark_read(&mut self, room: RoomId, link: &mut Link) -> Result<(), Leave> {
        let Some(seq) = self.places.get(&room).and_then(|place| place.last) else { return Ok(()) };
        self.world.history.count(|counts| counts.reads += 1);
        // Also lower than before: it must not move then.
        let seq = if self.chance.one_in(4) { Seq(seq.0 / 2) } else { seq };
        let client_id = self.new_client_id();
        self.reading.insert(client_id.clone());
        let command = Read { room, seq, client_id: Some(client_id) };
        Ok(link.send(Command::Read(command).encode()).await?)
    }

    fn begin(&mut self, room: RoomId, what: What) {
        let client_id = self.new_client_id();
        let people = self.world.room(room).others(&self.user);
        let is_conversation = !people.is_empty() && self.world.room(room).is_for(&self.user);
        let is_direct = is_conversation && self.chance.one_in(2);
        let frame = match &what {
            What::Say { text, reply_to: None } if is_direct => direct(people, text, &client_id),
            _ => command(room, &what, &client_id),
        }
        .encode();
        let operation = self.world.history.planned(Operation {
            client: self.name.clone(),
            user: self.user.clone(),
            room,
            client_id: client_id.clone(),
            what,
            invoked: None,
            times: 0,
            outcome: Outcome::Unknown { given_up: false },
        });
        self.outbox.add(room, operation, client_id, frame);
    }

    fn some_of(&mut self, room: RoomId) -> Option<Seq> {
        let of_room = self.seen.iter().filter(|(of, _)| *of == room).map(|(_, seq)| *seq);
        self.chance.pick(&of_room.collect::<Vec<_>>()).copied()
    }

    pub(super) fn new_client_id(&mut self) -> ClientId {
        self.serial += 1;
        let id = format!("{}-{}-{}", self.user, self.index, self.serial);
        ClientId::try_from(id).unwrap()
    }

    fn new_text(&mut self) -> String {
        self.serial += 1;
        let long = "tra la ".repeat(usize::try_from(self.chance.below(15)).unwrap());
        let named = if self.chance.one_in(8) { "@ann, @bob: " } else { "" };
        format!("{} {} {named}{long}", self.name, self.serial).trim().to_owned()
    }
}

/// The same as to the room, by the names of its people.
fn direct(to: Vec<String>, text: &str, client_id: &ClientId) -> Command {
    let (message, client_id) = (text.to_owned(), Some(client_id.clone()));
    Command::DirectMessage(DirectMessage { to, message, client_id, echo: true })
}

fn command(room: RoomId, what: &What, client_id: &ClientId) -> Command {
    let client_id = Some(client_id.clone());
    match what.clone() {
        What::Say { text, reply_to } => Command::SendMessage(SendMessage {
            message: text,
            client_id,
            room: Some(room),
            reply_to,
            echo: true,
        }),
        What::Edit { of, text } => {
            Command::EditMessage(EditMessage { room, seq: of, message: text, client_id })
        }
        What::Delete { of } => Command::DeleteMessage(DeleteMessage { room, seq: of, client_id }),
        What::React { of, emoji, on } => {
            Command::React(React { room, seq: of, emoji: emoji.to_owned(), on, client_id })
        }
        What::Leave => Command::LeaveRoom(LeaveRoom { room, client_id }),
    }
}
