use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn total(&mut self, #[reply] reply: ReplySender<u64>) -> u64 {
        let _ = reply.send(self.total);
        1
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    println!("{}", counter.total().unwrap());
    println!("{}", counter.total().unwrap());
}
