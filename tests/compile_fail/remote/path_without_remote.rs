use actor_runtime::prelude::*;

#[actor]
struct Counter;

#[actor(remote_crate = crate::remote)]
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
