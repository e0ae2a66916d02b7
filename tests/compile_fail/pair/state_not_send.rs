use std::rc::Rc;

use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: Rc<u64>,
}

#[actor]
impl Counter {
    pub fn get(&self) -> u64 {
        *self.total
    }
}

fn main() {
    let _counter = Counter { total: Rc::new(0) }.spawn();
}
