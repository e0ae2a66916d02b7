use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn total(&self, mut reply_tx: ReplySender<u64>) {
        let _ = reply_tx.send(self.total);
    }

    pub fn later(&self, n: u64, _respond_to: ReplySender<u64>) {
        let _ = n;
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    println!("{}", counter.total().unwrap() + counter.total().unwrap());
    println!("{}", counter.later(1).unwrap() + counter.ask().later(2).wait().unwrap());
}
