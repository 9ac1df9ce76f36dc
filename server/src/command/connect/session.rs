//! `banter connect`: one person's session, from the first welcome to the last close. It does for the
//! client what the page does for it in a browser: keeps, sends, fetches, shows.

mod awaited;
mod connection;
mod ending;
mod first;
mod leaving;
mod lost;
mod printed;
mod typing;
mod work;

use std::time::Duration;

use app::client::{Client, Means};
use app::event::{ClientId, CloseCode, Command, Epoch, Event, RoomId, Seq, Welcome};
use app::first::RoomPage;
use app::http::{History, LogPage, Members};
use app::link::{Link, LinkState};
use app::timeline::Moment;
use awaited::Awaited;
use futures_util::{SinkExt, StreamExt};
pub(super) use leaving::close;
use printed::Printed;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::Message;
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::direct::Directs;
use super::entrance::{Entrance, Refusal, Socket};
use super::input::{self, Input};
use super::no_echo::NoEcho;
use super::outbox::Outbox;
use super::screen::Screen;
use super::style::Style;
use super::text::{harmless, harmless_json};
use super::transcript::Transcript;
use super::{Failure, Options};
use crate::clock;
use crate::name::Name;

/// How often the connection is looked at.
const WATCH_EVERY: Duration = Duration::from_secs(1);
/// A frame that the network does not take for this long has no answer either.
const SEND_WITHIN: Duration = Duration::from_secs(10);

/// What the client has its browser for, where there is none.
const MEANS: Means = Means { new_id: new_client_id, same_name };

/// A person, or a pipe, in a room.
pub(super) struct Session {
    entrance: Entrance,
    token: String,
    options: Options,
    link: Link,
    socket: Option<Box<Socket>>,
    client: Client,
    outbox: Outbox,
    directs: Directs,
    no_echo: Option<NoEcho>,
    transcript: Transcript,
    screen: Screen,
    /// Standard error.
    errors: Screen,
    input: Input,
    interrupt: Signal,
    terminate: Signal,
    tasks: JoinSet<Done>,
    /// When the client next has something to do.
    wake: Instant,
    /// Who is in the room shown was asked for, and is not known yet.
    asks_who: bool,
    /// A line that could not be taken in yet.
    held: Option<String>,
    /// What was typed for a room that is not open yet.
    awaited: Awaited,
    lines: Lines,
    /// Where lines go, and its name. A pipe's go nowhere else.
    home: Option<(RoomId, String)>,
    /// When nothing was read from the server last, because too much waits to be written; in milliseconds since 1970.
    deaf_at: u64,
    /// It is about to end.
    is_leaving: bool,
    /// What was printed of the history of that epoch.
    printed: Printed,
    epoch: Epoch,
}

/// What became of the lines.
#[derive(Debug)]
struct Lines {
    typed: u64,
    refused: u64,
    /// There will be no more of them.
    are_over: bool,
    /// Why there may have been more.
    broken: Option<String>,
    /// When one was last answered.
    moved: Instant,
}

/// What was under way beside the socket.
enum Done {
    Entered { attempt: u32, result: Result<(Box<Socket>, String), Refusal> },
    Loaded { room: RoomId, page: Option<History> },
    Told { room: RoomId, members: Option<Members> },
    Logged { room: RoomId, after: Seq, page: Option<LogPage> },
}

/// How a session ends.
enum Ending {
    /// The person leaves, or the pipe is at its end.
    Left,
    /// By a signal: whoever reads along is not waited for.
    Interrupted,
    /// What the pipe still brings has nowhere to go, and why.
    CutOff(String),
    /// There is no way in any more, and why.
    Failed(String),
}

