//! One thread asks and waits, again and again.

use std::time::Instant;

use super::per_operation;
use crate::contenders::{Counter, Ledger};

/// Nanoseconds per ask.
pub fn run<C: Counter>(asks: u64) -> f64 {
    let ledger = Ledger::default();
    let (counter, thread) = C::spawn(&ledger);
    // So that no ask pays for the start of the actor's thread.
    assert_eq!(C::increment(&counter), 1, "the counter does not start at nothing");

    let start = Instant::now();
    for asked in 1..=asks {
        assert_eq!(C::increment(&counter), asked + 1, "an ask got another one's answer");
    }
    let elapsed = start.elapsed();

    // One tell, to see that the two kinds share a mailbox.
    C::add(&counter, 1);
    C::join(counter, thread);
    ledger.check(asks + 2);
    per_operation(elapsed, asks)
}
