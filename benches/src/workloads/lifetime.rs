//! One actor after the other, each spawned, told once, and joined.

use std::time::Instant;

use super::per_operation;
use crate::contenders::{Counter, Ledger};

/// Nanoseconds per actor.
pub fn run<C: Counter>(actors: u64) -> f64 {
    let ledger = Ledger::default();
    let start = Instant::now();
    for _ in 0..actors {
        let (counter, thread) = C::spawn(&ledger);
        C::add(&counter, 1);
        C::join(counter, thread);
    }
    let elapsed = start.elapsed();
    ledger.check(actors);
    per_operation(elapsed, actors)
}
