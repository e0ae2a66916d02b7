//! One producer, and many actors that it tells in turn: sent to handled.

use std::time::Instant;

use super::per_operation;
use crate::contenders::{Counter, Ledger, Payload};

/// Nanoseconds per tell. The clock stops when each has answered an ask behind its tells.
pub fn run<C: Counter>(actors: u64, tells: u64) -> f64 {
    let ledger = Ledger::default();
    let counters = (0..actors).map(|_| C::spawn(&ledger)).collect::<Vec<_>>();
    // So that no tell pays for the start of the actors' threads.
    for (counter, _) in &counters {
        assert_eq!(C::increment(counter), 1, "an actor answers for another one");
    }

    let rounds = tells / actors;
    let start = Instant::now();
    for _ in 0..rounds {
        for (counter, _) in &counters {
            C::add(counter, C::Payload::one());
        }
    }
    for (counter, _) in &counters {
        assert_eq!(C::increment(counter), rounds + 2, "tells were lost, or the ask overtook them");
    }
    let elapsed = start.elapsed();

    for (counter, thread) in counters {
        C::join(counter, thread);
    }
    ledger.check(actors * (rounds + 2));
    per_operation(elapsed, actors * rounds)
}
