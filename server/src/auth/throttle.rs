//! Failed sign-ins slow the next ones down: of one account from one address, and of one address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::error::Error;

/// Failures of an account from an address before there is a delay.
const FREE_FOR_ACCOUNT: u32 = 5;
/// Failures from an address, whatever the account, before there is a delay.
const FREE_FOR_ADDRESS: u32 = 50;
/// The first delay; each further failure doubles it.
const DELAY_MIN: Duration = Duration::from_secs(1);
/// The longest delay.
const DELAY_MAX: Duration = Duration::from_secs(15 * 60);

/// Who failed how often.
#[derive(Debug, Default)]
pub struct Throttle {
    failures: Mutex<HashMap<Key, Failures>>,
}

/// A sign-in that is being checked; it counts as failed until it succeeds.
#[derive(Debug)]
pub struct Attempt {
    account: Key,
    address: Key,
}

type Key = (Option<String>, IpAddr);

#[derive(Debug)]
struct Failures {
    count: u32,
    until: Instant,
}

impl Throttle {
    /// Counts an attempt, before it is checked: many at once count as many.
    ///
    /// # Errors
    /// How long to wait; the attempt is not counted then.
    pub fn begin(&self, account: &str, address: IpAddr, now: Instant) -> Result<Attempt, Error> {
        let network = network_of(address);
        let attempt =
            Attempt { account: (Some(account.to_owned()), network), address: (None, network) };
        let mut failures = self.lock();
        let blocked = [&attempt.account, &attempt.address]
            .into_iter()
            .filter_map(|key| failures.get(key))
            .map(|failed| failed.until.saturating_duration_since(now))
            .max()
            .unwrap_or_default();
        if !blocked.is_zero() {
            return Err(Error::TooManyAttempts(blocked));
        }
        for (key, free) in
            [(&attempt.account, FREE_FOR_ACCOUNT), (&attempt.address, FREE_FOR_ADDRESS)]
        {
            let failed = failures.entry(key.clone()).or_insert(Failures { count: 0, until: now });
            failed.count = failed.count.saturating_add(1);
            failed.until = now + delay(failed.count, free);
        }
        Ok(attempt)
    }

    /// Takes the attempt back; the account is trusted again from that address.
    pub fn succeeded(&self, attempt: &Attempt) {
        let mut failures = self.lock();
        failures.remove(&attempt.account);
        if let Some(failed) = failures.get_mut(&attempt.address) {
            failed.count = failed.count.saturating_sub(1);
            if failed.count < FREE_FOR_ADDRESS {
                failed.until = failed.until.min(Instant::now());
            }
        }
    }

    /// Forgets who has not failed for the longest delay.
    pub fn sweep(&self, now: Instant) {
        self.lock().retain(|_, failed| now < failed.until + DELAY_MAX);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Failures>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn delay(count: u32, free: u32) -> Duration {
    let Some(over) = count.checked_sub(free) else { return Duration::ZERO };
    DELAY_MIN.saturating_mul(2_u32.saturating_pow(over)).min(DELAY_MAX)
}

/// One household has a whole /64 of IPv6.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.into(),
            None => Ipv6Addr::from(u128::from(v6) & !u128::from(u64::MAX)).into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Throttle, network_of};
    use crate::error::Error;
    use std::net::IpAddr;
    use std::time::Duration;
    use tokio::time::Instant;

    fn home() -> IpAddr {
        "192.0.2.1".parse().unwrap()
    }

    fn wait(throttle: &Throttle, account: &str, now: Instant) -> u64 {
        match throttle.begin(account, home(), now) {
            Ok(_) => 0,
            Err(Error::TooManyAttempts(wait)) => wait.as_secs(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn the_fifth_failure_delays_and_each_further_one_doubles() {
        let (throttle, mut now) = (Throttle::default(), Instant::now());
        assert!((0..5).all(|_| wait(&throttle, "ann", now) == 0));
        let mut waits = Vec::new();
        for _ in 0..12 {
            let seconds = wait(&throttle, "ann", now);
            waits.push(seconds);
            now += Duration::from_secs(seconds);
            assert_eq!(wait(&throttle, "ann", now), 0, "after the wait one is free");
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    }

    #[test]
    fn success_clears() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for _ in 0..100 {
            let attempt = throttle.begin("ann", home(), now).unwrap();
            throttle.succeeded(&attempt);
        }
    }

    #[test]
    fn others_are_not_locked_out() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for _ in 0..5 {
            wait(&throttle, "ann", now);
        }
        assert_ne!(wait(&throttle, "ann", now), 0);
        assert_eq!(wait(&throttle, "bob", now), 0);
        assert!(throttle.begin("ann", "198.51.100.1".parse().unwrap(), now).is_ok());
    }

    #[test]
    fn the_fiftieth_failure_of_an_address_delays_whatever_the_account() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        assert!((0..50).all(|n| wait(&throttle, &format!("user{n}"), now) == 0));
        assert_eq!(wait(&throttle, "one-more", now), 1);
        throttle.sweep(now + Duration::from_secs(1_000));
        assert!(throttle.lock().is_empty());
    }

    #[test]
    fn a_network_is_one_address() {
        let address = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(address("2001:db8::1"), address("2001:db8::ffff:1"));
        assert_ne!(address("2001:db8::1"), address("2001:db8:0:1::1"));
        assert_eq!(address("::ffff:192.0.2.1"), home());
    }
}
