use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn join(&mut self, who: String) {
        self.total += who.len() as u64;
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.join("a".into()).unwrap();
    counter.join("b".into()).unwrap();
}
