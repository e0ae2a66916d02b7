//! Tells to an actor, for instructions.sh to count; alone for the reason given in its twin by hand.

use std::env;

use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub(crate) fn add(&mut self, n: u64) {
        self.total += n;
    }

    pub(crate) fn increment(&mut self) -> u64 {
        self.total += 1;
        self.total
    }
}

fn main() {
    let tells = env::args().nth(1).and_then(|tells| tells.parse::<u64>().ok());
    let tells = tells.expect("the number of tells");
    let counter = Counter { total: 0 }.spawn();
    for _ in 0..tells {
        counter.add(1).expect("the counter is alive");
    }
    assert_eq!(counter.increment(), Ok(tells + 1), "tells were lost");
    counter.join().expect("an actor is joined from another thread").ok().expect("it ends normally");
}
