use actor_runtime::prelude::*;
use std::pin::Pin;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn total(&self) -> Pin<Box<dyn Future<Output = u64> + '_>> {
        Box::pin(async { self.total })
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    let task = async { counter.total().unwrap().await };
    drop(task);
    let _ = counter.total();
}
