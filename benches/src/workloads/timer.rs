//! Many timers at one actor: each is set, becomes due, and fires.

use std::{sync::mpsc, time::Instant};

use super::per_operation;
use crate::contenders::{Ledger, Timekeeper};

/// Nanoseconds per timer. All are due when they are set, so that no time is spent waiting for one.
pub fn run<T: Timekeeper>(timers: u64) -> f64 {
    let ledger = Ledger::default();
    let (over, ended) = mpsc::channel();
    let (keeper, thread) = T::spawn(&ledger, over);
    // So that no timer pays for the start of the actor's thread.
    T::set(&keeper, 1);
    ended.recv().expect("the timer fires");

    let start = Instant::now();
    T::set(&keeper, timers);
    ended.recv().expect("the timers fire");
    let elapsed = start.elapsed();

    T::join(keeper, thread);
    ledger.check(timers + 1);
    per_operation(elapsed, timers)
}
