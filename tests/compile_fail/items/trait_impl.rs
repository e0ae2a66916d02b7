use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Clone for Counter {
    fn clone(&self) -> Self {
        Counter { total: self.total }
    }
}

fn main() {}
