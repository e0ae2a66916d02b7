use actor_runtime::prelude::*;

#[actor]
struct Counter;

#[actor(remote = "shop.counter/1")]
impl Counter {
    pub fn add(&mut self, n: u64) {
        drop(n);
    }

    #[local]
    pub fn take_socket(&mut self, socket: std::net::TcpStream) {
        drop(socket);
    }
}

fn main() {
    let counter = Counter.spawn();
    let _ = counter.add(1);
    let _ = counter.add(1);
}

fn elsewhere(remote: &CounterRemote, socket: std::net::TcpStream) {
    let _ = remote.take_socket(socket);
    let _ = remote.take_socket(socket);
}
