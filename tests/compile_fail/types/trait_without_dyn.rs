use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn add(&mut self, numbers: Box<Iterator<Item = u64>>) {
        self.total += numbers.sum::<u64>();
    }
    pub fn all(&self) -> Box<Iterator<Item = u64>> {
        Box::new(0..self.total)
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.add(Box::new(0..3)).unwrap();
    counter.add(Box::new(0..4)).unwrap();
    println!("{} {}", counter.all().unwrap().count(), counter.all().unwrap().count());
}
