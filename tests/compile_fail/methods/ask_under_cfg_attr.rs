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

    #[cfg_attr(all(), ask)]
    pub fn sync(&self) {}
}

fn main() {}
