//! `banter connect`: the one connection kept alive, and what is fetched beside it.

use app::event::{Ack, ClientId, CloseCode, Epoch, ErrorReply, Event, RoomId, Seq};
use app::http::History;
use app::link::{CONNECT_MS, LinkState, StopReason, backoff_ms};
use futures_util::StreamExt;
use tokio::time::{Duration, Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

use super::super::entrance::{Entrance, Refusal, Socket};
use super::super::screen::Screen;
use super::super::text::harmless_line;
use super::super::{Failure, Options};
use super::{Done, Session, now_ms, random};

/// The first socket, its session's token and the frame of its welcome. A person is told at once that there
/// is no way in; a pipe waits for as long as it may, as it does for every later connection.
pub(super) async fn first(
    entrance: &Entrance,
    options: &Options,
    errors: &Screen,
) -> Result<(Socket, String, String), Failure> {
    let (begun, mut failures) = (Instant::now(), 0);
    loop {
        let refusal = match entrance.clone().enter(None).await {
            Ok((mut socket, token)) => match welcome(&mut socket).await {
                Some(frame) => return Ok((socket, token, frame)),
                None => Refusal::silence("it says nothing"),
            },
            Err(refusal) => refusal,
        };
        let why = format!("{}: {}", entrance.place(), refusal.sentence);
        let at_least = Duration::from_millis(refusal.retry_ms.unwrap_or(0));
        let left = options.patience.saturating_sub(begun.elapsed());
        if options.is_typed || !refusal.passes() || left <= at_least {
            return Err(Failure::entrance(why));
        }
        if failures == 0 {
            let (why, seconds) = (harmless_line(&why), options.patience.as_secs());
            errors.say(format!("banter: {why} Trying again for {seconds} s."));
        }
        let pause = at_least + Duration::from_millis(backoff_ms(failures, random()));
        failures += 1;
        sleep(pause.min(left)).await;
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
            Some(Event::Error(ErrorReply { client_id: Some(id), is_final: true, .. })) => {
                self.forget_sent(id);
            }
            _ => {}
        }
        let outcome = event.as_ref().and_then(|event| self.directs.heard(event, now));
        if event.as_ref().is_none_or(|event| self.is_news(event)) {
            self.print(frame);
        }
        let Some(event) = event else { return };
        let line = self.transcript.hear(&event, &self.client.user().name);
        self.client.hear(&event, now);
        line.into_iter().for_each(|line| self.screen.say(line));
        outcome.into_iter().for_each(|outcome| self.said_to(outcome));
        if was_lost && matches!(event, Event::Welcome(_)) {
            self.tell("connected again");
        }
    }

    /// In another history everything is told afresh.
    fn start_over(&mut self, epoch: &Epoch) {
        if *epoch != self.epoch {
            self.epoch.clone_from(epoch);
            self.transcript.forget();
            self.printed.forget();
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

    /// What was published without self and refused is nobody's.
    fn forget_sent(&mut self, id: &ClientId) {
        if let Some(no_echo) = &mut self.no_echo {
            no_echo.refused(id);
            self.transcript.take_in(id);
        }
    }

    /// Whether `event` is to be printed: it was not yet, and it is not what was published without self.
    fn is_news(&mut self, event: &Event) -> bool {
        let is_own = self.no_echo.as_mut().is_some_and(|no_echo| no_echo.is_own(event));
        self.printed.is_new(event) && !is_own
    }

    /// The connection ended with `code`.
    pub(super) fn lost(&mut self, code: u16) {
        self.socket = None;
        let was_lost = self.link.lost_at().is_some();
        self.client.link_lost(code);
        self.directs.lost();
        self.link.ended(code, now_ms(), random());
        if !was_lost && !matches!(self.link.state(), LinkState::Stopped(_)) {
            let waiting = match self.outbox.len() {
                0 => String::new(),
                1 => ", 1 line waits".to_owned(),
                lines => format!(", {lines} lines wait"),
            };
            let now = if self.options.is_typed { ", or at once with Enter" } else { "" };
            self.tell(&format!("no connection; trying again by itself{now}{waiting}"));
        }
    }

    /// Who does not want to wait for the next attempt makes it.
    pub(super) fn try_now(&mut self) {
        if matches!(self.link.state(), LinkState::Waiting { .. }) {
            self.try_again(now_ms());
        }
    }

    fn try_again(&mut self, now: u64) {
        let (attempt, entrance) = (self.link.connect(now), self.entrance.clone());
        let token = Some(self.token.clone());
        self.tasks.spawn(async move {
            Done::Entered { attempt, result: entrance.enter(token).await.map(boxed) }
        });
    }

    /// Looks at the connection: is it time to try again, is it dead?
    pub(super) fn watch(&mut self) {
        let now = now_ms();
        if self.is_deaf() {
            // Whoever does not listen cannot say that nothing came.
            self.link.heard(now);
            self.deaf_at = now;
            self.lines.moved = Instant::now();
            return;
        }
        let unanswered = [self.client.unanswered_since(), self.directs.unanswered_since()];
        let unanswered = unanswered.into_iter().flatten().min().map(|sent| sent.max(self.deaf_at));
        if self.link.is_due(now) {
            self.try_again(now);
        } else if self.link.is_overdue(now, unanswered) {
            self.lost(CloseCode::Away.into());
        } else if self.client.rows().1 == app::timeline::Loaded::Failed {
            self.client.load_again();
        }
    }

    /// Why the server will not have this session any more.
    pub(super) fn stopped(&self) -> Option<&'static str> {
        let LinkState::Stopped(reason) = self.link.state() else { return None };
        Some(match reason {
            StopReason::SignedOut if self.entrance.is_bots() => {
                "the bot's token was revoked: banter bot token NAME makes another."
            }
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
                self.print_history(room, page.as_ref());
                self.client.loaded(room, page);
            }
            Done::Told { room, members: Some(members) } => {
                self.client.told_people(room, members);
                if self.asks_who {
                    self.list_people();
                }
            }
            // Nobody is listed, until the room is loaded anew.
            Done::Told { members: None, .. } => {
                if std::mem::take(&mut self.asks_who) {
                    self.tell("who is here could not be loaded; open the room anew.");
                }
            }
            Done::Logged { room, after, page } => {
                let events = page.as_ref().map(|page| page.events.as_slice()).unwrap_or_default();
                for event in events {
                    if self.is_news(event) {
                        self.print(&event.encode());
                    }
                }
                self.client.logged(room, after, page);
            }
        }
    }

    /// The newest messages of a page, as events. What is said meanwhile may come before them.
    fn print_history(&mut self, room: RoomId, page: Option<&History>) {
        let Some(page) = page.filter(|page| page.epoch == self.epoch) else { return };
        for message in self.printed.history(room, page, self.options.history) {
            self.print(&Event::NewMessage(message.clone()).encode());
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
}
