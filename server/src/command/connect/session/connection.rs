//! `banter connect`: the one connection kept alive, and what is fetched beside it.

use app::event::{Ack, CloseCode, Epoch, Event, RoomId, Seq};
use app::http::History;
use app::link::{CONNECT_MS, LinkState, StopReason};
use futures_util::StreamExt;
use tokio::time::{Duration, Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

use super::super::entrance::{Entrance, Refusal, Socket};
use super::super::{Failure, Options};
use super::{Done, Session, WATCH_EVERY, now_ms, random};

/// The first socket, its session's token and the frame of its welcome. A person is told at once that there
/// is no way in; a pipe waits for as long as it may.
pub(super) async fn first(
    entrance: &Entrance,
    options: &Options,
) -> Result<(Socket, String, String), Failure> {
    let begun = Instant::now();
    loop {
        let refusal = match entrance.clone().enter(None).await {
            Ok((mut socket, token)) => match welcome(&mut socket).await {
                Some(frame) => return Ok((socket, token, frame)),
                None => Refusal::silence("it says nothing"),
            },
            Err(refusal) => refusal,
        };
        let wait = refusal.retry_ms.map_or(WATCH_EVERY, Duration::from_millis);
        let may_wait = !options.is_typed && begun.elapsed() + wait < options.patience;
        if !refusal.passes() || !may_wait {
            return Err(Failure::entrance(format!("{}: {}", entrance.place(), refusal.sentence)));
        }
        sleep(wait).await;
    }
}

fn boxed((socket, token): (Socket, String)) -> (Box<Socket>, String) {
    (Box::new(socket), token)
}

async fn welcome(socket: &mut Socket) -> Option<String> {
    let first = async {
        loop {
            if let Message::Text(text) = socket.next().await?.ok()? {
                return Some(text.as_str().to_owned());
            }
        }
    };
    timeout(Duration::from_millis(CONNECT_MS), first).await.ok().flatten()
}

impl Session {
    /// Something came from the socket, or nothing will any more.
    pub(super) fn came(&mut self, message: Option<Message>) {
        match message {
            Some(Message::Text(text)) => self.heard(&text),
            Some(Message::Close(frame)) => {
                let code = frame.map_or(CloseCode::Away.into(), |frame| frame.code.into());
                self.lost(code);
            }
            // Pings are answered by the library while it reads.
            Some(_) => self.link.heard(now_ms()),
            None => self.lost(CloseCode::Away.into()),
        }
    }

    /// Takes in a frame.
    pub(super) fn heard(&mut self, frame: &str) {
        let now = now_ms();
        // Kinds that this program does not know are of a newer server.
        let event = Event::decode(frame).ok();
        let was_lost = self.link.lost_at().is_some();
        self.link.heard(now);
        match &event {
            Some(Event::Welcome(welcome)) => {
                self.link.opened(now);
                self.start_over(&welcome.epoch);
            }
            Some(Event::Closing(closing)) => self.link.not_before(closing.retry_ms),
            Some(Event::Reset(reset)) => self.start_over(&reset.epoch),
            Some(Event::Ack(ack)) => self.stand_for(ack, now),
            _ => {}
        }
        if self.is_new(event.as_ref()) {
            self.print(frame);
        }
        let Some(event) = event else { return };
        let line = self.transcript.hear(&event, &self.client.user().name);
        self.client.hear(&event, now);
        line.into_iter().for_each(|line| self.screen.say(line));
        if was_lost && matches!(event, Event::Welcome(_)) {
            self.tell("connected again");
        }
    }

    /// In another history everything is told afresh.
    fn start_over(&mut self, epoch: &Epoch) {
        if *epoch != self.epoch {
            self.epoch.clone_from(epoch);
            self.transcript.forget();
            self.printed.clear();
        }
    }

    /// The ack of what was published without self is its event.
    fn stand_for(&mut self, ack: &Ack, now: u64) {
        let me = &self.client.user().name;
        let event = self.no_echo.as_mut().and_then(|no_echo| no_echo.event(ack, me));
        if let Some(event) = event {
            self.client.hear(&event, now);
        }
    }

    /// The connection ended with `code`.
    pub(super) fn lost(&mut self, code: u16) {
        self.socket = None;
        let was_lost = self.link.lost_at().is_some();
        self.client.link_lost(code);
        self.link.ended(code, now_ms(), random());
        if !was_lost && !matches!(self.link.state(), LinkState::Stopped(_)) {
            let waiting = match self.outbox.len() {
                0 => String::new(),
                1 => ", 1 line waits".to_owned(),
                lines => format!(", {lines} lines wait"),
            };
            self.tell(&format!("no connection; trying again by itself{waiting}"));
        }
    }

    /// Looks at the connection: is it time to try again, is it dead?
    pub(super) fn watch(&mut self) {
        let now = now_ms();
        if self.link.is_due(now) {
            let (attempt, entrance) = (self.link.connect(now), self.entrance.clone());
            let token = Some(self.token.clone());
            self.tasks.spawn(async move {
                Done::Entered { attempt, result: entrance.enter(token).await.map(boxed) }
            });
        } else if self.link.is_overdue(now, self.client.unanswered_since()) {
            self.lost(CloseCode::Away.into());
        } else if self.client.rows().1 == app::timeline::Loaded::Failed {
            self.client.load_again();
        }
    }

    /// Why the server will not have this session any more.
    pub(super) fn stopped(&self) -> Option<&'static str> {
        let LinkState::Stopped(reason) = self.link.state() else { return None };
        Some(match reason {
            StopReason::SignedOut => "you were signed out.",
            StopReason::TooMany => "stopped: you are connected in too many places.",
            StopReason::Banned => "stopped: this account may not connect.",
            StopReason::Other => "stopped by the server.",
        })
    }

    /// What was under way is there, or could not be had.
    pub(super) fn done(&mut self, done: Done) {
        match done {
            Done::Entered { attempt, result } => self.entered(attempt, result),
            Done::Loaded { room, page } => {
                self.print_history(page.as_ref());
                self.client.loaded(room, page);
            }
            Done::Told { room, members: Some(members) } => self.client.told_people(room, members),
            // Nobody is listed, until the room is loaded anew.
            Done::Told { members: None, .. } => {}
            Done::Logged { room, after, page } => {
                let events = page.as_ref().map(|page| page.events.as_slice()).unwrap_or_default();
                for event in events {
                    if self.is_new(Some(event)) {
                        self.print(&event.encode());
                    }
                }
                self.client.logged(room, after, page);
            }
        }
    }

    /// The newest messages of a page, as events; what is there already is not printed again.
    fn print_history(&mut self, page: Option<&History>) {
        let messages = page.map(|page| page.messages.as_slice()).unwrap_or_default();
        for message in &messages[messages.len().saturating_sub(self.options.history)..] {
            let event = Event::NewMessage(message.clone());
            if self.options.json && self.is_new(Some(&event)) {
                self.print(&event.encode());
            }
        }
    }

    fn entered(&mut self, attempt: u32, result: Result<(Box<Socket>, String), Refusal>) {
        if !self.link.is_current(attempt) {
            return;
        }
        match result {
            Ok((socket, token)) => (self.socket, self.token) = (Some(socket), token),
            Err(refusal) => {
                let Refusal { status, retry_ms, .. } = refusal;
                self.link.turned_away(status, retry_ms, now_ms(), random());
            }
        }
    }

    pub(super) fn load(&mut self, room: RoomId) {
        let (entrance, token) = (self.entrance.clone(), self.token.clone());
        self.tasks
            .spawn(async move { Done::Loaded { room, page: entrance.history(token, room).await } });
        let (entrance, token) = (self.entrance.clone(), self.token.clone());
        self.tasks.spawn(async move {
            Done::Told { room, members: entrance.members(token, room).await }
        });
    }

    pub(super) fn catch_up(&mut self, room: RoomId, after: Seq) {
        let (entrance, token) = (self.entrance.clone(), self.token.clone());
        self.tasks.spawn(async move {
            Done::Logged { room, after, page: entrance.log(token, room, after).await }
        });
    }

    /// Whether `event` is to be printed: what a return brings again stands already.
    fn is_new(&mut self, event: Option<&Event>) -> bool {
        let Some((room, seq)) = event.and_then(Event::log_position) else { return true };
        let printed = self.printed.entry(room).or_default();
        let is_new = *printed < seq;
        *printed = seq.max(*printed);
        is_new
    }
}
