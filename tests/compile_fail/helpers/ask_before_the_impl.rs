use actor_runtime::prelude::*;

#[actor]
struct Counter;

#[ask]
#[actor]
impl Counter {
    pub fn reset(&mut self) {}
}

fn main() {
    let _ = Counter.spawn().reset();
}
