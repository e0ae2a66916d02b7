use actor_runtime::prelude::*;

#[actor(overflow = drop_newest)]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    let _ = counter.add(1);
}
