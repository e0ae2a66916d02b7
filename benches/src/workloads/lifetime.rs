//! One actor after the other, each spawned, told or asked once, and joined.

use std::time::Instant;

use super::per_operation;
use crate::contenders::{Callers, Counter, Ledger, Payload, PlainThreads};

/// Nanoseconds per actor that is told once.
pub fn told<C: Counter>(actors: u64) -> f64 {
    told_by::<PlainThreads, C>(actors)
}

/// The same, told by `B`.
pub fn told_by<B: Callers, C: Counter>(actors: u64) -> f64 {
    B::run(move || run::<C>(actors, |counter| C::add(counter, C::Payload::one())))
}

/// Nanoseconds per actor that is asked once.
pub fn asked<C: Counter>(actors: u64) -> f64 {
    run::<C>(actors, |counter| {
        assert_eq!(C::increment(counter), 1, "the counter does not start at nothing");
    })
}

fn run<C: Counter>(actors: u64, add_one: impl Fn(&C::Handle)) -> f64 {
    let ledger = Ledger::default();
    let start = Instant::now();
    for _ in 0..actors {
        let (counter, thread) = C::spawn(&ledger);
        add_one(&counter);
        C::join(counter, thread);
    }
    let elapsed = start.elapsed();
    ledger.check(actors);
    per_operation(elapsed, actors)
}