impl Session {
    /// Signs in and is welcomed.
    ///
    /// # Errors
    /// Why there is no way in.
    pub(super) async fn new(entrance: Entrance, options: Options) -> Result<Self, Failure> {
        let errors = Screen::errors();
        let ((socket, token, frame), piped) = first::enter(&entrance, &options, &errors).await?;
        let Ok(Event::Welcome(welcome)) = Event::decode(&frame) else {
            return Err(Failure::entrance("what answers there is no Banter.".to_owned()));
        };
        let hear = |kind| signal(kind).map_err(|error| format!("cannot hear signals: {error}."));
        // Before the editor, which takes them over for as long as it reads a line.
        let interrupt = hear(SignalKind::interrupt())?;
        let terminate = hear(SignalKind::terminate())?;
        let is_shown = input::is_shown() && !options.json;
        let is_read = options.is_typed && !options.json;
        let (input, screen) = match piped {
            Some(input) => (input, Screen::plain()),
            None => terminal(is_shown),
        };
        let style = Style::of_environment(is_shown);
        let mut session = Self {
            client: client(&welcome, &options.room, is_read),
            transcript: Transcript::new(style, options.history, is_read),
            no_echo: options.no_echo.then(NoEcho::default),
            entrance,
            token,
            options,
            link: Link::new(),
            socket: Some(Box::new(socket)),
            outbox: Outbox::default(),
            directs: Directs::default(),
            screen,
            errors,
            input,
            interrupt,
            terminate,
            tasks: JoinSet::new(),
            wake: Instant::now(),
            asks_who: false,
            held: None,
            awaited: Awaited::default(),
            lines: Lines::new(),
            home: None,
            deaf_at: 0,
            is_leaving: false,
            printed: Printed::default(),
            epoch: welcome.epoch,
        };
        session.link.connect(now_ms());
        session.touched();
        session.greet();
        session.heard(&frame);
        Ok(session)
    }

    /// Until the person has enough, the pipe ends, or the server will not have them any more.
    ///
    /// # Errors
    /// What was not done.
    pub(super) async fn run(mut self) -> Result<(), Failure> {
        let ending = loop {
            self.settle().await;
            if let Some(ending) = self.ending() {
                break ending;
            }
            if let Some(ending) = self.next().await {
                break ending;
            }
        };
        self.end(ending).await
    }

    /// Waits for whatever comes next.
    async fn next(&mut self) -> Option<Ending> {
        let (takes_lines, is_deaf) = (self.takes_lines(), self.is_deaf());
        let wake = self.wake.min(Instant::now() + WATCH_EVERY);
        tokio::select! {
            frame = next_frame(self.socket.as_deref_mut()), if !is_deaf => self.came(frame),
            Some(Ok(done)) = self.tasks.join_next(), if !is_deaf => self.done(done),
            typed = self.input.next(), if takes_lines => return self.typed(typed),
            _ = self.interrupt.recv() => return Some(Ending::Interrupted),
            _ = self.terminate.recv() => return Some(Ending::Interrupted),
            () = both_have_room(&self.screen, &self.errors), if is_deaf => {}
            () = sleep_until(wake) => self.watch(),
        }
        None
    }

    /// Whether too much waits to be written for anything more to be read. Whoever leaves hears what is on its way.
    fn is_deaf(&self) -> bool {
        !self.is_leaving && (self.screen.is_full() || self.errors.is_full())
    }

    /// Does what the client has to be done, and shows what has changed.
    async fn settle(&mut self) {
        // What comes of a line that waited may be work again.
        self.take_held();
        let work = self.work();
        self.find_home();
        let waited = self.outbox.len();
        let refused = self.outbox.take(work.saves);
        if self.outbox.len() != waited || !refused.is_empty() {
            self.lines.moved = Instant::now();
        }
        refused.into_iter().for_each(|row| self.refused(row));
        work.loads.into_iter().for_each(|room| self.load(room));
        work.logs.into_iter().for_each(|(room, after)| self.catch_up(room, after));
        let mut commands = work.commands;
        if matches!(self.link.state(), LinkState::Open) {
            commands.extend(self.directs.due(now_ms()));
        }
        self.send(commands).await;
        let ms = work.wake_ms.map_or(WATCH_EVERY, Duration::from_millis);
        self.wake = Instant::now() + ms;
        self.show();
    }

