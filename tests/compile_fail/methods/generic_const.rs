use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn put<const N: usize>(&mut self, items: [u64; N]) {
        self.total += items.len() as u64;
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.put([1]).unwrap();
    counter.put([1, 2]).unwrap();
}
