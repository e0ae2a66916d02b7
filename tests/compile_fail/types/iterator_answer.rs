use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn all(&self) -> impl Iterator<Item = u64> {
        std::iter::once(self.total)
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    for x in counter.all().unwrap() {
        println!("{x}");
    }
    let v: Vec<u64> = counter.all().unwrap().collect();
    println!("{v:?}");
}
