//! One-time passwords: each opens one socket, for the session it was made for, within seconds.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_lc_rs::digest;
use tokio::time::Instant;
use uuid::Uuid;

use crate::store::SessionId;

/// What is kept of each: its SHA-256, so that a memory dump opens nothing.
type Hash = [u8; 32];

/// One session's waiting one-time passwords; more push the oldest out.
const WAITING_PER_SESSION: usize = 32;

/// Those that were issued and neither used nor swept.
#[derive(Debug)]
pub struct OneTimePasswords {
    ttl: Duration,
    waiting: Mutex<HashMap<SessionId, Vec<(Hash, Instant)>>>,
}

impl OneTimePasswords {
    /// Each lives for `ttl`.
    #[must_use]
    pub fn new(ttl: Duration) -> Self {
        Self { ttl, waiting: Mutex::default() }
    }

    /// A new one for `session`.
    pub fn issue(&self, session: SessionId) -> String {
        let otp = Uuid::new_v4().to_string();
        let mut waiting = self.lock();
        let own = waiting.entry(session).or_default();
        if own.len() == WAITING_PER_SESSION {
            own.remove(0);
        }
        own.push((hash(&otp), Instant::now() + self.ttl));
        otp
    }

    /// Uses `otp` up; `false` when it is unknown, used, expired, or another session's, which then
    /// still can use it.
    pub fn redeem(&self, otp: &str, session: SessionId) -> bool {
        let (hash, now) = (hash(otp), Instant::now());
        let mut waiting = self.lock();
        let Some(own) = waiting.get_mut(&session) else { return false };
        let Some(index) = own.iter().position(|(other, _)| *other == hash) else { return false };
        let (_, expires) = own.remove(index);
        now < expires
    }

    /// Voids those of a session that is over.
    pub fn forget(&self, session: SessionId) {
        self.lock().remove(&session);
    }

    /// Forgets those that have expired.
    pub fn sweep(&self) {
        let now = Instant::now();
        self.lock().retain(|_, own| {
            own.retain(|(_, expires)| now < *expires);
            !own.is_empty()
        });
    }

    /// None waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, Vec<(Hash, Instant)>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hash(otp: &str) -> Hash {
    let mut hash = Hash::default();
    hash.copy_from_slice(digest::digest(&digest::SHA256, otp.as_bytes()).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::OneTimePasswords;
    use crate::store::SessionId;
    use std::time::Duration;

    const ANN: SessionId = SessionId([1; 16]);
    const BOB: SessionId = SessionId([2; 16]);
    const TTL: Duration = Duration::from_secs(5);

    #[tokio::test(start_paused = true)]
    async fn works_once_for_its_session() {
        let otps = OneTimePasswords::new(TTL);
        let otp = otps.issue(ANN);
        assert!(!otps.redeem(&otp, BOB), "another session's");
        assert!(!otps.redeem("", ANN) && !otps.redeem("x", ANN));
        assert!(otps.redeem(&otp, ANN));
        assert!(!otps.redeem(&otp, ANN), "used");
    }

    #[tokio::test(start_paused = true)]
    async fn original_manager_otp_lives_five_seconds() {
        let otps = OneTimePasswords::new(TTL);
        let (early, late) = (otps.issue(ANN), otps.issue(ANN));
        tokio::time::advance(TTL - Duration::from_millis(1)).await;
        assert!(otps.redeem(&early, ANN));
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(!otps.redeem(&late, ANN));
    }

    #[tokio::test(start_paused = true)]
    async fn original_manager_expired_ones_are_swept() {
        let otps = OneTimePasswords::new(TTL);
        otps.issue(ANN);
        otps.sweep();
        assert_eq!(otps.lock().len(), 1);
        tokio::time::advance(TTL).await;
        otps.sweep();
        assert_eq!(otps.lock().len(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_cannot_fill_the_memory() {
        let otps = OneTimePasswords::new(TTL);
        let issued: Vec<_> = (0..1_000).map(|_| otps.issue(ANN)).collect();
        assert!(otps.lock()[&ANN].len() <= 32);
        assert!(otps.redeem(&issued[999], ANN) && !otps.redeem(&issued[0], ANN));
    }
}
