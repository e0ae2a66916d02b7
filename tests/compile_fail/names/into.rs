use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn into(&self) -> u64 {
        self.total
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    println!("{}", counter.into().unwrap());
    println!("{}", counter.into().unwrap());
}
