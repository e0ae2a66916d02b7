use actor_runtime::prelude::*;
use std::sync::{Mutex, MutexGuard};

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn add(&mut self, n: MutexGuard<u64>) {
        self.total += *n;
    }
}

fn main() {
    let lock = Mutex::new(1);
    let counter = Counter { total: 0 }.spawn();
    counter.add(lock.lock().unwrap()).unwrap();
    counter.add(lock.lock().unwrap()).unwrap();
}
