use actor_runtime::prelude::*;

struct Counter;

impl Counter {
    #[ask]
    pub fn f(&mut self) {}
}

fn main() {}
