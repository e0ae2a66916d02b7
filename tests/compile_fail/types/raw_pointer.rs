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

    pub fn at(&mut self, place: *const u64) {
        let _ = place;
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    let _ = counter.add(1);
}
