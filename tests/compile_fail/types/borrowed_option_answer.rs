use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn find(&self, n: u64) -> Option<&u64> {
        (n == 0).then_some(&self.total)
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    if let Some(x) = counter.find(1).unwrap() {
        println!("{x}");
    }
    println!("{:?}", counter.find(0).unwrap());
}
