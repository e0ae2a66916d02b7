use actor_remote::prelude::*;
use actor_runtime::prelude::*;

#[actor]
struct Counter;

#[actor(remote = "shop.counter/1")]
impl Counter {
    pub fn add(&mut self, n: u64, _: bool) {
        drop(n);
    }

    // It does not travel.
    #[local]
    pub fn move_to(&mut self, (x, y): (u64, u64)) {
        drop((x, y));
    }
}

fn main() {
    let counter = Counter.spawn();
    let _ = (counter.add(1, true), counter.move_to((1, 2)));
    let _ = (counter.add(1, true), counter.move_to((1, 2)));
}

fn elsewhere(remote: &CounterRemote) {
    let _ = (remote.add(1, true), remote.ask().add(1, true));
    let _ = (remote.add(1, true), remote.ask().add(1, true));
}
