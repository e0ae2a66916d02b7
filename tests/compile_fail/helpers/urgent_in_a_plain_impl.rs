use actor_runtime::prelude::*;

struct Counter;

impl Counter {
    #[urgent]
    pub fn f(&mut self) {}
}

fn main() {}
