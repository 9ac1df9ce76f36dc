//! How fast one user, or one hook, may speak: a token bucket each.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::store::UserId;

/// The bucket of each speaker.
#[derive(Debug)]
pub struct Rates<Speaker = UserId> {
    per_second: f64,
    burst: f64,
    buckets: Mutex<HashMap<Speaker, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    filled: Instant,
}

impl<Speaker: Eq + Hash> Rates<Speaker> {
    /// `per_second` sustained, `burst` at once.
    #[must_use]
    pub fn new(per_second: u32, burst: u32) -> Self {
        Self { per_second: per_second.into(), burst: burst.into(), buckets: Mutex::default() }
    }

    /// Takes one; or says how long until there is one.
    ///
    /// # Errors
    /// How long to wait.
    pub fn take(&self, speaker: Speaker, now: Instant) -> Result<(), Duration> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets.entry(speaker).or_insert(Bucket { tokens: self.burst, filled: now });
        *bucket = self.filled(*bucket, now);
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            Ok(())
        } else {
            Err(Duration::from_secs_f64((1.0 - bucket.tokens) / self.per_second))
        }
    }

    /// Everybody's bucket is full.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Forgets who has been silent long enough to have a full bucket.
    pub fn sweep(&self, now: Instant) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.retain(|_, bucket| self.filled(*bucket, now).tokens < self.burst);
    }

    fn filled(&self, bucket: Bucket, now: Instant) -> Bucket {
        let gained = now.saturating_duration_since(bucket.filled).as_secs_f64() * self.per_second;
        Bucket { tokens: (bucket.tokens + gained).min(self.burst), filled: now }
    }
}

#[cfg(test)]
mod tests {
    use super::Rates;
    use crate::store::UserId;
    use std::time::Duration;
    use tokio::time::Instant;

    #[test]
    fn a_burst_then_the_rate() {
        let (rates, now) = (Rates::new(10, 3), Instant::now());
        let ann = UserId(1);
        assert!((0..3).all(|_| rates.take(ann, now).is_ok()));
        let wait = rates.take(ann, now).unwrap_err();
        assert_eq!(wait.as_millis(), 100);
        assert!(rates.take(UserId(2), now).is_ok(), "others are not held up");
        assert!(rates.take(ann, now + wait).is_ok());
        rates.sweep(now + Duration::from_secs(1));
        assert!(rates.buckets.lock().unwrap().is_empty());
    }
}
