//! `banter user …`: accounts, beside a running server too. Writes the accounts and nothing else.

use std::fs;
use std::future::Future;
use std::io::{BufRead, stdin};
use std::path::Path;

use super::lock::{sign, try_lock};
use super::{is_there, must_be_there, password, say};
use crate::auth::Passwords;
use crate::name::Name;
use crate::store::{NewUser, Sqlite, Store, Terms};

/// What it does, for who asks meanwhile.
const DOING: &str = "changing accounts";

pub(super) fn add(data: &Path, name: &str, admin: bool, from_stdin: bool) -> Result<(), String> {
    let name = Name::of_user(name).map_err(|bad| bad.to_string())?;
    let password = read_password(from_stdin)?;
    let is_new = !is_there(data)?;
    on_store(data, DOING, async |store| {
        let hash = Passwords::default().hash(password).await;
        let password = hash.map_err(|error| error.to_string())?;
        let is_first = !store.has_accounts().await.map_err(|error| error.to_string())?;
        let user = NewUser { name: name.clone(), password, admin };
        store.add_user(user, Terms::Always).await.map_err(|error| error.to_string())?;
        let (name, place) = (name.text(), data.display());
        // A mistyped folder shows, and so does one that an earlier attempt has left without an account.
        match (is_new, is_first) {
            (true, true) => say(&format!(
                "Made a new Banter in {place}; {name} is its admin and can sign in now."
            )),
            (false, true) => say(&format!("{name} is the admin of {place} and can sign in now.")),
            (_, false) => say(&format!("{name} can sign in now.")),
        }
    })
}

pub(super) fn list(data: &Path) -> Result<(), String> {
    must_be_there(data)?;
    on_store(data, DOING, async |store| {
        for account in store.accounts().await.map_err(|error| error.to_string())? {
            let role = match (account.bot, account.admin) {
                (true, _) => "bot",
                (false, true) => "admin",
                (false, false) => "member",
            };
            say(&format!("{}\t{role}\t{}", account.name, account.created.0))?;
        }
        Ok(())
    })
}

pub(super) fn password(data: &Path, name: &str, from_stdin: bool) -> Result<(), String> {
    must_be_there(data)?;
    let name = Name::of_user(name).map_err(|bad| bad.to_string())?;
    let password = read_password(from_stdin)?;
    on_store(data, DOING, async |store| {
        let hash = Passwords::default().hash(password).await.map_err(|error| error.to_string())?;
        match store.set_password(&name, &hash).await {
            Ok(true) => say(&format!("{} has a new password and is signed out.", name.text())),
            Ok(false) => Err(format!("nobody called {} signs in with a password.", name.text())),
            Err(error) => Err(error.to_string()),
        }
    })
}

/// Runs `work` on what `data` keeps, beside a running server too; `doing` is told to who asks meanwhile.
pub(super) fn on_store<F>(
    data: &Path,
    doing: &str,
    work: impl FnOnce(std::sync::Arc<Sqlite>) -> F,
) -> Result<(), String>
where
    F: Future<Output = Result<(), String>>,
{
    fs::create_dir_all(data)
        .map_err(|error| format!("{} cannot be made: {error}.", data.display()))?;
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.map_err(|error| format!("cannot start: {error}."))?;
    runtime.block_on(async {
        // Beside a running server, its database is left at its version.
        let held = try_lock(data)?;
        let store = match held {
            Ok(mut held) => {
                sign(&mut held, doing)?;
                Sqlite::open(data).map(|store| (store, Some(held)))
            }
            Err(_) => Sqlite::open_beside(data).map(|store| (store, None)),
        };
        let (store, _held) = store.map_err(|error| error.to_string())?;
        let store = std::sync::Arc::new(store);
        let done = work(std::sync::Arc::clone(&store)).await;
        store.close().await;
        done
    })
}

fn read_password(from_stdin: bool) -> Result<String, String> {
    if from_stdin {
        let mut line = String::new();
        let read = stdin().lock().read_line(&mut line);
        read.map_err(|error| format!("the password cannot be read: {error}."))?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let ask = |question| {
        password::ask(question).map_err(|error| {
            format!("the password cannot be asked for ({error}): use --password-stdin.")
        })
    };
    let password = ask("Password: ")?;
    if ask("Again: ")? == password {
        Ok(password)
    } else {
        Err("the two passwords differ.".to_owned())
    }
}
