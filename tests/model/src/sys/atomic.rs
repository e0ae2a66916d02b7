//! Atomics: shuttle's, but for the counters, and for a load that may be faulty.

pub use shuttle::sync::atomic::{AtomicBool, AtomicU8, Ordering, fence};
/// Statistics: no decision depends on them, so they need no scheduling points. Each point would square the number of
/// schedules.
pub use std::sync::atomic::AtomicU64;

use crate::fault::{self, Fault};

/// As std's, as far as the runtime needs it.
pub struct AtomicUsize {
    value: shuttle::sync::atomic::AtomicUsize,
    first: usize,
}

impl AtomicUsize {
    pub fn new(value: usize) -> Self {
        AtomicUsize { value: value.into(), first: value }
    }

    pub fn load(&self, ordering: Ordering) -> usize {
        let value = self.value.load(ordering);
        if fault::is_present(Fault::BlindLoad) { self.first } else { value }
    }

    pub fn store(&self, value: usize, ordering: Ordering) {
        self.value.store(value, ordering);
    }

    pub fn fetch_add(&self, n: usize, ordering: Ordering) -> usize {
        self.value.fetch_add(n, ordering)
    }

    pub fn fetch_sub(&self, n: usize, ordering: Ordering) -> usize {
        self.value.fetch_sub(n, ordering)
    }

    pub fn fetch_update(
        &self,
        success: Ordering,
        failure: Ordering,
        update: impl FnMut(usize) -> Option<usize>,
    ) -> Result<usize, usize> {
        self.value.fetch_update(success, failure, update)
    }
}
