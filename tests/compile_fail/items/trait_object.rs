use actor_runtime::prelude::*;

trait Count {}

#[actor]
impl dyn Count {
    pub fn add(&self, n: u64) {
        let _ = n;
    }
}

fn main() {}
