//! What became of a message elsewhere has to be looked at.

#![deny(unused_must_use)]

use actor_remote::{Node, prelude::*};
use actor_runtime::prelude::*;

#[actor]
pub struct Counter;

#[actor(remote = "shop.counter/1")]
impl Counter {
    pub fn add(&mut self, n: u64) {
        let _ = n;
    }

    pub fn total(&self) -> u64 {
        0
    }
}

fn call(node: &Node) {
    let counter: CounterRemote = node.connect("till-3");
    counter.add(1);
    counter.total();
    counter.ask();
    counter.ask().add(1);
    counter.with_timeout(std::time::Duration::from_secs(1));
}

fn main() {
    let _ = call;
}
