use actor_runtime::prelude::*;

#[actor]
struct Counter<T> {
    all: Vec<T>,
}

#[actor(remote = "shop.counter/1")]
impl<T: Send> Counter<T> {
    pub fn add(&mut self, one: T) {
        self.all.push(one);
    }

    #[local]
    pub fn count(&self) -> usize {
        self.all.len()
    }
}

fn main() {
    let counter = Counter { all: Vec::new() }.spawn();
    let _ = (counter.add(1), counter.count());
    let _ = (counter.add(1), counter.count());
}
