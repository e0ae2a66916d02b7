use actor_remote::prelude::*;
use actor_runtime::prelude::*;

#[actor]
struct Counter;

#[actor(remote = "shop.counter/1")]
impl Counter {
    pub fn rename(&mut self, name: &'static str) -> Option<&'static [u8]> {
        Some(name.as_bytes())
    }
}

fn main() {
    let counter = Counter.spawn();
    let _ = counter.rename("x");
    let _ = counter.rename("x");
}

fn elsewhere(remote: &CounterRemote) {
    let _ = (remote.rename("x"), remote.ask().rename("x").wait());
    let _ = (remote.rename("x"), remote.ask().rename("x").wait());
}
