//! Failed log-ins, by address and over every way in: each is answered later than the one before.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// First wait after a failed log-in; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// Longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// Time after which failures are forgotten.
const FORGET: Duration = Duration::from_secs(600);
/// Most addresses that are kept in mind.
const MOST_ADDRESSES: usize = 10_000;

/// Failures by address.
#[derive(Debug, Default)]
pub struct Failures(Mutex<HashMap<IpAddr, (u32, Instant)>>);

impl Failures {
    /// Notes a failure; how long its answer must wait.
    pub fn note(&self, address: IpAddr) -> Duration {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= MOST_ADDRESSES {
            failures.retain(|_, (_, last)| last.elapsed() < FORGET);
        }
        if failures.len() >= MOST_ADDRESSES && !failures.contains_key(&address) {
            return LONGEST_WAIT;
        }
        let (count, last) = failures.entry(address).or_insert((0, Instant::now()));
        *count = if last.elapsed() < FORGET { *count + 1 } else { 1 };
        *last = Instant::now();
        FIRST_WAIT.saturating_mul(1 << (*count - 1).min(10)).min(LONGEST_WAIT)
    }

    /// Forgets an address that came in.
    pub fn forget(&self, address: IpAddr) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&address);
    }
}
