use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: *const u64,
}

#[actor]
unsafe impl Send for Counter {}

fn main() {}
