use actor_runtime::prelude::*;

#[expires]
#[actor]
struct Counter;

#[actor]
impl Counter {
    pub fn reset(&mut self) {}
}

fn main() {
    let _ = Counter.spawn().reset();
}
