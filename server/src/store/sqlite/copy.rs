//! Copies of the whole database: one made while it is in use, and one put in its place.

use std::fmt::Display;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, params};

use super::connection;
use crate::clock;
use crate::store::StoreError;

/// A copy waits this long for a moment at which the database can be read.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// What SQLite keeps beside a database.
const COMPANIONS: [&str; 2] = ["-wal", "-shm"];

/// Copies the database of `folder` to `file`, as it stands at one moment, beside a server that uses it.
///
/// # Errors
/// One sentence; `file` is then not there.
pub fn backup(folder: &Path, file: &Path) -> Result<(), String> {
    let place = file.display();
    if file.exists() {
        return Err(format!("{place} is there already; choose another file."));
    }
    let cannot = |error: &dyn Display| format!("{place} cannot be written: {error}.");
    let partial = Partial::of(file).map_err(|error| cannot(&error))?;
    copy_into(&folder.join("banter.db"), &partial.0).map_err(|error| cannot(&error))?;
    partial.settle(file).map_err(|error| cannot(&error))
}

/// Puts `file`, which [`backup`] made, in the place of what `folder` holds, which is kept beside it: the
/// answer is where. The copy gets an epoch of its own, so that clients that know what came after it
/// start over, and no sessions, since some may have ended after it was made.
///
/// # Errors
/// One sentence; `folder` holds what it held.
pub fn restore(file: &Path, folder: &Path) -> Result<Option<PathBuf>, String> {
    let (from, to) = (file.display(), folder.join("banter.db"));
    let cannot = |error: &dyn Display| format!("{from} cannot be restored: {error}.");
    check(file).map_err(|error| cannot(&error))?;
    let partial = Partial::of(&to)
        .map_err(|error| format!("{} cannot be written: {error}.", folder.display()))?;
    copy_into(file, &partial.0).map_err(|error| cannot(&error))?;
    begin_another_history(&partial.0).map_err(|error| cannot(&error))?;
    let replaced = if to.exists() { Some(keep_beside(&to)?) } else { None };
    partial.settle(&to).map_err(|error| cannot(&error))?;
    belongs_to_who_owns(folder, &to).map_err(|error| cannot(&error))?;
    Ok(replaced)
}

/// What root restores for a server of another user, that user must be able to open.
fn belongs_to_who_owns(folder: &Path, file: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let owner = fs::metadata(folder)?;
    for name in [file, &folder.join("lock")] {
        chown(name, Some(owner.uid()), Some(owner.gid()))?;
    }
    Ok(())
}

fn copy_into(from: &Path, to: &Path) -> rusqlite::Result<()> {
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
    db.execute("DELETE FROM lease", [])?;
    Ok(without_wal(&db)?)
}

/// Leaves a database that is one file. Fails when anybody else has it open.
fn without_wal(db: &Connection) -> rusqlite::Result<()> {
    let mode: String =
        db.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get(0))?;
    if mode == "delete" {
        return Ok(());
    }
    let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
    Err(rusqlite::Error::SqliteFailure(busy, None))
}

/// Gives what is to be replaced a second name, with all that its WAL holds. The first name goes to its
/// successor in one step, so that there is a database at every moment.
fn keep_beside(old: &Path) -> Result<PathBuf, String> {
    let stamp = clock::timestamp(clock::now_ms()).0.replace([':', '.'], "-");
    let kept = beside(old, &format!(".replaced-{stamp}"));
    let written_back = Connection::open(old).and_then(|db| without_wal(&db));
    let place = old.display();
    if let Err(error) = &written_back
        && error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
    {
        return Err(format!("{place} is in use by another program (a backup?). Wait for its end."));
    }
    let cannot = |error: io::Error| format!("{place} cannot be put aside: {error}.");
    if written_back.is_err() {
        // A damaged one is put aside as it is, with what lies beside it.
        for companion in COMPANIONS {
            let aside = fs::rename(beside(old, companion), beside(&kept, companion));
            absent_is_fine(aside).map_err(cannot)?;
        }
    }
    // Some file systems have no second names.
    fs::hard_link(old, &kept).or_else(|_| fs::copy(old, &kept).map(drop)).map_err(cannot)?;
    Ok(kept)
}

/// A file that is being made under another name; gone with its value, unless it was settled.
struct Partial(PathBuf);

impl Partial {
    /// Made at once, since the operating system says better than SQLite why it cannot be.
    fn of(file: &Path) -> io::Result<Self> {
        let partial = Self(beside(file, &format!(".partial-{}", uuid::Uuid::new_v4().simple())));
        File::create_new(&partial.0)?;
        Ok(partial)
    }

    /// Gives the finished file its name, durably: it is there whole or not at all.
    fn settle(self, name: &Path) -> io::Result<()> {
        File::open(&self.0)?.sync_all()?;
        fs::rename(&self.0, name)?;
        let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        for companion in COMPANIONS.iter().chain(&[""]) {
            // It may not have come into being, or have another name by now.
            let _ = fs::remove_file(beside(&self.0, companion));
        }
    }
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn absent_is_fine(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
