use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn two<A: Into<u64>, B: Into<u64>>(&mut self, a: A, b: B) {
        self.total += a.into() + b.into();
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.two(1u8, 2u64).unwrap();
    counter.two(1u32, 2u8).unwrap();
}
