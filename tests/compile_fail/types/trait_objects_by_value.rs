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

    pub fn show(&mut self, value: dyn ToString + Send) {
        self.total += value.to_string().len() as u64;
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    let _ = counter.add(1);
}
