use actor_runtime::prelude::*;

#[actor]
struct Counter<T> {
    last: Option<T>,
}

#[actor(handle = Tally)]
impl<T: Send> Counter<T> {
    pub fn add(&mut self, n: T, ctx: &mut Context<Tally<T>>) {
        self.last = Some(n);
        ctx.stop();
    }

    pub fn name(&self, ctx: &Context<Tally<T>>) -> String {
        ctx.name().to_owned()
    }

    pub fn forget(&mut self, mut ctx: Context<Tally<T>>) {
        self.last = None;
        ctx.stop();
    }

    pub fn put(&mut self, n: T, ctx: &mut Context<Self>) {
        self.last = Some(n);
        ctx.stop();
    }

    pub fn last(&mut self) -> Option<T> {
        self.last.take()
    }
}

fn main() {
    let counter = Counter { last: Some(1) }.spawn();
    let _ = counter.last();
}
