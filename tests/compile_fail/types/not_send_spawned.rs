use actor_runtime::prelude::*;
use std::rc::Rc;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    pub fn share(&mut self, n: Rc<u64>) {
        self.total += *n;
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.add(1).unwrap();
}
