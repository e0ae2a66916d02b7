use actor_remote::prelude::*;
use actor_runtime::prelude::*;

#[actor]
struct Counter;

#[actor(remote = "shop.counter/1")]
impl Counter {
    pub fn name(&self) -> String {
        String::new()
    }

    pub fn on_exit(&mut self, n: u64) {
        drop(n);
    }

    #[local]
    pub fn retry(&mut self, n: u64) {
        drop(n);
    }
}

fn main() {
    let counter = Counter.spawn();
    let _ = (counter.name(), counter.on_exit(1), counter.retry(1));
    let _ = (counter.name(), counter.on_exit(1), counter.retry(1));
}

fn elsewhere(remote: &CounterRemote) {
    let _ = (remote.name(), remote.on_exit(1), remote.ask().name().wait());
    let _ = (remote.name(), remote.on_exit(1), remote.ask().name().wait());
}
