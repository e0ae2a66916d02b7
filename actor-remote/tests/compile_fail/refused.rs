use actor_remote::prelude::*;
use actor_runtime::prelude::*;

#[actor]
struct Counter;

#[actor(remote = "shop.counter/1")]
impl Counter {
    pub async fn add(&mut self, n: u64) {
        drop(n);
    }

    pub fn sum(&self, all: impl Iterator<Item = u64>) -> u64 {
        all.sum()
    }

    #[local]
    pub fn names(&self, all: [String]) {
        drop(all.len());
    }

    // What has no size is no argument of a message that is not local either, and its error is the same.
    pub fn print(&self, text: str) {
        drop(text.len());
    }
}

fn main() {
    let counter = Counter.spawn();
    let _ = (counter.add(1), counter.sum([1].into_iter()));
    let _ = (counter.add(1), counter.sum([1].into_iter()));
}

fn elsewhere(remote: &CounterRemote) {
    let _ = (remote.add(1), remote.ask().add(1).wait(), remote.sum([1].into_iter()), remote.ask().sum([1].into_iter()).wait());
    let _ = (remote.add(1), remote.ask().add(1).wait(), remote.sum([1].into_iter()), remote.ask().sum([1].into_iter()).wait());
}
