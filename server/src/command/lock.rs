//! Who holds the data folder: one process writes.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// A process that was killed ends when its last write does.
const ENDS_WITHIN: Duration = Duration::from_secs(3);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Held until the process ends; what it says is for the next one who asks.
pub(super) fn lock(folder: &Path) -> Result<File, String> {
    let until = Instant::now() + ENDS_WITHIN;
    lock_while(folder, || {
        std::thread::sleep(LOOK_EVERY);
        Instant::now() < until
    })
}

/// Asks again for as long as it `waits`.
fn lock_while(folder: &Path, mut waits: impl FnMut() -> bool) -> Result<File, String> {
    loop {
        match try_lock(folder)? {
            Ok(held) => return Ok(held),
            Err(holder) if !waits() => {
                let folder = folder.display();
                return Err(format!(
                    "{folder} is in use by {holder}. Stop it, or choose another --data."
                ));
            }
            Err(_) => {}
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_waits_for_one_that_is_about_to_end() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = lock(folder.path()).unwrap();
        sign(&mut first, "serves").unwrap();
        let told = lock_while(folder.path(), || false).unwrap_err();
        let holder = format!("in use by process {} serves. ", std::process::id());
        assert!(told.contains(&holder), "{told}");
        let mut first = Some(first);
        let ends = || first.take().is_some();
        assert!(lock_while(folder.path(), ends).is_ok());
    }
}
