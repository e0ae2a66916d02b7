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
    pub fn name(&self) -> Result<&'a str, String> {
        Ok("counter")
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.add(1).unwrap();
    println!("{}", counter.name().unwrap().unwrap());
    println!("{}", counter.name().unwrap().unwrap_or("none").len());
}
