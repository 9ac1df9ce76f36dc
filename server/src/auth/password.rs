//! Passwords: argon2id, and no more at once than the machine has cores.

use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::Error;

/// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// The shortest password, in characters.
pub(crate) const CHARS_MIN: usize = 8;
/// The longest, in bytes: hashing is not for free.
pub(crate) const BYTES_MAX: usize = 1_024;
/// Passwords that wait for a core; more are told to come back.
const WAITING_MAX: usize = 64;
/// Verified when there is no such user, so that both take the same time. Matches no password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$YmFudGVyLW5vYm9keQ$\
                      AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes passwords, a core each.
#[derive(Debug)]
pub struct Passwords {
    cores: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = available_parallelism().map_or(1, NonZero::get);
        let waiting = Arc::new(Semaphore::new(cores + WAITING_MAX));
        Self { cores: Arc::new(Semaphore::new(cores)), waiting }
    }
}

impl Passwords {
    /// `password` as a PHC string with a fresh salt.
    ///
    /// # Errors
    /// Too short, too long, or too many wait.
    pub async fn hash(&self, password: String) -> Result<String, Error> {
        if password.chars().count() < CHARS_MIN || password.len() > BYTES_MAX {
            return Err(Error::BadPassword);
        }
        let hash =
            move || argon2()?.hash_password(password.as_bytes()).map(|hash| hash.to_string());
        self.on_a_core(hash).await?.map_err(|error| {
            tracing::error!(%error, "a password could not be hashed");
            Error::Internal
        })
    }

    /// Whether `password` is the one that `hash` was made of; takes as long when there is no hash.
    ///
    /// # Errors
    /// Too many wait.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Error> {
        if password.len() > BYTES_MAX {
            return Ok(false);
        }
        self.on_a_core(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
            let matches = PasswordHash::new(&hash).is_ok_and(|hash| {
                Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
            });
            known && matches
        })
        .await
    }

    /// Takes all places, until it is dropped, as many who wait do: their work need not be done for it.
    #[must_use]
    pub fn take_all(&self) -> Option<OwnedSemaphorePermit> {
        let all = u32::try_from(self.waiting.available_permits()).ok()?;
        Arc::clone(&self.waiting).try_acquire_many_owned(all).ok()
    }

    /// The work holds its core until it is done, also when whoever asked has left.
    async fn on_a_core<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let turn = Arc::clone(&self.waiting).try_acquire_owned().map_err(|_| Error::Busy)?;
        let core = Arc::clone(&self.cores).acquire_owned().await.map_err(|_| Error::Internal)?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop((core, turn));
            result
        });
        done.await.map_err(|_| Error::Internal)
    }
}

fn argon2() -> argon2::password_hash::Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::{NOBODY, Passwords, WAITING_MAX};
    use crate::error::Error;
    use argon2::password_hash::phc::PasswordHash;
    use futures_util::FutureExt;
    use std::sync::{Arc, Mutex};

    #[tokio::test]
    async fn knows_the_right_one() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify("correct horse".to_owned(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("correct hors".to_owned(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("correct horse".to_owned(), None).await.unwrap());
    }

    #[tokio::test]
    async fn takes_any_characters_from_eight_on() {
        let passwords = Passwords::default();
        for bad in ["1234567", "密碼密碼密碼密", &"x".repeat(1_025)] {
            assert_eq!(passwords.hash((*bad).to_owned()).await, Err(Error::BadPassword));
        }
        for good in ["12345678", " 密碼密碼密碼密碼 ", &"x".repeat(1_024)] {
            assert!(passwords.hash((*good).to_owned()).await.is_ok());
        }
    }

    /// Who leaves while waiting gives the place back; a hash that runs on keeps its core.
    #[tokio::test]
    async fn those_who_leave_hold_nobody_up() {
        let passwords = Passwords::default();
        let cores = passwords.cores.available_permits();
        let gate = Arc::new(Mutex::new(()));
        let shut = gate.lock().unwrap();
        for _ in 0..cores {
            let gate = Arc::clone(&gate);
            let work = passwords.on_a_core(move || drop(gate.lock()));
            assert!(work.now_or_never().is_none(), "it takes its time");
        }
        for _ in 0..2 * WAITING_MAX {
            let hash = passwords.hash("correct horse".to_owned());
            assert!(hash.now_or_never().is_none(), "it waits for a core");
        }
        assert_eq!(passwords.cores.available_permits(), 0, "what was begun goes on");
        drop(shut);
        assert!(passwords.hash("correct horse".to_owned()).await.is_ok());
        let all = passwords.cores.acquire_many(u32::try_from(cores).unwrap()).await;
        assert!(all.is_ok(), "each core comes free again");
    }

    #[tokio::test]
    async fn one_too_many_is_told_to_come_back() {
        let passwords = Passwords::default();
        let most = passwords.waiting.available_permits();
        let cores = u32::try_from(passwords.cores.available_permits()).unwrap();
        // Nothing is done that could come to its end.
        let at_work = passwords.cores.acquire_many(cores).await.unwrap();
        let mut asked: Vec<_> = (0..most)
            .map(|_| Box::pin(passwords.verify("correct horse".to_owned(), None)))
            .collect();
        for waiting in &mut asked {
            assert!(waiting.as_mut().now_or_never().is_none());
        }
        let one_more = passwords.verify(String::new(), None).now_or_never();
        assert_eq!(one_more, Some(Err(Error::Busy)));
        drop((asked, at_work));
        assert!(passwords.verify(String::new(), None).await.is_ok());
    }

    #[test]
    fn nobody_costs_what_somebody_costs() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        assert_eq!(nobody.params.to_string(), "m=19456,t=2,p=1");
    }
}
