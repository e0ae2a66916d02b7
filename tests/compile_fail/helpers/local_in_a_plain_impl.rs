use actor_runtime::prelude::*;

struct Counter;

impl Counter {
    #[local]
    pub fn f(&mut self) {}
}

fn main() {}
