use actor_runtime::prelude::*;

struct Counter;

impl Counter {
    #[stopped]
    fn close(&mut self) {}
}

fn main() {}
