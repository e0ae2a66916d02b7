use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub async fn total(&self) -> u64 {
        self.total
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    let a: u64 = counter.total().unwrap();
    println!("{} {}", a + 1, counter.total().unwrap());
}
