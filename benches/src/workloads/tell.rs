//! Messages without an answer, from one producer or several, sent to handled.

use std::{sync::Barrier, thread, time::Instant};

use super::per_operation;
use crate::contenders::{Counter, Ledger};

/// Nanoseconds per tell. The clock stops at the answer to an ask that queues behind all of them.
pub fn run<C: Counter>(producers: u64, each: u64) -> f64 {
    let ledger = Ledger::default();
    let (counter, thread) = C::spawn(&ledger);
    // So that no tell pays for the start of the actor's thread.
    assert_eq!(C::increment(&counter), 1, "the counter does not start at nothing");

    let start = match producers {
        1 => produce::<C>(&counter, each),
        _ => produce_at_once::<C>(&counter, producers, each),
    };
    let sum = C::increment(&counter);
    let elapsed = start.elapsed();
    assert_eq!(sum, producers * each + 2, "tells were lost, or the ask overtook them");

    C::join(counter, thread);
    ledger.check(producers * each + 2);
    per_operation(elapsed, producers * each)
}

/// Says when it began.
fn produce<C: Counter>(counter: &C::Handle, tells: u64) -> Instant {
    let start = Instant::now();
    for _ in 0..tells {
        C::add(counter, 1);
    }
    start
}

/// Says when the first of the producers began.
fn produce_at_once<C: Counter>(counter: &C::Handle, producers: u64, each: u64) -> Instant {
    let starting_line = Barrier::new(producers as usize);
    thread::scope(|scope| {
        let threads = (0..producers).map(|_| {
            let counter = counter.clone();
            let starting_line = &starting_line;
            scope.spawn(move || {
                starting_line.wait();
                produce::<C>(&counter, each)
            })
        });
        let threads = threads.collect::<Vec<_>>();
        let starts = threads.into_iter().map(|thread| thread.join().expect("no producer panics"));
        starts.min().expect("there are producers")
    })
}
