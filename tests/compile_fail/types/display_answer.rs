use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn shown(&self) -> impl std::fmt::Display {
        self.total
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    println!("{}", counter.shown().unwrap());
    println!("{}", counter.shown().unwrap());
}
