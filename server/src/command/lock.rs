//! Who holds the data folder: one process writes.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

/// Held until the process ends; what it says is for the next one who asks.
pub(super) fn lock(folder: &Path) -> Result<File, String> {
    let path = folder.join("lock");
    let place = path.display();
    let cannot = |error| format!("{place} cannot be used: {error}.");
    let mut options = File::options();
    let file = options.read(true).write(true).create(true).truncate(false).open(&path);
    let mut file = file.map_err(cannot)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::Error(error)) => Err(cannot(error)),
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            file.read_to_string(&mut holder).map_err(cannot)?;
            let (folder, holder) = (folder.display(), holder.trim());
            let holder = if holder.is_empty() { "another banter" } else { holder };
            Err(format!("{folder} is in use by {holder}. Stop it, or choose another --data."))
        }
    }
}

/// Says who holds it.
pub(super) fn sign(lock: &mut File, place: &str) -> Result<(), String> {
    let line = format!("process {} at {place}\n", std::process::id());
    lock.set_len(0)
        .and_then(|()| lock.rewind())
        .and_then(|()| lock.write_all(line.as_bytes()))
        .map_err(|error| format!("the lock cannot be written: {error}."))
}
