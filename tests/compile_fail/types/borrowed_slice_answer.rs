use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn all(&self) -> &[u64] {
        std::slice::from_ref(&self.total)
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    let all = counter.all().unwrap();
    println!("{}", all.len());
    for x in counter.all().unwrap() {
        println!("{x}");
    }
}
