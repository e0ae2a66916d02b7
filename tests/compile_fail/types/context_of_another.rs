use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
struct Lamp;

#[actor]
impl Lamp {
    pub fn switch(&mut self) {}
}

#[actor]
impl Counter {
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    pub fn run(&mut self, ctx: &mut Context<LampHandle>) {
        ctx.stop();
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    let _ = counter.add(1);
}
