use actor_runtime::prelude::*;

const LIMIT: u64 = 10;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn add(&mut self, n: u64, LIMIT: u64) {
        self.total = n.min(LIMIT);
    }

    pub fn perhaps(&mut self, Some: u64) {
        let _ = Some;
    }
}

fn main() {}
