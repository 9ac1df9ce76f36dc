//! `banter connect` as its own process, at a terminal or at the end of a pipe.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Action, LocalModes, Winsize, tcflow, tcgetattr, tcsetwinsize};
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

use super::{PASSWORD, PATIENCE, banter, within};

/// A running `banter connect`.
pub(crate) struct Terminal {
    id: u32,
    ended: JoinHandle<ExitStatus>,
    keys: Option<Box<dyn Write + Send>>,
    pub(crate) shown: Shown,
    /// Standard error, where it is not the terminal too.
    pub(crate) errors: Shown,
    /// What it writes, while nobody reads it.
    unread: Option<ChildStdout>,
}

/// What it writes.
pub(crate) struct Shown {
    text: watch::Receiver<String>,
    /// What is before this was looked for already.
    from: usize,
}

/// `command` as the first of a session, which has its terminal for itself: what is asked there is asked of it.
pub(crate) fn first_at_its_terminal(command: &Command) -> Command {
    let mut first = Command::new("setsid");
    first.arg("--ctty").arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => first.env(name, value),
            None => first.env_remove(name),
        };
    }
    first
}

/// `banter connect` to `url` as `user`, with these arguments too, deaf to this machine's settings.
pub(crate) fn connect(url: &str, user: &str, arguments: &[&str]) -> Command {
    let mut command = banter();
    command.args(["connect", url, "--user", user]).args(arguments);
    command.env("BANTER_PASSWORD", PASSWORD).env("TERM", "xterm").env("TZ", "UTC");
    command.env_remove("NO_COLOR");
    command
}

impl Terminal {
    /// At a terminal of 80 columns.
    pub(crate) fn open(mut command: Command) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&master, size).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let slave = open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        let end = || Stdio::from(slave.try_clone().unwrap());
        let child = command.stdin(end()).stdout(end()).stderr(end()).spawn().unwrap();
        // What holds the other end of the terminal is the child alone.
        drop((command, slave));
        let master = File::from(master);
        let keys = Box::new(master.try_clone().unwrap());
        Self::of(child, keys, Shown::of(master), Shown::of(&[][..]))
    }

    /// At the end of a pipe.
    pub(crate) fn pipe(command: Command) -> Self {
        let mut terminal = Self::unread(command);
        terminal.is_read();
        terminal
    }

    /// At the end of a pipe whose other end stands still.
    pub(crate) fn unread(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let errors = Shown::of(child.stderr.take().unwrap());
        Self::between(child, errors)
    }

    /// At the end of a pipe, with standard error to nobody.
    pub(crate) fn without_errors(mut command: Command) -> Self {
        let (nobody, errors) = std::io::pipe().unwrap();
        drop(nobody);
        let child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(errors).spawn().unwrap();
        let mut terminal = Self::between(child, Shown::of(&[][..]));
        terminal.is_read();
        terminal
    }

    /// With that instead of a pipe to read from.
    pub(crate) fn reading(mut command: Command, from: File) -> Self {
        let mut child =
            command.stdin(from).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let shown = Shown::of(child.stdout.take().unwrap());
        let errors = Shown::of(child.stderr.take().unwrap());
        Self::of(child, Box::new(std::io::sink()), shown, errors)
    }

    fn between(mut child: Child, errors: Shown) -> Self {
        let keys = Box::new(child.stdin.take().unwrap());
        let unread = child.stdout.take();
        let mut terminal = Self::of(child, keys, Shown::of(&[][..]), errors);
        terminal.unread = unread;
        terminal
    }

    fn of(mut child: Child, keys: Box<dyn Write + Send>, shown: Shown, errors: Shown) -> Self {
        let id = child.id();
        let ended = spawn_blocking(move || child.wait().unwrap());
        Self { id, ended, keys: Some(keys), shown, errors, unread: None }
    }

    /// It takes nothing more, as after Ctrl-S.
    pub(crate) fn is_stopped(&self) {
        let terminal = open(self.standard_input(), OFlags::RDWR | OFlags::NOCTTY, Mode::empty());
        tcflow(terminal.unwrap(), Action::OOff).unwrap();
    }

    /// Waits until what is typed is not shown.
    pub(crate) async fn hides_what_is_typed(&self) {
        let terminal = open(self.standard_input(), OFlags::RDWR | OFlags::NOCTTY, Mode::empty());
        let terminal = terminal.unwrap();
        let is_shown = || tcgetattr(&terminal).unwrap().local_modes.contains(LocalModes::ECHO);
        within("no echo", async {
            while is_shown() {
                tokio::time::sleep(PATIENCE / 6_000).await;
            }
        })
        .await;
    }

    fn standard_input(&self) -> String {
        format!("/proc/{}/fd/0", self.id)
    }

    /// Somebody reads what it writes, from here on.
    pub(crate) fn is_read(&mut self) {
        self.shown = Shown::of(self.unread.take().unwrap());
    }

    /// Keys as they are pressed.
    pub(crate) fn types(&mut self, keys: &str) {
        let to = self.keys.as_mut().unwrap();
        to.write_all(keys.as_bytes()).unwrap();
        to.flush().unwrap();
    }

    /// A line, and Enter.
    pub(crate) fn enters(&mut self, line: &str) {
        self.types(&format!("{line}\n"));
    }

    /// The pipe has no more to say.
    pub(crate) fn is_at_end(&mut self) {
        self.keys = None;
    }

    /// Waits until `text` is shown, after what was waited for before; control sequences left out.
    pub(crate) async fn shows(&mut self, text: &str) {
        self.shown.comes(text).await;
    }

    pub(crate) fn signal(&self, name: &str) {
        assert!(self.is_signalled(name), "it has ended");
    }

    /// Sends it a signal, if it has not ended yet; whether it has not.
    pub(crate) fn is_signalled(&self, name: &str) -> bool {
        let kill = Command::new("kill").args([name, &self.id.to_string()]).output();
        kill.unwrap().status.success()
    }

    /// Its exit code, once it has ended, and all that it wrote has been read.
    pub(crate) async fn ends(&mut self) -> Option<i32> {
        let Ok(status) = timeout(PATIENCE, &mut self.ended).await else {
            panic!("it does not end: {}{}", self.shown.all(), self.errors.all())
        };
        let status = status.unwrap();
        self.shown.ends().await;
        self.errors.ends().await;
        status.code()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if !self.ended.is_finished() {
            // It may be about to end by itself.
            let _ = Command::new("kill").args(["-KILL", &self.id.to_string()]).status();
        }
    }
}

