use actor_runtime::prelude::*;

struct Counter {
    total: u64,
}

impl Counter {
    #[actor]
    pub fn total(&self) -> u64 {
        self.total
    }
}

fn main() {}
