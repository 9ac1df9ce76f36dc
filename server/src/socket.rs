//! Stops 5 and 12 of a message's way: one task owns one socket. It reads, dispatches in order, takes
//! its whole queue, feeds it through the cursor and flushes once.

mod announce;
mod hear;
mod upgrade;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use app::event::{CloseCode, Closing, Event, Limits, RoomId, User, Welcome};
use app::words::Language;
use axum::body::Bytes;
use axum::extract::ws::Message;
use tokio::time::{Instant, sleep_until, timeout};

use crate::announcements::Notice;
use crate::banter::Banter;
use crate::cursor::Cursor;
use crate::presence::Here;
use crate::queue::{Queue, Taken};
use crate::store::{AnnouncementId, Session};
use crate::wire::{Ended, Wire, WireStream};

pub use hear::RESUME_ROOMS_MAX;
pub use upgrade::upgrade;

/// Between two `heartbeat` events.
const HEARTBEAT_EVERY: Duration = Duration::from_secs(25);
/// How long a client has to answer our Close.
const CLOSE_WITHIN: Duration = Duration::from_secs(1);
/// A restarted server's clients come back spread over this time.
const COME_BACK_WITHIN_MS: u64 = 2_000;

/// One connection, from its registration to its end.
pub struct Connection<S> {
    banter: Arc<Banter>,
    session: Session,
    queue: Arc<Queue>,
    cursor: Cursor,
    here: Here,
    wire: Wire<S>,
    /// The client shows what is announced. Another is not told, so the person was not either.
    shows_announcements: bool,
    /// The newest announcement that the person was told, here or before.
    announced: AnnouncementId,
    /// What was announced when this connection last looked.
    announcements: Arc<[Notice]>,
    /// Where messages go that name no room.
    opened: Option<RoomId>,
    strikes: VecDeque<Instant>,
    slow_until: Instant,
    heard: Instant,
    next_ping: Instant,
    /// Sent, and not answered yet.
    unanswered_pings: u32,
    next_heartbeat: Instant,
}

impl<S: WireStream> Connection<S> {
    /// Registers, speaks until one side has enough, unregisters.
    pub async fn run(
        banter: Arc<Banter>,
        session: Session,
        language: Language,
        shows_announcements: bool,
        stream: S,
    ) {
        let connection = banter.hub.next_connection();
        let config = &banter.config;
        let (user, id) = (session.user.id, session.id);
        let queue = Arc::new(Queue::new(connection, user, id, language, config.queue_bytes));
        let seat = banter.hub.seat(Arc::clone(&queue), config.sockets_per_user);
        let here = banter.presence.enter(&session.user, connection);
        let now = Instant::now();
        let mut this = Self {
            cursor: Cursor::new(seat, Arc::clone(&banter.store)),
            here,
            wire: Wire::new(stream),
            shows_announcements,
            announced: AnnouncementId::default(),
            announcements: Arc::default(),
            opened: None,
            strikes: VecDeque::new(),
            slow_until: now,
            heard: now,
            next_ping: now + config.ping_interval,
            unanswered_pings: 0,
            next_heartbeat: now + HEARTBEAT_EVERY,
            banter,
            session,
            queue,
        };
        tracing::debug!(connection = connection.0, user = this.session.user.id.0, "opened");
        // One that registered after everybody was told is told by itself.
        if this.banter.draining.is_cancelled() {
            this.queue.drain();
        }
        let ended = match this.welcome().await {
            Ok(()) => this.speak().await,
            Err(ended) => ended,
        };
        // One that takes no more bytes is not waited for.
        let _ = timeout(CLOSE_WITHIN, async {
            match ended {
                Ended::Close(code) => this.wire.close(code).await,
                // The client's own Close has been answered, but the answer not been written.
                Ended::Gone => drop(this.wire.flush().await),
            }
        })
        .await;
        tracing::debug!(connection = connection.0, ?ended, "ended");
    }

    async fn welcome(&mut self) -> Result<(), Ended> {
        // Only now: a session that ended since the upgrade would find this seat, or is found here.
        let noted = self.banter.announcements.noted(self.session.user.id);
        let session = self.banter.store.session(self.session.id).await?;
        let session = session.ok_or(Ended::Close(CloseCode::LoggedOut))?;
        self.announced = session.announced.max(noted);
        if !self.session.welcomed {
            let (author, origin) = (self.session.user.clone(), Some(self.queue.connection));
            let welcomed = self.banter.rooms.welcome(author, origin).await;
            welcomed.map_err(|_| Ended::Close(CloseCode::Internal))?;
            self.session.welcomed = true;
        }
        self.say_welcome().await?;
        self.say_announcements().await?;
        self.wire.flush().await
    }

    async fn say_welcome(&mut self) -> Result<(), Ended> {
        let rooms = self.banter.store.rooms_of(self.session.user.id).await?;
        for room in &rooms {
            self.cursor.is_told(room.room, room.read, room.head);
        }
        let name = self.session.user.name.as_ref().to_owned();
        let welcome = Welcome {
            connection: format!("c{}", self.queue.connection.0),
            user: User { name, admin: self.session.admin },
            epoch: self.banter.store.epoch().clone(),
            limits: self.banter.limits(),
            rooms,
        };
        self.say(&Event::Welcome(welcome)).await
    }

