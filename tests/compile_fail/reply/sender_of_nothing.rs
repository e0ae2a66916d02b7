use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    pub fn total(&self, #[reply] reply: ReplySender) {
        let _ = reply.send(self.total);
    }
}

fn main() {}
