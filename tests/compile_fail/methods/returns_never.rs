use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn exit(&self) -> ! {
        panic!()
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.exit().unwrap();
    counter.exit().unwrap();
}
