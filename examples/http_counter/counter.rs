//! The actor: it counts, on a thread of its own.

use std::sync::mpsc::Receiver;

use actor_runtime::prelude::*;

/// Counts what clients add.
#[actor]
#[derive(Default)]
pub(crate) struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    /// Adds `n`.
    pub(crate) fn add(&mut self, n: u64) {
        self.total = self.total.saturating_add(n);
    }

    /// The sum so far.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// Is busy until the other end of `resumed` is dropped: it stands for a slow disk, or whatever
    /// else a handler may wait for.
    pub(crate) fn pause(&self, resumed: Receiver<()>) {
        let _ = resumed.recv();
    }
}
