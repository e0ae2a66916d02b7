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

    pub fn fill(&mut self, n: u64, target: &mut Vec<u64>) {
        target.push(n);
    }

    pub fn drain(&mut self, target: &mut Vec<u64>) {
        target.push(self.total);
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    let _ = counter.add(1);
}
