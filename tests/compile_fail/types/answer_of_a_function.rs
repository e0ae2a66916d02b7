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
    pub fn larger(&self) -> Box<dyn Fn(&u64, &u64) -> &u64 + Send> {
        Box::new(|_, _| &0)
    }
    pub fn smaller(&self) -> Box<dyn for<'x> Fn(&'x u64, &u64) -> &u64 + Send> {
        Box::new(|_, _| &0)
    }
    pub fn first(&self) -> Box<dyn for<'x> Fn(&'x u64, &'y u64) -> &'x u64 + Send> {
        Box::new(|_, _| &0)
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.add(1).unwrap();
    println!("{} {}", counter.larger().unwrap()(&1, &2), counter.larger().unwrap()(&3, &4));
    println!("{} {}", counter.smaller().unwrap()(&1, &2), counter.smaller().unwrap()(&3, &4));
    println!("{} {}", counter.first().unwrap()(&1, &2), counter.first().unwrap()(&3, &4));
}
