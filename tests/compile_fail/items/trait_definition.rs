use actor_runtime::prelude::*;

#[actor]
trait Count {
    fn add(&mut self, n: u64);
}

fn main() {}
