use actor_runtime::prelude::*;

#[actor]
struct Counter;

#[actor]
impl Counter {
    pub fn add(&mut self, n: u64) {
        drop(n);
    }

    #[local]
    pub fn with(&mut self, socket: std::net::TcpStream) {
        drop(socket);
    }

    #[local]
    pub fn total(&self) -> u64 {
        0
    }
}

fn main() {
    let counter = Counter.spawn();
    let _ = (counter.add(1), counter.total());
    let _ = (counter.add(1), counter.total());
}
