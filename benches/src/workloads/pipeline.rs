//! A line of actors that pass on what they are told, from the first one's mailbox to the last one.

use std::{sync::mpsc, time::Instant};

use super::per_operation;
use crate::contenders::{Ledger, Player};

/// How many actors stand in the line.
pub const STAGES: usize = 8;

/// Nanoseconds per ball that has gone through the whole line.
pub fn run<P: Player>(balls: u64) -> f64 {
    let ledger = Ledger::default();
    let (over, ended) = mpsc::channel();
    let mut line = Vec::with_capacity(STAGES);
    for _ in 0..STAGES {
        line.push(P::spawn(&ledger, over.clone()));
    }
    for pair in line.windows(2) {
        P::face(&pair[0].0, Some(pair[1].0.clone()));
    }
    // So that no ball pays for the start of the actors' threads.
    P::pass(&line[0].0, 0);
    ended.recv().expect("the ball gets through");

    let start = Instant::now();
    for left in (0..balls).rev() {
        P::pass(&line[0].0, left);
    }
    ended.recv().expect("the balls get through");
    let elapsed = start.elapsed();

    // From the first one on: each lets go of the next when it ends.
    for (player, thread) in line {
        P::join(player, thread);
    }
    ledger.check(STAGES as u64 * (balls + 1));
    per_operation(elapsed, balls)
}
