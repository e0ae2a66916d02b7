use actor_runtime::prelude::*;

#[actor]
struct Counter;

#[actor(remote = "shop.counter/1")]
impl Counter {
    pub fn send_to(&mut self, customer: ReplySender<u64>) {
        let _ = customer.send(1);
    }
}

fn main() {
    let counter = Counter.spawn();
    drop(counter);
}

fn elsewhere(remote: &CounterRemote, first: ReplySender<u64>, second: ReplySender<u64>) {
    let _ = remote.send_to(first);
    let _ = remote.send_to(second);
}
