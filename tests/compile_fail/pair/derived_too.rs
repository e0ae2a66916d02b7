use actor_runtime::prelude::*;
#[actor]
#[derive(Debug, Actor)]
struct Counter {
    total: u64,
}
#[actor]
impl Counter {
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }
}
fn main() {
    let c = Counter { total: 0 }.spawn();
    c.add(1).unwrap();
    c.add(1).unwrap();
}
