//! Numbers that are the same again for the same seed.

use std::hash::{BuildHasher as _, RandomState};

pub(crate) fn any_seed() -> u64 {
    RandomState::new().hash_one("soak")
}

/// xorshift.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        // A state of none stays none.
        Random(seed | 1)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }

    /// Whether one in `n` comes about.
    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn any_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }

    /// Another one, for another thread.
    pub(crate) fn split(&mut self) -> Self {
        Random::new(self.below(u64::MAX >> 11))
    }
}