impl Shown {
    fn of(mut from: impl Read + Send + 'static) -> Self {
        let (told, text) = watch::channel(String::new());
        std::thread::spawn(move || {
            let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
            // A terminal whose other end is gone reads as an error.
            while let Ok(read @ 1..) = from.read(&mut buffer) {
                bytes.extend_from_slice(&buffer[..read]);
                told.send_replace(String::from_utf8_lossy(&bytes).into_owned());
            }
        });
        Self { text, from: 0 }
    }

    /// All of it, control sequences too.
    pub(crate) fn raw(&self) -> String {
        self.text.borrow().clone()
    }

    /// All of it, without control sequences.
    pub(crate) fn all(&self) -> String {
        plain(&self.raw())
    }

    /// How often `text` stands in it.
    pub(crate) fn count(&self, text: &str) -> usize {
        self.all().matches(text).count()
    }

    /// Waits for `text`, after what was waited for before.
    pub(crate) async fn comes(&mut self, text: &str) {
        let from = self.from;
        let place = |all: &String| Some(from + plain(all).get(from..)?.find(text)? + text.len());
        let come =
            async { self.text.wait_for(|all| place(all).is_some()).await.map(|all| place(&all)) };
        let came = timeout(PATIENCE, come).await;
        let Ok(Ok(Some(to))) = came else { panic!("{text:?} does not come in {}", self.all()) };
        self.from = to;
    }

    async fn ends(&mut self) {
        within("the last of the output", async { while self.text.changed().await.is_ok() {} })
            .await;
    }
}

/// Without what steers a terminal (ECMA-48 control sequences) and carriage returns.
fn plain(text: &str) -> String {
    let (mut plain, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain += before;
        rest = after.trim_start_matches(|char| matches!(char, '\u{20}'..='\u{3f}'));
        rest = rest.get(1..).unwrap_or_default();
    }
    (plain + rest).replace('\r', "")
}
