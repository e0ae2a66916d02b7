use actor_remote::prelude::*;
use actor_runtime::prelude::*;

struct Job {
    name: String,
}

#[actor]
struct Counter;

#[actor(remote = "shop.counter/1")]
impl Counter {
    pub fn add(&mut self, job: Job) {
        drop(job.name);
    }
}

fn main() {
    let counter = Counter.spawn();
    let _ = counter.add(Job { name: String::new() });
    let _ = counter.add(Job { name: String::new() });
}

fn elsewhere(remote: &CounterRemote) {
    let _ = (remote.add(Job { name: String::new() }), remote.ask().add(Job { name: String::new() }));
    let _ = (remote.add(Job { name: String::new() }), remote.ask().add(Job { name: String::new() }));
}
