use actor_runtime::prelude::*;

struct Counter;

impl Counter {
    #[expires]
    pub fn f(&mut self) -> u8 {
        1
    }
}

fn main() {}
