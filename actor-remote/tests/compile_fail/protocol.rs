use actor_runtime::prelude::*;

#[actor]
struct Counter;

#[actor(remote = "shop.counter")]
impl Counter {
    pub fn add(&mut self, n: u64) {
        drop(n);
    }

    #[local]
    pub fn with(&mut self, socket: std::net::TcpStream) {
        drop(socket);
    }
}

fn main() {
    let counter = Counter.spawn();
    let _ = counter.add(1);
    let _ = counter.add(1);
}

fn elsewhere(remote: &CounterRemote) {
    let _ = remote.add(1);
    let _ = remote.add(1);
}
