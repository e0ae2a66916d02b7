use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn put(&mut self, kv: (&str, &[u64])) {
        self.total += kv.1.len() as u64;
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.put(("a", &[1])).unwrap();
    counter.put(("b", &[])).unwrap();
}
