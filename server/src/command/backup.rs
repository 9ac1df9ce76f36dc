//! `banter backup` and `banter restore`: a copy of everything, and the way back.

use std::path::Path;

use super::lock::{lock, sign};
use super::{must_be_there, say};
use crate::store::{backup, restore};

pub(super) fn make(data: &Path, file: &Path) -> Result<(), String> {
    must_be_there(data)?;
    backup(data, file)?;
    say(&format!("{} holds everything as it stood just now.", file.display()))
}

pub(super) fn bring_back(data: &Path, file: &Path) -> Result<(), String> {
    std::fs::create_dir_all(data)
        .map_err(|error| format!("{} cannot be made: {error}.", data.display()))?;
    let mut held = lock(data)?;
    sign(&mut held, "restoring a copy")?;
    if let Some(replaced) = restore(file, data)? {
        say(&format!("What was there before is kept as {}.", replaced.display()))?;
    }
    say(&format!(
        "{} is as {} was. Everybody signs in again, and bots need new tokens.",
        data.display(),
        file.display()
    ))
}
