use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn with(&mut self, f: impl FnOnce(&mut u64) -> u64) -> u64 {
        f(&mut self.total)
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    let x: u64 = counter.with(|n| *n + 1).unwrap();
    println!("{x} {}", counter.with(|n| *n).unwrap());
}
