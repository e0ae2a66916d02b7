use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn merge(&mut self, other: &Counter) {
        self.total += other.total;
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.merge(&Counter { total: 1 }).unwrap();
    counter.merge(&Counter { total: 2 }).unwrap();
}