    async fn send(&mut self, commands: Vec<Command>) {
        for mut command in commands {
            if let Some(no_echo) = &mut self.no_echo {
                no_echo.send(&mut command);
                if let (Command::SendMessage(_) | Command::DirectMessage(_), Some(id)) =
                    (&command, command.client_id())
                {
                    self.transcript.leave_out(id);
                }
            }
            let Some(socket) = &mut self.socket else { return };
            let sent = timeout(SEND_WITHIN, socket.send(Message::text(command.encode()))).await;
            if !matches!(sent, Ok(Ok(()))) {
                return self.lost(CloseCode::Away.into());
            }
        }
    }

    fn show(&mut self) {
        if self.options.json {
            return;
        }
        let lines = self.transcript.update(&self.client);
        lines.into_iter().for_each(|line| self.screen.say(line));
        // What was told at the end of the room is in view.
        if let Some(room) = self.client.room()
            && self.client.look(room.room, true, None)
        {
            self.wake = Instant::now();
        }
    }

    /// Prints a frame as the server sent it.
    fn print(&self, frame: &str) {
        if self.options.json {
            self.screen.say(harmless_json(frame));
        }
    }

    /// Tells the person something that nobody said.
    fn tell(&self, text: &str) {
        let line = self.transcript.style().note(text);
        if self.options.is_typed && !self.options.json {
            self.screen.say(line);
        } else {
            self.errors.say(format!("banter: {}", harmless(text)));
        }
    }

    /// Gives the person a text of theirs back, or one of several lines.
    fn give(&self, text: &str) {
        if self.options.is_typed && !self.options.json {
            self.screen.say(self.transcript.style().aside(text));
        } else {
            self.errors.say(harmless(text));
        }
    }

    fn greet(&self) {
        if self.options.is_typed && !self.options.json {
            let (place, user) = (self.entrance.place(), &self.client.user().name);
            self.tell(&format!("{place} as {user}; /help lists the commands"));
        }
    }
}

impl Lines {
    fn new() -> Self {
        Self { typed: 0, refused: 0, are_over: false, broken: None, moved: Instant::now() }
    }
}

/// The client of who was welcomed, on its way into `room`.
fn client(welcome: &Welcome, room: &str, is_read: bool) -> Client {
    let (user, rooms) = (welcome.user.clone(), welcome.rooms.clone());
    let mut client = Client::new(user, welcome.limits, rooms, MEANS);
    client.begin(room.nfc().collect(), RoomPage::Joinable);
    client.watched(is_read);
    client
}

/// An editor, where a person reads and writes on one terminal; bare lines otherwise.
fn terminal(is_edited: bool) -> (Input, Screen) {
    match is_edited.then(Input::edited).flatten() {
        Some((input, printer, gate)) => (input, Screen::edited(printer, gate)),
        None => (Input::plain(), Screen::plain()),
    }
}

/// What comes next, or never while there is no socket.
async fn next_frame(socket: Option<&mut Socket>) -> Option<Message> {
    match socket {
        // An error ends a connection as its end does.
        Some(socket) => socket.next().await.and_then(Result::ok),
        None => std::future::pending().await,
    }
}

async fn both_have_room(screen: &Screen, errors: &Screen) {
    screen.has_room().await;
    errors.has_room().await;
}

/// Milliseconds since 1970.
fn now_ms() -> u64 {
    u64::try_from(clock::now_ms()).unwrap_or_default()
}

fn moment() -> Moment {
    let ms = clock::now_ms();
    Moment { ms: u64::try_from(ms).unwrap_or_default(), at: clock::timestamp(ms) }
}

/// From 0 to 1.
fn random() -> f64 {
    let bits = u32::try_from(Uuid::new_v4().as_u128() >> 96).unwrap_or_default();
    f64::from(bits) / f64::from(u32::MAX)
}

/// Greater than the last, so that rows sort as they were typed.
pub(super) fn new_client_id() -> ClientId {
    ClientId::try_from(Uuid::now_v7().to_string()).expect("a UUID is a client id")
}

/// As the server compares them; what can be no name is no room's.
fn same_name(one: &str, other: &str) -> bool {
    let key = |name| Name::of_room(name).map(|name| name.key().to_owned()).ok();
    one == other || key(one).is_some_and(|one| Some(one) == key(other))
}
