use actor_runtime::prelude::*;

struct Counter;

impl Counter {
    #[idle]
    fn f(&mut self) -> actor_runtime::Idle {
        actor_runtime::Idle::Wait
    }
}

fn main() {}
