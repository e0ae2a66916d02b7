use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn name(&self) -> str {
        panic!()
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    println!("{}", counter.name().unwrap());
    println!("{}", counter.name().unwrap());
}
