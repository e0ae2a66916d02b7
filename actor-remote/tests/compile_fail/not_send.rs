use actor_runtime::prelude::*;

use std::rc::Rc;

#[derive(Clone)]
struct Shared(Rc<u64>);

#[actor]
struct Counter;

#[actor(remote = "shop.counter/1")]
impl Counter {
    pub fn add(&mut self, n: u64) {
        drop(n);
    }

    #[local]
    pub fn share(&mut self, of: Shared) {
        drop(of.0);
    }
}

fn main() {
    let counter = Counter.spawn();
    let _ = counter.add(1);
    let _ = counter.add(1);
}

fn elsewhere(remote: &CounterRemote) {
    let _ = (remote.add(1), remote.clone());
    let _ = (remote.add(1), remote.clone());
}
