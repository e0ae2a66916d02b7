use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }
    pub fn total(&self) -> u64 {
        self.total
    }
}

fn main() {
    let counter = Counter::spawn(&Counter { total: 0 });
    drop(counter);
}
