use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn all(&self) -> impl Iterator<Item = &u64> + '_ {
        std::iter::once(&self.total)
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    for x in counter.all().unwrap() {
        println!("{x}");
    }
    println!("{}", counter.all().unwrap().count());
}
