use std::rc::Rc;

use actor_runtime::{Child, Executor, SupervisorHandle, prelude::*};

#[actor]
pub struct Counter {
    total: Rc<u64>,
}

#[actor]
impl Counter {
    pub fn total(&self) -> u64 {
        *self.total
    }
}

pub fn start(group: &SupervisorHandle, executor: &Executor) {
    let child = Child::new(CounterHandle::builder(), || Counter { total: Rc::new(0) });
    let _ = group.start_on(executor, child);
}

fn main() {}
