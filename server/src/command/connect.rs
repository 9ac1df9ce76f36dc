//! `banter connect`: a client at a terminal, on the page's own logic. What is typed or piped in waits in
//! an outbox until it is acknowledged, whatever becomes of the connection meanwhile.

mod direct;
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
pub(super) mod text;
mod transcript;

use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::{Failure, password, say, text as given};
use app::http::Credentials;
use entrance::{Entrance, Key};
use session::Session;

use crate::auth::BotToken;

/// Messages told of those that were there before, at a terminal.
const HISTORY: usize = 20;
/// The variable that holds the password.
const PASSWORD: &str = "BANTER_PASSWORD";
/// The variable that holds a bot's token, instead of a name and a password.
const TOKEN: &str = "BANTER_TOKEN";

const AFTER_HELP: &str = "\
At a terminal, lines are said in the room; /help lists the commands. Of a pipe each line is a message, whatever
it begins with, without the spaces around it; empty lines are not sent:

  make 2>&1 | BANTER_TOKEN=bnt_... banter connect https://chat.example.org --room builds --no-echo

Each waits until the server has it on disk, over lost connections too, and for --wait SECONDS for the first one.
What was read and not acknowledged when it ends, for whatever reason, goes to standard error: the first of those
lines may have arrived. Ctrl-C sends no more, and waits for the acks of what is on its way for 3 seconds; a second one
does not. The server takes about ten a second (30 at once) of one user; more wait their turn. Without --no-echo what is
said in the room is printed meanwhile.

A person's password is asked for, or taken from BANTER_PASSWORD. A bot has its token in BANTER_TOKEN instead
(banter bot token NAME makes it) and needs no --user. Colours only on a terminal, and not with NO_COLOR.

Exit codes:
  0    every line is on the server's disk, and the connection was closed in order
  1    a line is not, or could not be read, or the room is gone: which ones, standard error says
  2    the command line is wrong
  3    no way in: address, name, password or room; or the server ended the session with no line left
  130  interrupted twice, while it was ending, or before it was in";

/// The exit code of one who is not let in, or not any more.
const EXIT_NO_ENTRANCE: u8 = 3;
/// The exit code of a command line that is wrong, as clap has it.
const EXIT_USAGE: u8 = 2;

/// What the command line asks for.
struct Options {
    room: String,
    /// Messages told of those that were there before.
    history: usize,
    json: bool,
    no_echo: bool,
    /// How long the first connection is waited for, and at the end acks without getting one.
    patience: Duration,
    /// A person types.
    is_typed: bool,
}

impl Failure {
    /// No way in, as the server may have put it.
    fn entrance(sentence: String) -> Self {
        Self { sentence: text::harmless_line(&sentence), code: EXIT_NO_ENTRANCE }
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
        .arg(
            Arg::new("user")
                .long("user")
                .value_name("NAME")
                .help("Your account; needed unless BANTER_TOKEN holds a bot's token"),
        )
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
                .help("Show so many of the newest messages first, at most 50 [default: 20 at a terminal, else 0]"),
        )
        .arg(flag("json").help("Print every event as a line of JSON, as the server sends it"))
        .arg(flag("no-echo").help("Do not show what you say yourself"))
        .arg(
            flag("hello")
                .conflicts_with_all(["room", "history", "json", "no-echo", "wait"])
                .help("Say hello, be welcomed, close, and nothing else"),
        )
        .arg(
            Arg::new("wait")
                .long("wait")
                .value_name("SECONDS")
                .default_value("60")
                .value_parser(value_parser!(u64))
                .help("How long a pipe waits for the server: to be there at first, and at the end to take a line"),
        )
}

/// Does it.
pub(super) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    // What is wrong with the address is said before anybody types a password.
    let url = entrance::address(given(matches, "url")).map_err(Failure::entrance)?;
    let key = key(matches.get_one::<String>("user").map(String::as_str))?;
    let options = options(matches);
    let is_hello = matches.get_flag("hello");
    // A pipe prints what is said in its room, and nothing else.
    let shows_announcements = !is_hello && (options.is_typed || options.json);
    let entrance = Entrance::new(url, key, shows_announcements).map_err(Failure::entrance)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("cannot start: {error}."))?;
    let done = runtime.block_on(async {
        if is_hello {
            hello::run(entrance).await
        } else {
            Session::new(entrance, options).await?.run().await
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
fn key(user: Option<&str>) -> Result<Key, Failure> {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let Some(user) = user else {
        let wrong = |why: &str| Failure { sentence: why.to_owned(), code: EXIT_USAGE };
        let token = variable(TOKEN);
        let token =
            token.ok_or_else(|| wrong("say who you are: --user NAME, or a bot's BANTER_TOKEN."))?;
        let token = BotToken::of_bearer(token.trim());
        return token.map(Key::Token).ok_or_else(|| {
            wrong(
                "BANTER_TOKEN holds no bot's token; those begin with bnt_ (banter bot token NAME).",
            )
        });
    };
    if variable(TOKEN).is_some() {
        let sentence = format!(
            "--user {user} and {TOKEN} do not go together: leave one of them out (env -u {TOKEN} banter connect …)."
        );
        return Err(Failure { sentence, code: EXIT_USAGE });
    }
    let asked = || password::ask(&format!("Password of {user}: "));
    let password = variable(PASSWORD).map_or_else(asked, Ok).map_err(|error| {
        Failure::entrance(format!("the password cannot be asked for ({error}): set {PASSWORD}."))
    })?;
    Ok(Key::Password(Credentials { username: user.to_owned(), password }))
}
