use actor_runtime::prelude::*;

#[actor(remote = "shop.counter/1")]
struct Counter;

#[actor]
impl Counter {
    pub fn add(&mut self, n: u64) {
        drop(n);
    }
}

fn main() {
    let counter = Counter.spawn();
    let _ = counter.add(1);
    let _ = counter.add(1);
}
