use actor_runtime::prelude::*;

trait Count {
    #[ask]
    fn reset(&mut self);
}

fn main() {}
