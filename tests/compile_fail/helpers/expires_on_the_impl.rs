use actor_runtime::prelude::*;

#[actor]
struct Counter;

#[actor]
#[expires]
impl Counter {
    pub fn reset(&mut self) {}
}

fn main() {
    let _ = Counter.spawn().reset();
}
