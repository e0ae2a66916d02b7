use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl<T: Into<u64>> Counter {
    pub fn add(&mut self, n: T) {
        self.total += n.into();
    }

    pub fn total(&self) -> u64 {
        self.total
    }
}

fn main() {}
