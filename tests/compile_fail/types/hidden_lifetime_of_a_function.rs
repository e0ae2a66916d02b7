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

    pub fn choose(&self, with: fn(&str, &str) -> &str) {
        let _ = with("a", "b");
    }

    pub fn make(&self, with: Box<dyn Fn() -> &str + Send>) {
        let _ = with();
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    let _ = counter.add(1);
}
