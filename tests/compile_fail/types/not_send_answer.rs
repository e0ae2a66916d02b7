use actor_runtime::prelude::*;
use std::rc::Rc;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    pub fn share(&self) -> Option<Rc<u64>> {
        Some(Rc::new(self.total))
    }
}

fn main() {}
