//! Messages without an answer, of which some overtake the others: sent to handled.

use std::time::Instant;

use super::per_operation;
use crate::contenders::{Expediting, Ledger};

/// One of this many is urgent.
const RARE: u64 = 16;

/// Nanoseconds per tell, urgent or not, from a producer that keeps the mailbox loaded. The clock
/// stops at the answer to an ask that queues behind all of them.
pub fn run<E: Expediting>(tells: u64) -> f64 {
    let ledger = Ledger::default();
    let (counter, thread) = E::spawn(&ledger);
    // So that no tell pays for the start of the actor's thread.
    assert_eq!(E::increment(&counter), 1, "the counter does not start at nothing");

    let start = Instant::now();
    for n in 0..tells {
        if n % RARE == 0 {
            E::add_urgently(&counter, 1);
        } else {
            E::add(&counter, 1);
        }
    }
    let sum = E::increment(&counter);
    let elapsed = start.elapsed();
    assert_eq!(sum, tells + 2, "tells were lost, or the ask overtook them");

    E::join(counter, thread);
    ledger.check(tells + 2);
    per_operation(elapsed, tells)
}