    /// Until the connection ends, and why it does.
    async fn speak(&mut self) -> Ended {
        let queue = Arc::clone(&self.queue);
        let wake = sleep_until(self.next_wake());
        tokio::pin!(wake);
        loop {
            let next_wake = self.next_wake();
            if wake.deadline() != next_wake {
                wake.as_mut().reset(next_wake);
            }
            let turn = tokio::select! {
                taken = queue.take() => Turn::Write(taken),
                message = self.wire.next() => match message {
                    Ok(message) => Turn::Hear(message),
                    Err(ended) => return ended,
                },
                () = &mut wake => Turn::Tick,
            };
            let began = Instant::now();
            let done = tokio::select! {
                biased;
                done = self.take_turn(turn) => done,
                // A client that takes no bytes must not keep its socket past its session.
                () = queue.is_ended() => {
                    Err(Ended::Close(queue.take_now().end.unwrap_or(CloseCode::Normal)))
                }
            };
            if let Err(ended) = done {
                return ended;
            }
            // While it wrote it did not listen: that time was not silence of the client's.
            self.heard += began.elapsed();
        }
    }

    async fn take_turn(&mut self, turn: Turn) -> Result<(), Ended> {
        match turn {
            Turn::Write(Taken { end: Some(code), .. }) => return Err(Ended::Close(code)),
            Turn::Write(mut taken) => {
                for room in std::mem::take(&mut taken.unsaid_presence) {
                    self.banter.presence.ask(room, &self.queue);
                }
                let (announced, draining) = (taken.announced, taken.draining);
                self.cursor.write(taken, &mut self.wire).await?;
                if draining {
                    return self.drain().await;
                }
                if announced {
                    self.say_announcements().await?;
                }
            }
            Turn::Hear(message) => self.hear(message).await?,
            Turn::Tick => self.tick().await?,
        }
        self.wire.flush().await
    }

    fn next_wake(&self) -> Instant {
        let dead = self.heard + self.banter.config.ping_timeout;
        self.next_ping.min(self.next_heartbeat).min(dead)
    }

    async fn tick(&mut self) -> Result<(), Ended> {
        let now = Instant::now();
        if now >= self.heard + self.banter.config.ping_timeout {
            return Err(Ended::Close(CloseCode::PingTimeout));
        }
        if now >= self.next_ping {
            self.next_ping = now + self.banter.config.ping_interval;
            self.ping(Bytes::new()).await?;
        }
        if now >= self.next_heartbeat {
            self.next_heartbeat = now + HEARTBEAT_EVERY;
            self.cursor.heartbeat(&mut self.wire).await?;
        }
        Ok(())
    }

    /// Reads no more; what was asked before is still answered, then the socket is closed.
    async fn drain(&mut self) -> Result<(), Ended> {
        // The low bits of a connection's number spread as well as a random number would.
        let retry_ms = self.queue.connection.0.wrapping_mul(617) % COME_BACK_WITHIN_MS;
        self.say(&Event::Closing(Closing { reason: "restart".to_owned(), retry_ms })).await?;
        self.wire.flush().await?;
        self.banter.committed.cancelled().await;
        let taken = self.queue.take_now();
        self.cursor.write(taken, &mut self.wire).await?;
        self.wire.flush().await?;
        Err(Ended::Close(CloseCode::Restart))
    }

    async fn say(&mut self, event: &Event) -> Result<(), Ended> {
        self.wire.feed(event.encode().into()).await
    }
}

/// What a connection does next.
enum Turn {
    Write(Taken),
    Hear(Message),
    Tick,
}

impl Banter {
    /// What `welcome` tells clients to keep within.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            message_chars: self.config.message_chars,
            frame_bytes: self.config.frame_bytes,
            messages_per_second: self.config.messages_per_second,
            message_burst: self.config.message_burst,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use app::words::Language;

    use super::Connection;
    use crate::banter::Banter;
    use crate::config::{Config, Layers};
    use crate::name::Name;
    use crate::store::{NewUser, Terms};
    use crate::wire::Paper;

    /// The session ended after the upgrade had checked it and before the socket registered: no
    /// sweep, no logout finds that socket; its own second look does.
    #[tokio::test]
    async fn a_session_that_ended_while_the_socket_opened_opens_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::from_layers(&Layers::default()).unwrap();
        let config = Config { data: folder.path().to_owned(), ..config };
        let address = "127.0.0.1:1".parse().unwrap();
        let (banter, _writer) = Banter::open(config, address).unwrap();
        let (name, password) = (Name::of_user("ann").unwrap(), String::new());
        let user = NewUser { name, password, admin: false };
        let ann = banter.store.add_user(user, Terms::Always).await.unwrap();
        let id = banter.store.begin_session(ann, "", i64::MAX).await.unwrap().unwrap();
        let session = banter.store.session(id).await.unwrap().unwrap();
        banter.store.end_session(id).await.unwrap();
        let paper = Paper::default();
        let closed = Arc::clone(&paper.closed);
        Connection::run(Arc::clone(&banter), session, Language::default(), true, paper).await;
        assert_eq!(*closed.lock().unwrap(), Some(4501));
        assert!(banter.hub.sessions().is_empty(), "and it is registered no more");
    }
}
