use actor_runtime::prelude::*;

#[actor]
struct Counter;

#[actor(remote = "shop.counter/1")]
impl Counter {
    pub fn run(&mut self, job: Box<dyn FnOnce() + Send>) {
        job();
    }
}

fn main() {
    let counter = Counter.spawn();
    let _ = counter.run(Box::new(|| ()));
    let _ = counter.run(Box::new(|| ()));
}

fn elsewhere(remote: &CounterRemote) {
    let _ = remote.run(Box::new(|| ()));
    let _ = remote.run(Box::new(|| ()));
}
