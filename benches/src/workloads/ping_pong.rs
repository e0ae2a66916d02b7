//! Two actors that tell each other: every message wakes the other one up.

use std::{sync::mpsc, time::Instant};

use super::per_operation;
use crate::contenders::{Ledger, Player};

/// Nanoseconds per hit of the ball.
pub fn run<P: Player>(hits: u64) -> f64 {
    let ledger = Ledger::default();
    let (over, ended) = mpsc::channel();
    let (ping, ping_thread) = P::spawn(&ledger, over.clone());
    let (pong, pong_thread) = P::spawn(&ledger, over);
    P::face(&ping, Some(pong.clone()));
    P::face(&pong, Some(ping.clone()));

    let start = Instant::now();
    P::hit(&ping, hits - 1);
    ended.recv().expect("the ball was dropped");
    let elapsed = start.elapsed();

    // Each has a handle of the other: neither would end.
    P::face(&ping, None);
    P::face(&pong, None);
    P::join(ping, ping_thread);
    P::join(pong, pong_thread);
    ledger.check(hits);
    per_operation(elapsed, hits)
}
