//! One producer, several workers that take turns: sent to handled.

use std::time::Instant;

use super::per_operation;
use crate::contenders::{Crew, Ledger, WORKERS};

/// Nanoseconds per tell. The clock stops when each has answered an ask behind its tells.
pub fn run<C: Crew>(tells: u64) -> f64 {
    let ledger = Ledger::default();
    let mut crew = C::spawn(&ledger);
    // So that no tell pays for the start of the workers' threads.
    assert_eq!(crew.sum(), WORKERS as u64, "the workers do not start at nothing");

    let start = Instant::now();
    for _ in 0..tells {
        crew.add(1);
    }
    let sum = crew.sum();
    let elapsed = start.elapsed();
    let expected = tells + 2 * WORKERS as u64;
    assert_eq!(sum, expected, "tells were lost, or an ask overtook them");

    crew.join();
    ledger.check(expected);
    per_operation(elapsed, tells)
}
