use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn run(&mut self, f: &dyn Fn(u64) -> u64) {
        self.total = f(self.total);
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.run(&|x| x).unwrap();
    counter.run(&|x| x + 1).unwrap();
}
