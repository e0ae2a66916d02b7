use actor_runtime::prelude::*;
use std::rc::Rc;

#[actor]
struct Counter {
    total: Rc<u64>,
}

#[actor]
impl Counter {
    pub fn total(&self) -> u64 {
        *self.total
    }
}

fn main() {
    let _counter = CounterHandle::builder().spawn(Counter { total: Rc::new(0) });
}
