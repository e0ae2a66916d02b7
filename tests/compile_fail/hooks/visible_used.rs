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

    #[started]
    pub fn open(&mut self, ctx: &mut Context<CounterHandle>) {
        self.total = ctx.incarnation();
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.open().unwrap();
    counter.add(1).unwrap();
    counter.open().unwrap();
}
