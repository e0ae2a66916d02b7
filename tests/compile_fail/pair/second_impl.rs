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
}

#[actor]
impl Counter {
    pub fn total(&self) -> u64 {
        self.total
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.add(1).unwrap();
    println!("{}", counter.total().unwrap() + counter.total().unwrap());
}
