//! One thread or several ask and wait, again and again.

use std::{
    sync::{Arc, Mutex},
    time::Instant,
};

use super::per_operation;
use crate::contenders::{Callers, Counter, Ledger, Payload, PlainThreads};

/// Nanoseconds per ask; of several callers together, not of each.
pub fn run<C: Counter>(callers: u64, each: u64) -> f64 {
    run_by::<PlainThreads, C>(callers, each)
}

/// The same, asked by `B`.
pub fn run_by<B: Callers, C: Counter>(callers: u64, each: u64) -> f64 {
    B::run(move || ask::<B, C>(callers, each))
}

fn ask<B: Callers, C: Counter>(callers: u64, each: u64) -> f64 {
    let ledger = Ledger::default();
    let (counter, thread) = C::spawn(&ledger);
    // So that no ask pays for the start of the actor's thread.
    assert_eq!(C::increment(&counter), 1, "the counter does not start at nothing");

    let start = match callers {
        1 => {
            let start = Instant::now();
            for asked in 1..=each {
                assert_eq!(C::increment(&counter), asked + 1, "an ask got another one's answer");
            }
            start
        }
        _ => B::at_once(callers, &counter, move |counter| call::<C>(counter, each)),
    };
    let elapsed = start.elapsed();

    // One tell, to see that the two kinds share a mailbox.
    C::add(&counter, C::Payload::one());
    C::join(counter, thread);
    ledger.check(callers * each + 2);
    per_operation(elapsed, callers * each)
}

/// The sums that one of several callers is answered grow, by one at least.
fn call<C: Counter>(counter: &C::Handle, asks: u64) {
    let mut last = 0;
    for _ in 0..asks {
        let sum = C::increment(counter);
        assert!(sum > last, "an ask got an earlier one's answer");
        last = sum;
    }
}

/// Nanoseconds per ask, of callers of which each asks a counter of its own, so that they share nothing but what all
/// actors share.
pub fn run_apart<C: Counter>(callers: u64, each: u64) -> f64 {
    run_apart_by::<PlainThreads, C>(callers, each)
}

/// The same, asked by `B`.
pub fn run_apart_by<B: Callers, C: Counter>(callers: u64, each: u64) -> f64 {
    B::run(move || ask_apart::<B, C>(callers, each))
}

fn ask_apart<B: Callers, C: Counter>(callers: u64, each: u64) -> f64 {
    let ledger = Ledger::default();
    let counters = (0..callers).map(|_| C::spawn(&ledger)).collect::<Vec<_>>();
    // So that no ask pays for the start of the actors' threads.
    for (counter, _) in &counters {
        assert_eq!(C::increment(counter), 1, "an actor answers for another one");
    }

    let free = counters.iter().map(|(counter, _)| counter.clone()).collect::<Vec<_>>();
    let start = B::at_once(callers, &Arc::new(Mutex::new(free)), move |free| {
        let own = free.lock().expect("nobody panics under this lock").pop();
        let own = own.expect("there are as many counters as callers");
        for asked in 1..=each {
            assert_eq!(C::increment(&own), asked + 1, "an ask got another one's answer");
        }
    });
    let elapsed = start.elapsed();

    for (counter, thread) in counters {
        C::join(counter, thread);
    }
    ledger.check(callers * (each + 1));
    per_operation(elapsed, callers * each)
}
