use actor_runtime::prelude::*;

#[actor]
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
    let counter = Counter { total: 0 }.spawn();
    counter.tell(CounterMessage::Add { n: 1 }).unwrap();
    counter.add(2).unwrap();
}
