//! `banter bot …`: programs that take part, and their tokens; beside a running server too.

use std::path::Path;

use clap::{Arg, ArgMatches, Command};

use super::user::on_store;
use super::{data, must_be_there, on_data, say, text};
use crate::alias::Alias;
use crate::auth::BotToken;
use crate::name::Name;
use crate::store::{Bots, Sqlite, Store, UserId};

/// What the lock says meanwhile.
const DOING: &str = "changing bots";

pub(super) fn cli() -> Command {
    let name = Arg::new("name").value_name("NAME").required(true).help("The bot's name");
    let label = Arg::new("label").long("label").value_name("LABEL");
    let of_token = label.clone().default_value("default").help("What the token is for");
    on_data("bot")
        .about("Programs that take part, and their tokens; works beside a running server")
        .after_help(
            "What it can do with a token is to be read at your server's own address, under /api.",
        )
        .subcommand_required(true)
        .subcommand(Command::new("add").about("Make a bot").arg(name.clone()))
        .subcommand(Command::new("list").about("Every bot, and what its tokens are for"))
        .subcommand(
            Command::new("token")
                .about("Make a token for a bot, and print it: it is not to be seen again")
                .arg(name.clone())
                .arg(of_token),
        )
        .subcommand(
            Command::new("revoke")
                .about("End a bot's tokens, and its connections within a second")
                .arg(name)
                .arg(label.help("Only the one for this")),
        )
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), String> {
    let Some((what, matches)) = matches.subcommand() else {
        return Err("say what to do: bot add, bot list, bot token or bot revoke.".to_owned());
    };
    let data = data(matches)?;
    must_be_there(&data)?;
    if what == "list" {
        return list(&data);
    }
    let name = Name::of_user(text(matches, "name")).map_err(|bad| bad.to_string())?;
    match what {
        "add" => add(&data, &name),
        "token" => token(&data, &name, text(matches, "label")),
        _ => revoke(&data, &name, matches.get_one::<String>("label").map(String::as_str)),
    }
}

fn add(data: &Path, name: &Name) -> Result<(), String> {
    on_store(data, DOING, async |store| {
        store.add_bot(name).await.map_err(|error| error.to_string())?;
        say(&format!("{} is a bot. `banter bot token {0}` makes a token for it.", name.text()))
    })
}

fn list(data: &Path) -> Result<(), String> {
    on_store(data, DOING, async |store| {
        for bot in store.bots().await.map_err(|error| error.to_string())? {
            say(&format!("{}\t{}", bot.name, bot.tokens.join(", ")))?;
        }
        Ok(())
    })
}

/// Nothing but the token on standard output: it is taken from there into a variable or a file.
fn token(data: &Path, name: &Name, label: &str) -> Result<(), String> {
    let label = Alias::new(label).map_err(|_| {
        format!("--label must be 1 to {} characters, on one line.", Alias::CHARS_MAX)
    })?;
    on_store(data, DOING, async |store| {
        let bot = find(&store, name).await?;
        let token = BotToken::make()?;
        let added = store.add_token(bot, token.session(), label.as_str()).await;
        if added.map_err(|error| error.to_string())? {
            return say(token.reveal());
        }
        let (name, label) = (name.text(), label.as_str());
        Err(format!("{name} has a token for {label}; revoke that, or choose another --label."))
    })
}

fn revoke(data: &Path, name: &Name, label: Option<&str>) -> Result<(), String> {
    on_store(data, DOING, async |store| {
        let bot = find(&store, name).await?;
        let ended = store.end_tokens(bot, label).await.map_err(|error| error.to_string())?;
        match (ended, label) {
            (0, Some(label)) => Err(format!("{} has no token for {label}.", name.text())),
            (1, _) => say("1 token is no good any more."),
            (ended, _) => say(&format!("{ended} tokens are no good any more.")),
        }
    })
}

async fn find(store: &Sqlite, name: &Name) -> Result<UserId, String> {
    let account = store.account(name).await.map_err(|error| error.to_string())?;
    let bot = account.filter(|account| account.bot);
    bot.map(|bot| bot.id).ok_or_else(|| format!("there is no bot called {}.", name.text()))
}
