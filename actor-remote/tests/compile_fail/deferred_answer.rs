use actor_remote::prelude::*;
use actor_runtime::prelude::*;

struct Job {
    name: String,
}

#[actor]
struct Counter;

#[actor(remote = "shop.counter/1")]
impl Counter {
    pub fn job(&self, #[reply] reply: ReplySender<Job>) {
        let _ = reply.send(Job { name: String::new() });
    }
}

fn main() {
    let counter = Counter.spawn();
    let _ = counter.job();
    let _ = counter.job();
}

fn elsewhere(remote: &CounterRemote) {
    let _ = (remote.job(), remote.ask().job().wait().map(|job| job.name));
    let _ = (remote.job(), remote.ask().job().wait().map(|job| job.name));
}
