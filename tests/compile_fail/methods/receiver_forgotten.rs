use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn add(n: u64) {
        self.total += n;
        self.total += n;
    }
    pub fn new() -> Self {
        Counter { total: 0 }
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.add(1).unwrap();
    counter.add(1).unwrap();
}
