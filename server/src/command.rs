//! The command line: `serve`, `connect`, `user`, `bot`, `schedule`, `backup`, `restore`, `config`.

mod backup;
mod bot;
mod config;
mod connect;
mod lock;
mod password;
mod schedule;
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
    /// One sentence for the person at the terminal; empty when they were told already.
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
    let matches = with_whole_usage(cli())
        .try_get_matches_from(arguments)
        .unwrap_or_else(|error| error.exit());
    let done = match matches.subcommand() {
        None => serve::run(settings(&matches)?),
        Some(("connect", matches)) => return connect::run(matches),
        Some(("serve", matches)) => serve::run(settings(matches)?),
        Some(("config", _)) => config::run(),
        Some(("backup", matches)) => backup::make(&data(matches)?, &file(matches)),
        Some(("restore", matches)) => backup::bring_back(&data(matches)?, &file(matches)),
        Some(("bot", matches)) => bot::run(matches),
        Some(("schedule", matches)) => schedule::run(matches),
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
        .subcommand(bot::cli())
        .subcommand(schedule::cli())
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

/// What is wrong with a command line is told with all that the command takes. Left to itself, clap writes there what was
/// given as if it had to be.
fn with_whole_usage(mut command: Command) -> Command {
    fn whole(mut command: Command) -> Command {
        let usage = command.render_usage().ansi().to_string();
        // After its title, which is put before it again.
        let usage = usage.split_once(' ').map(|(_, usage)| usage.to_owned()).unwrap_or_default();
        command.override_usage(usage).mut_subcommands(whole)
    }
    command.build();
    command.mut_subcommands(whole)
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
    if is_there(data)? {
        return Ok(());
    }
    Err(format!("{} holds nothing of Banter's; say where with --data.", data.display()))
}

/// Whether `data` holds a Banter.
fn is_there(data: &Path) -> Result<bool, String> {
    let database = data.join("banter.db");
    let found = database.try_exists();
    found.map_err(|error| format!("{} cannot be looked at: {error}.", database.display()))
}

fn say(line: &str) -> Result<(), String> {
    writeln!(stdout(), "{line}").map_err(|error| format!("cannot write: {error}."))
}

#[cfg(test)]
mod tests {
    use super::{cli, with_whole_usage};

    #[test]
    fn what_may_be_left_out_is_told_to_be() {
        for (given, usage) in [
            ("schedule remove --data x", "banter schedule remove [OPTIONS] <ID>"),
            (
                "schedule add --data x --room a",
                "banter schedule add [OPTIONS] --room <NAME> --message <TEXT> <--every <TIME>|--cron <EXPR>>",
            ),
            ("bot token --label a", "banter bot token [OPTIONS] <NAME>"),
            ("user add --admin", "banter user add [OPTIONS] <NAME>"),
            ("backup --data x", "banter backup [OPTIONS] <FILE>"),
            ("connect --json", "banter connect [OPTIONS] <URL>"),
            ("user --data x", "banter user [OPTIONS] <COMMAND>"),
        ] {
            let arguments = format!("banter {given}");
            let told = with_whole_usage(cli()).try_get_matches_from(arguments.split(' '));
            let told = told.unwrap_err().to_string();
            assert!(told.contains(&format!("Usage: {usage}\n")), "{given}: {told}");
        }
    }
}
