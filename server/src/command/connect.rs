//! `banter connect`: a client at a terminal, on the page's own logic. What is typed or piped in waits in
//! an outbox until it is acknowledged, whatever becomes of the connection meanwhile.

mod entrance;
mod gate;
mod hello;
mod input;
mod line;
mod no_echo;
mod outbox;
mod screen;
mod session;
mod style;
mod text;
mod transcript;

use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::{Failure, say, text as given};
use entrance::Entrance;
use session::Session;

/// Messages told of those that were there before, at a terminal.
const HISTORY: usize = 20;
/// The variable that holds the password.
const PASSWORD: &str = "BANTER_PASSWORD";

const AFTER_HELP: &str = "\
At a terminal, lines are said in the room; /help lists the commands. A pipe's lines are said as they are:

  make 2>&1 | banter connect https://chat.example.org --user ci --room builds

Each waits until the server has it on disk, over lost connections too. The server takes about ten a second
(30 at once) of one user; more wait their turn.

The password is asked for, or taken from BANTER_PASSWORD. Colours only on a terminal, and not with NO_COLOR.

Exit codes:
  0    every line is on the server's disk, and the connection was closed in order
  1    a line is not: which ones, standard error says
  2    the command line is wrong
  3    no way in: address, name, password or room; or the server ended the session
  130  interrupted twice";

/// The exit code of one who is not let in, or not any more.
const EXIT_NO_ENTRANCE: u8 = 3;

/// What the command line asks for.
struct Options {
    room: String,
    /// Messages told of those that were there before.
    history: usize,
    json: bool,
    no_echo: bool,
    /// How long the end waits for acks without getting one.
    patience: Duration,
    /// A person types.
    is_typed: bool,
}

impl Failure {
    /// No way in.
    fn entrance(sentence: String) -> Self {
        Self { sentence, code: EXIT_NO_ENTRANCE }
    }
}

/// The command line of it.
pub(super) fn cli() -> Command {
    let flag = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
    Command::new("connect")
        .about("Talk from a terminal, or send what another program writes")
        .after_help(AFTER_HELP)
        .arg(
            Arg::new("url")
                .value_name("URL")
                .required(true)
                .help("The server's address: https://chat.example.org"),
        )
        .arg(Arg::new("user").long("user").value_name("NAME").required(true).help("Your account"))
        .arg(
            Arg::new("room")
                .long("room")
                .value_name("NAME")
                .default_value("general")
                .help("The room to open: you join it, and make it when there is none"),
        )
        .arg(
            Arg::new("history")
                .long("history")
                .value_name("NUMBER")
                .value_parser(value_parser!(u8).range(0..=50))
                .help("Show so many of the newest messages first [default: 20 at a terminal, else 0]"),
        )
        .arg(flag("json").help("Print every event as a line of JSON, as the server sends it"))
        .arg(flag("no-echo").help("Do not show what you say yourself"))
        .arg(flag("hello").help("Say hello, be welcomed, close, and nothing else"))
        .arg(
            Arg::new("wait")
                .long("wait")
                .value_name("SECONDS")
                .default_value("60")
                .value_parser(value_parser!(u64))
                .help("At the end of a pipe, how long to wait for the server without hearing of a line"),
        )
}

/// Does it.
pub(super) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let (url, user) = (given(matches, "url"), given(matches, "user"));
    // What is wrong with the address is said before anybody types a password.
    Entrance::new(url, user, String::new()).map_err(Failure::entrance)?;
    let entrance = Entrance::new(url, user, password(user)?).map_err(Failure::entrance)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("cannot start: {error}."))?;
    let done = runtime.block_on(async {
        if matches.get_flag("hello") {
            hello::run(entrance).await
        } else {
            Session::new(entrance, options(matches)).await?.run().await
        }
    });
    // A thread may still wait for a key that nobody will press.
    runtime.shutdown_background();
    done
}

fn options(matches: &ArgMatches) -> Options {
    let is_typed = input::is_typed();
    let history = matches.get_one::<u8>("history").map(|number| usize::from(*number));
    let seconds = matches.get_one::<u64>("wait").copied().unwrap_or_default();
    Options {
        room: given(matches, "room").to_owned(),
        history: history.unwrap_or(if is_typed { HISTORY } else { 0 }),
        json: matches.get_flag("json"),
        no_echo: matches.get_flag("no-echo"),
        patience: Duration::from_secs(seconds),
        is_typed,
    }
}

/// From the environment, or from the person: never from the command line, which others can read.
fn password(user: &str) -> Result<String, Failure> {
    if let Ok(password) = std::env::var(PASSWORD) {
        return Ok(password);
    }
    rpassword::prompt_password(format!("Password of {user}: ")).map_err(|error| {
        Failure::entrance(format!("the password cannot be asked for ({error}): set {PASSWORD}."))
    })
}
