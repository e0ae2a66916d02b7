use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn add(&mut self, numbers: Box<dyn Iterator<Item = u64> + Send>, times: u64 = 1) {
        self.total += numbers.sum::<u64>() * times;
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.add(Box::new(0..3), 1).unwrap();
    counter.add(Box::new(0..3), 2).unwrap();
}
