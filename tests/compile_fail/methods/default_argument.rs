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
    pub fn change<F: Fn(u64) -> u64>(&mut self, change: F, times: u64 = 1) {
        (0..times).for_each(|_| self.total = change(self.total));
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.add(Box::new(0..3), 1).unwrap();
    counter.add(Box::new(0..3), 2).unwrap();
    counter.change(|n| n + 1, 1).unwrap();
    counter.change(|n| n + 1, 2).unwrap();
}
