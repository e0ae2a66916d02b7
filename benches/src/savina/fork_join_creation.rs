//! Actors that are created for one message each, and end once it is handled.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use actor_runtime::prelude::*;

use super::Scale;

/// At the same time: each is a thread.
const ALIVE: u64 = 500;

#[actor]
struct Errand {
    done: Arc<AtomicU64>,
}

#[actor]
impl Errand {
    pub(super) fn run(&self, n: u64) {
        self.done.fetch_add(n, Relaxed);
    }
}

/// See [`Benchmark::run`](super::Benchmark::run).
pub fn run(scale: Scale) -> u64 {
    let actors = scale.pick(20_000, 600);
    let done = Arc::new(AtomicU64::new(0));
    let mut created = 0;
    while created < actors {
        let errands = (created..actors.min(created + ALIVE)).map(|n| {
            let errand = Errand { done: Arc::clone(&done) }.spawn();
            errand.run(n).expect("the actor is alive");
            errand
        });
        super::end(errands.collect::<Vec<_>>());
        created += ALIVE;
    }
    assert_eq!(done.load(Relaxed), actors * (actors - 1) / 2, "errands were lost");
    actors
}
