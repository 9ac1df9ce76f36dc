//! Copies of the whole database: one made while it is in use, and one put in its place.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, params};

use super::connection;
use crate::clock;
use crate::store::StoreError;

/// A copy waits this long for a moment at which the database can be read.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Copies the database of `folder` to `file`, as it stands at one moment, beside a server that uses it.
///
/// # Errors
/// One sentence; `file` is then not there.
pub fn backup(folder: &Path, file: &Path) -> Result<(), String> {
    let place = file.display();
    if file.exists() {
        return Err(format!("{place} is there already; choose another file."));
    }
    let partial = beside(file, "partial");
    let cannot = |error: &dyn std::fmt::Display| format!("{place} cannot be written: {error}.");
    remove(&partial).map_err(|error| cannot(&error))?;
    let copied = copy_into(&folder.join("banter.db"), &partial);
    let done = copied
        .map_err(|error| cannot(&error))
        .and_then(|()| settle(&partial, file).map_err(|error| cannot(&error)));
    if done.is_err() {
        // It may not have come into being.
        let _ = fs::remove_file(&partial);
    }
    done
}

/// Puts `file`, which [`backup`] made, in the place of what `folder` holds, which is kept beside it: the
/// answer is where. The copy gets an epoch of its own, so that clients that know what came after it
/// start over, and no sessions, since some may have ended after it was made.
///
/// # Errors
/// One sentence; `folder` holds what it held.
pub fn restore(file: &Path, folder: &Path) -> Result<Option<PathBuf>, String> {
    let (from, to) = (file.display(), folder.join("banter.db"));
    let cannot = |error: &dyn std::fmt::Display| format!("{from} cannot be restored: {error}.");
    check(file).map_err(|error| cannot(&error))?;
    let partial = beside(&to, "partial");
    remove(&partial).map_err(|error| cannot(&error))?;
    let made = copy_into(file, &partial).and_then(|()| begin_another_history(&partial));
    made.map_err(|error| cannot(&error))?;
    let replaced = to.exists().then(|| {
        let stamp = clock::timestamp(clock::now_ms()).0.replace([':', '.'], "-");
        beside(&to, &format!("replaced-{stamp}"))
    });
    if let Some(replaced) = &replaced {
        // What its WAL still holds goes into the file, and the WAL goes away.
        write_back(&to).map_err(|error| cannot(&error))?;
        fs::hard_link(&to, replaced).map_err(|error| cannot(&error))?;
    }
    settle(&partial, &to).map_err(|error| cannot(&error))?;
    Ok(replaced)
}

fn copy_into(from: &Path, to: &Path) -> Result<(), StoreError> {
    let db = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    db.busy_timeout(BUSY_TIMEOUT)?;
    db.execute("VACUUM INTO ?1", params![to.to_string_lossy()])?;
    Ok(())
}

fn check(file: &Path) -> Result<(), String> {
    let open = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let db = Connection::open_with_flags(file, open).map_err(|error| error.to_string())?;
    let ours = db
        .query_row("SELECT count(*) FROM meta WHERE key = 'epoch'", [], |row| row.get::<_, u32>(0));
    if ours != Ok(1) {
        return Err("it is no copy of Banter's database".to_owned());
    }
    let verdict: String = db
        .query_row("PRAGMA quick_check", [], |row| row.get(0))
        .map_err(|error| error.to_string())?;
    if verdict == "ok" { Ok(()) } else { Err(format!("it is damaged ({verdict})")) }
}

fn begin_another_history(file: &Path) -> Result<(), StoreError> {
    let mut db = connection::open_for_writing(file)?;
    connection::migrate(&mut db)?;
    let epoch = uuid::Uuid::new_v4().simple().to_string();
    db.execute("UPDATE meta SET value = ?1 WHERE key = 'epoch'", params![epoch.as_bytes()])?;
    db.execute("DELETE FROM session", [])?;
    drop(db);
    write_back(file)
}

fn write_back(file: &Path) -> Result<(), StoreError> {
    let db = Connection::open(file)?;
    db.busy_timeout(BUSY_TIMEOUT)?;
    Ok(db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
}

/// Gives a finished file its name, durably: it is there whole or not at all.
fn settle(partial: &Path, name: &Path) -> std::io::Result<()> {
    File::open(partial)?.sync_all()?;
    fs::rename(partial, name)?;
    let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{suffix}"));
    name.into()
}

fn remove(file: &Path) -> std::io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
