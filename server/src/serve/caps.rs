//! How many connections there may be, in all and from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Connections over the caps that are told so at once; more are dropped.
const REFUSALS: usize = 64;

/// The caps.
pub(super) struct Caps {
    all: Arc<Semaphore>,
    per_address: usize,
    addresses: Arc<Mutex<HashMap<IpAddr, usize>>>,
    refusals: Arc<Semaphore>,
}

impl Caps {
    pub(super) fn new(all: usize, per_address: usize) -> Self {
        Self {
            all: Arc::new(Semaphore::new(all)),
            per_address,
            addresses: Arc::default(),
            refusals: Arc::new(Semaphore::new(REFUSALS)),
        }
    }

    /// A place for one more connection from `address`, when there is one.
    pub(super) fn permit(&self, address: IpAddr) -> Option<Permit> {
        let place = Arc::clone(&self.all).try_acquire_owned().ok()?;
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        let count = addresses.entry(address).or_default();
        if *count >= self.per_address {
            return None;
        }
        *count += 1;
        drop(addresses);
        Some(Permit { _place: Some(place), address, addresses: Arc::clone(&self.addresses) })
    }

    /// A place among those that are told.
    pub(super) fn refusal(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.refusals).try_acquire_owned().ok()
    }
}

/// A connection's place; dropping it makes room.
pub struct Permit {
    _place: Option<OwnedSemaphorePermit>,
    address: IpAddr,
    addresses: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Permit {
    /// A place outside all caps, for a connection that no listener accepted.
    #[must_use]
    pub fn uncounted(address: IpAddr) -> Self {
        Self { _place: None, address, addresses: Arc::default() }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = addresses.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                addresses.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Caps;
    use std::net::IpAddr;

    #[test]
    fn a_place_is_free_again_when_its_connection_ends() {
        let (ann, bob): (IpAddr, IpAddr) =
            ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let caps = Caps::new(3, 2);
        let first = caps.permit(ann);
        let second = caps.permit(ann);
        assert!(first.is_some() && second.is_some());
        assert!(caps.permit(ann).is_none(), "two per address");
        let third = caps.permit(bob);
        assert!(third.is_some() && caps.permit(bob).is_none(), "three in all");
        drop(first);
        assert!(caps.permit(bob).is_some());
    }
}
