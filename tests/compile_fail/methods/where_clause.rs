use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn sort(&mut self, x: u64)
    where
        u64: Ord,
    {
        self.total = x;
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.sort(1).unwrap();
    counter.sort(1).unwrap();
}
