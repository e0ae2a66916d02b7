use actor_runtime::prelude::*;

#[actor]
struct Counter;

#[actor(remote = "shop.counter/1")]
impl Counter {
    pub fn join_in(&mut self, other: CounterHandle) {
        drop(other);
    }
}

fn main() {
    let counter = Counter.spawn();
    let _ = counter.join_in(counter.clone());
    let _ = counter.join_in(counter.clone());
}

fn elsewhere(remote: &CounterRemote, handle: &CounterHandle) {
    let _ = remote.join_in(handle.clone());
    let _ = remote.join_in(handle.clone());
}
