use actor_runtime::prelude::*;

#[actor]
struct Counter;

#[actor(remote = "shop.counter/1")]
impl Counter {
    pub fn add(&mut self, #[serde(default)] n: u64) {
        drop(n);
    }

    #[local]
    pub fn subtract(&mut self, #[serde(default)] n: u64) {
        drop(n);
    }
}

fn main() {
    let counter = Counter.spawn();
    let _ = (counter.add(1), counter.subtract(1));
    let _ = (counter.add(1), counter.subtract(1));
}

fn elsewhere(remote: &CounterRemote) {
    let _ = remote.add(1);
    let _ = remote.add(1);
}
