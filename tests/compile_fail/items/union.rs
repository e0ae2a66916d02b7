use actor_runtime::prelude::*;

#[actor]
union Counter {
    total: u64,
    bits: i64,
}

fn main() {}
