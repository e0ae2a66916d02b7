use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn total(&self) -> impl Future<Output = u64> {
        std::future::ready(self.total)
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    let task = async { counter.total().unwrap().await + counter.total().unwrap().await };
    drop(task);
}
