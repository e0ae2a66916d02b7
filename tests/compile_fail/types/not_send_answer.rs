use actor_runtime::prelude::*;
use std::rc::Rc;

pub struct Share {
    pub total: Rc<u64>,
}

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    pub fn share(&self) -> Share {
        Share { total: Rc::new(self.total) }
    }
}

fn main() {}
