//! A handle and a sender of an answer are of this process: they travel in no message.

use actor_runtime::prelude::*;

#[actor]
pub struct Counter;

#[actor(remote = "shop.counter/1")]
impl Counter {
    pub fn add(&mut self, n: u64) {
        drop(n);
    }
}

#[actor]
pub struct Till;

#[actor(remote = "shop.till/1")]
impl Till {
    pub fn count_with(&mut self, counter: CounterHandle) {
        drop(counter);
    }

    pub fn answer_to(&mut self, to: ReplySender<u64>) {
        drop(to);
    }
}

fn main() {
    let till = Till.spawn();
    till.count_with(Counter.spawn()).unwrap();
    let _ = till.count_with(Counter.spawn());
}

fn elsewhere(remote: &TillRemote, first: ReplySender<u64>, second: ReplySender<u64>) {
    let _ = remote.answer_to(first);
    let _ = remote.answer_to(second);
}
