use actor_runtime::prelude::*;
use actor_runtime::{Child, Supervisor};

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    pub fn total(&self) -> u64 {
        self.total
    }
}

fn main() {
    let group = Supervisor::one_for_one();
    let counter =
        group.start(Child::new(CounterHandle::builder(), || Counter { total: 0 })).unwrap();
    counter.add(1).unwrap();
}
