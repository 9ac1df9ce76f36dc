//! Who holds the data folder: one process writes.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

/// Held until the process ends; what it says is for the next one who asks.
pub(super) fn lock(folder: &Path) -> Result<File, String> {
    try_lock(folder)?.map_err(|holder| {
        let folder = folder.display();
        format!("{folder} is in use by {holder}. Stop it, or choose another --data.")
    })
}

/// The same, or who holds it.
pub(super) fn try_lock(folder: &Path) -> Result<Result<File, String>, String> {
    let path = folder.join("lock");
    let place = path.display();
    let cannot = |error| format!("{place} cannot be used: {error}.");
    let mut options = File::options();
    let file = options.read(true).write(true).create(true).truncate(false).open(&path);
    let mut file = file.map_err(cannot)?;
    match file.try_lock() {
        Ok(()) => Ok(Ok(file)),
        Err(TryLockError::Error(error)) => Err(cannot(error)),
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            file.read_to_string(&mut holder).map_err(cannot)?;
            let holder = holder.trim();
            Ok(Err(if holder.is_empty() { "another banter" } else { holder }.to_owned()))
        }
    }
}

/// Says who holds it, and `doing` what.
pub(super) fn sign(lock: &mut File, doing: &str) -> Result<(), String> {
    let line = format!("process {} {doing}\n", std::process::id());
    lock.set_len(0)
        .and_then(|()| lock.rewind())
        .and_then(|()| lock.write_all(line.as_bytes()))
        .map_err(|error| format!("the lock cannot be written: {error}."))
}
