//! Messages without an answer, from one producer or several, sent to handled.

use std::time::Instant;

use super::per_operation;
use crate::contenders::{Callers, Counter, Ledger, Payload, PlainThreads};

/// Nanoseconds per tell. The clock stops at the answer to an ask that queues behind all of them.
pub fn run<C: Counter>(producers: u64, each: u64) -> f64 {
    run_by::<PlainThreads, C>(producers, each)
}

/// The same, told by `B`.
pub fn run_by<B: Callers, C: Counter>(producers: u64, each: u64) -> f64 {
    B::run(move || tell::<B, C>(producers, each))
}

fn tell<B: Callers, C: Counter>(producers: u64, each: u64) -> f64 {
    let ledger = Ledger::default();
    let (counter, thread) = C::spawn(&ledger);
    // So that no tell pays for the start of the actor's thread.
    assert_eq!(C::increment(&counter), 1, "the counter does not start at nothing");

    let start = match producers {
        1 => {
            let start = Instant::now();
            produce::<C>(&counter, each);
            start
        }
        _ => B::at_once(producers, &counter, move |counter| produce::<C>(counter, each)),
    };
    let sum = C::increment(&counter);
    let elapsed = start.elapsed();
    assert_eq!(sum, producers * each + 2, "tells were lost, or the ask overtook them");

    C::join(counter, thread);
    ledger.check(producers * each + 2);
    per_operation(elapsed, producers * each)
}

fn produce<C: Counter>(counter: &C::Handle, tells: u64) {
    for _ in 0..tells {
        C::add(counter, C::Payload::one());
    }
}
