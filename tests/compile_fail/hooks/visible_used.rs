use actor_runtime::prelude::*;

type Own = Context<CounterHandle>;

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

    #[idle]
    pub fn rest(&mut self, me: &mut Own) -> Idle {
        me.stop();
        Idle::Wait
    }

    #[stopped]
    pub fn close(&mut self, exit: &Exit) {
        println!("{exit:?}");
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    counter.open().unwrap();
    counter.add(1).unwrap();
    counter.open().unwrap();
    let _ = (counter.rest().unwrap(), counter.rest().unwrap());
    counter.close().unwrap();
    counter.close().unwrap();
}
