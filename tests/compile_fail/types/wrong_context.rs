use actor_runtime::prelude::*;

struct Other(String);

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    pub fn run(&mut self, ctx: &mut Other) {
        ctx.0.push('x');
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    let _ = counter.add(1);
}
