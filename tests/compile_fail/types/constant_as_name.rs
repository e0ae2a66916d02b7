use actor_runtime::prelude::*;

const LIMIT: u64 = 10;

enum Amount {
    Exactly(u64),
}

use Amount::Exactly;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn add(&mut self, n: u64, LIMIT: u64) {
        self.total = n.min(LIMIT);
    }

    pub fn perhaps(&mut self, Exactly: u64) {
        let _ = Exactly;
    }
}

fn main() {
    let Exactly(_) = Exactly(1);
}
