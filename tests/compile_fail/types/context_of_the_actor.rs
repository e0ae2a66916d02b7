use actor_runtime::prelude::*;

#[actor]
struct Counter<T> {
    last: Option<T>,
}

#[actor]
impl<T: Send> Counter<T> {
    pub fn add(&mut self, ctx: &mut Context<Counter<T>>, n: T) {
        self.last = Some(n);
        ctx.stop();
    }

    #[started]
    fn start(&mut self, ctx: &mut Context<Self>) {
        let _ = ctx.name();
    }
}

fn main() {}
