use actor_runtime::prelude::*;

struct Counter;

impl Counter {
    #[started]
    fn open(&mut self) {}
}

fn main() {}
