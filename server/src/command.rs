//! The command line: `serve`, `connect`, `user`, `backup`, `restore`, `config`.

mod backup;
mod config;
mod connect;
mod lock;
mod serve;
mod user;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::config::{Config, Layers, SETTINGS};

/// The exit code of a program that a second signal ends at once.
const EXIT_INTERRUPTED: i32 = 130;

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// One sentence for the person at the terminal.
    pub sentence: String,
    /// The process's exit code.
    pub code: u8,
}

impl From<String> for Failure {
    fn from(sentence: String) -> Self {
        Self { sentence, code: 1 }
    }
}

/// Runs what the command line asks for.
///
/// # Errors
/// What was not done.
pub fn run(arguments: impl Iterator<Item = OsString>) -> Result<(), Failure> {
    // Texts, hashes and keys are for the one who runs this, in whatever folder they lie.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let matches = cli().try_get_matches_from(arguments).unwrap_or_else(|error| error.exit());
    let done = match matches.subcommand() {
        None => serve::run(settings(&matches)?),
        Some(("connect", matches)) => return connect::run(matches),
        Some(("serve", matches)) => serve::run(settings(matches)?),
        Some(("config", _)) => config::run(),
        Some(("backup", matches)) => backup::make(&data(matches)?, &file(matches)),
        Some(("restore", matches)) => backup::bring_back(&data(matches)?, &file(matches)),
        Some(("user", matches)) => match matches.subcommand() {
            Some(("add", matches)) => {
                let name = text(matches, "name");
                let admin = matches.get_flag("admin");
                user::add(&data(matches)?, name, admin, matches.get_flag("password-stdin"))
            }
            Some(("password", matches)) => {
                let stdin = matches.get_flag("password-stdin");
                user::password(&data(matches)?, text(matches, "name"), stdin)
            }
            Some((_, matches)) => user::list(&data(matches)?),
            None => Err("say what to do: user add, user list or user password.".to_owned()),
        },
        Some((other, _)) => Err(format!("there is no command called {other}.")),
    };
    done.map_err(Failure::from)
}

fn cli() -> Command {
    let password_stdin = Arg::new("password-stdin")
        .long("password-stdin")
        .action(ArgAction::SetTrue)
        .help("Read the password from the first line of standard input");
    let name = Arg::new("name").value_name("NAME").required(true).help("The account's name");
    let admin = Arg::new("admin").long("admin").action(ArgAction::SetTrue);
    let copy = Arg::new("file").value_name("FILE").required(true);
    let user = on_data("user")
        .about("Accounts; works beside a running server")
        .subcommand_required(true)
        .subcommand(
            Command::new("add")
                .about("Make an account; the very first is the admin's")
                .arg(name.clone())
                .arg(admin.help("May do what only admins may"))
                .arg(password_stdin.clone()),
        )
        .subcommand(Command::new("list").about("Every account"))
        .subcommand(
            Command::new("password")
                .about("Set a password; ends that account's sessions")
                .arg(name)
                .arg(password_stdin),
        );
    Command::new("banter")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Self-hosted chat in one binary. Without a command it serves.")
        .args_conflicts_with_subcommands(true)
        .args(serve_args())
        .subcommand(Command::new("serve").about("Serve the page (the default)").args(serve_args()))
        .subcommand(connect::cli())
        .subcommand(user)
        .subcommand(
            on_data("backup")
                .about("Copy everything into a file; works beside a running server")
                .arg(copy.clone().help("The file to make")),
        )
        .subcommand(
            on_data("restore")
                .about("Put such a copy in the place of what the data folder holds; stop the server first")
                .arg(copy.help("The copy")),
        )
        .subcommand(
            Command::new("config")
                .about("Every setting with its meaning, default and variable, as TOML"),
        )
}

/// A command that needs to know nothing but where the data is.
fn on_data(name: &'static str) -> Command {
    Command::new(name).arg(setting_arg("data").global(true)).arg(file_arg().global(true))
}

fn serve_args() -> Vec<Arg> {
    let settings = SETTINGS.iter().map(|setting| setting_arg(setting.key));
    settings.chain([file_arg()]).collect()
}

fn setting_arg(key: &'static str) -> Arg {
    let setting = SETTINGS.iter().find(|setting| setting.key == key);
    let setting = setting.expect("only settings have flags");
    let default = match setting.default {
        "" => String::new(),
        default => format!(" [default: {default}]"),
    };
    Arg::new(key).long(setting.flag()).value_name("VALUE").help(format!(
        "{}{default} [{}]",
        setting.meaning.trim(),
        setting.variable()
    ))
}

fn file_arg() -> Arg {
    Arg::new("config")
        .long("config")
        .value_name("FILE")
        .default_value("banter.toml")
        .help("File of settings")
}

fn settings(matches: &ArgMatches) -> Result<Config, String> {
    let given = |key| matches.try_get_one::<String>(key).ok().flatten().cloned();
    let flags: BTreeMap<_, _> =
        SETTINGS.iter().filter_map(|setting| Some((setting.key, given(setting.key)?))).collect();
    let file = given("config").unwrap_or_default();
    if matches.value_source("config") == Some(clap::parser::ValueSource::CommandLine)
        && !Path::new(&file).exists()
    {
        return Err(format!("--config is \"{file}\", but there is no such file."));
    }
    Config::from_layers(&Layers::gather(flags, Path::new(&file))?)
}

fn file(matches: &ArgMatches) -> PathBuf {
    text(matches, "file").into()
}

/// The data folder, where a command knows no other setting.
fn data(matches: &ArgMatches) -> Result<PathBuf, String> {
    Ok(settings(matches)?.data)
}

fn text<'a>(matches: &'a ArgMatches, name: &str) -> &'a str {
    matches.get_one::<String>(name).map_or("", String::as_str)
}

/// A mistyped folder is not to be made.
fn must_be_there(data: &Path) -> Result<(), String> {
    let database = data.join("banter.db");
    match database.try_exists() {
        Ok(true) => Ok(()),
        Ok(false) => {
            Err(format!("{} holds nothing of Banter's; say where with --data.", data.display()))
        }
        Err(error) => Err(format!("{} cannot be looked at: {error}.", database.display())),
    }
}

fn say(line: &str) -> Result<(), String> {
    writeln!(stdout(), "{line}").map_err(|error| format!("cannot write: {error}."))
}
