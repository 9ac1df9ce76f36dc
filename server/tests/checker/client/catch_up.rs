//! How a client comes back: by name, by `resume`, or over HTTP when it is too far behind.

use std::collections::BTreeSet;
use std::time::Duration;

use app::event::{
    ChangeRoom, Command, Epoch, Event, Hello, Position, Resume, RoomId, RoomPosition, Seq,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::{Instant, timeout};

use super::link::Link;
use super::place::{Asked, Following};
use super::{Client, Leave};
use crate::history::{Follow, Seen};

/// Events in a page of the log.
pub(crate) const PAGE_EVENTS: usize = 200;
/// No page for this long is none.
const PAGE_WITHIN: Duration = Duration::from_secs(10);

/// A page of a room's log, its events as they were written.
#[derive(Deserialize)]
pub(crate) struct RawPage {
    pub(crate) events: Vec<Box<RawValue>>,
    pub(crate) head: Seq,
    epoch: Epoch,
}

impl Client {
    /// Follows every room again from where it stands.
    pub(super) async fn catch_up(
        &mut self,
        member_of: &BTreeSet<RoomId>,
        link: &mut Link,
    ) -> Result<(), Leave> {
        self.outbox.forget_sent();
        let stands = |room: &RoomId| self.places.get(room).and_then(|place| place.last);
        let (known, fresh): (Vec<_>, Vec<_>) =
            member_of.iter().copied().partition(|room| stands(room).is_some());
        if self.manner.resumes {
            self.resume(known, link).await?;
        } else {
            for room in known {
                self.open_room(room, link).await?;
            }
        }
        for room in fresh {
            self.open_room(room, link).await?;
        }
        Ok(())
    }

    /// Asks for a room by its name, from where it stands when it is not followed.
    pub(super) async fn open_room(&mut self, room: RoomId, link: &mut Link) -> Result<(), Leave> {
        self.world.history.count(|counts| counts.resumes += 1);
        let place = self.places.get(&room).filter(|place| place.following.is_none());
        let after = place.and_then(|place| place.last);
        let position = after.and_then(|seq| Some(Position { epoch: self.epoch.clone()?, seq }));
        let client_id = self.new_client_id();
        let name = self.world.room(room).handle(&self.user);
        let (known, at) = (self.world.history.head(room), Instant::now());
        self.asked.push_back(Asked { client_id: client_id.clone(), room, after, known, at });
        let command =
            ChangeRoom { name, after: position, client_id: Some(client_id), temporary: false };
        Ok(link.send(Command::ChangeRoom(command).encode()).await?)
    }

    /// Follows these rooms from where it stands in each.
    pub(super) async fn resume(
        &mut self,
        rooms: Vec<RoomId>,
        link: &mut Link,
    ) -> Result<(), Leave> {
        let mut positions = Vec::new();
        for room in rooms {
            let known = self.world.history.head(room);
            let (Some(place), Some(epoch)) = (self.places.get_mut(&room), &self.epoch) else {
                continue;
            };
            let Some(seq) = place.last else { continue };
            self.world.history.count(|counts| counts.resumes += 1);
            place.following = Some(Following { syncing: Some(known), ..Following::default() });
            self.resuming.rooms.insert(room, false);
            positions.push(RoomPosition { room, epoch: epoch.clone(), seq });
        }
        let client_id = Some(self.new_client_id());
        self.resuming.client_id.clone_from(&client_id);
        self.hellos += 1;
        link.send(Command::Resume(Resume { rooms: positions, client_id }).encode()).await?;
        Ok(link.send(Command::Hello(Hello::default()).encode()).await?)
    }

    /// Reads what is missing over HTTP, and follows again.
    pub(super) async fn page(&mut self, room: RoomId, link: &mut Link) -> Result<(), Leave> {
        loop {
            let Some(after) = self.places.get(&room).and_then(|place| place.last) else {
                return Ok(());
            };
            let opened = Instant::now();
            let page = match self.page_after(room, after).await {
                Ok(Some(page)) => page,
                // Left on another device.
                Ok(None) => {
                    self.end_place(room);
                    return Ok(());
                }
                Err(leave) => return Err(leave),
            };
            if Some(&page.epoch) != self.epoch.as_ref() {
                self.violates("no reset without a restore", None, page.epoch.0, link);
                return Err(Leave::Lost);
            }
            let last = self.apply(room, after, &page, opened, link)?;
            if last >= page.head {
                link.heard = Instant::now();
                // One at a time: the end of the other must be told from the end of this one.
                return if self.manner.resumes && self.resuming.rooms.is_empty() {
                    self.resume(vec![room], link).await
                } else {
                    self.open_room(room, link).await
                };
            }
        }
    }

    fn apply(
        &mut self,
        room: RoomId,
        after: Seq,
        page: &RawPage,
        opened: Instant,
        link: &Link,
    ) -> Result<Seq, Leave> {
        let mut last = after;
        for frame in page.events.iter().map(|event| event.get()) {
            let position = Event::decode(frame).ok().and_then(|event| event.log_position());
            if position != Some((room, last.next())) {
                let detail = format!("after {last} came {frame}");
                self.violates("no hole in a page", Some((room, last.next())), detail, link);
                return Err(Leave::Lost);
            }
            last = last.next();
            let client = self.name.as_str();
            self.world.history.saw(&Seen { room, seq: last, frame, client, opened });
        }
        if last == after && page.head > after {
            let detail = format!("an empty page after {after}");
            self.violates("no hole in a page", Some((room, page.head)), detail, link);
            return Err(Leave::Lost);
        }
        if let Some(place) = self.places.get_mut(&room) {
            place.last = Some(last);
        }
        let (client, user, head) = (self.name.clone(), self.user.clone(), Some(page.head));
        let follow = Follow { client, user, room, head, last };
        self.world.history.record().follows.push(follow);
        Ok(last)
    }

    /// `None`: no member any more.
    async fn page_after(&self, room: RoomId, after: Seq) -> Result<Option<RawPage>, Leave> {
        let path = format!("/api/rooms/{room}/log?after={after}&limit={PAGE_EVENTS}");
        let asked = async {
            let response = self.world.app.get(&path).bearer_auth(&self.token).send().await.ok()?;
            if response.status() == reqwest::StatusCode::NOT_FOUND {
                return Some(None);
            }
            Some(Some(response.json::<RawPage>().await.ok()?))
        };
        timeout(PAGE_WITHIN, asked).await.ok().flatten().ok_or(Leave::Lost)
    }
}
