use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
}
