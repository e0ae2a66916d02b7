use actor_runtime::prelude::*;
use actor_runtime::ReplySender;

struct Counter;

impl Counter {
    pub fn f(&mut self, #[reply] reply: ReplySender<u64>) {
        let _ = reply.send(1);
    }
}

fn main() {}
