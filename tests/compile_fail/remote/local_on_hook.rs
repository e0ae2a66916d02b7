use actor_runtime::prelude::*;

#[actor]
struct Counter;

#[actor]
impl Counter {
    pub fn add(&mut self, n: u64) {
        drop(n);
    }

    #[local]
    #[started]
    fn begin(&mut self) {}

    #[local]
    fn end(&mut self) {}
}

fn main() {
    let counter = Counter.spawn();
    let _ = counter.add(1);
    let _ = counter.add(1);
}
