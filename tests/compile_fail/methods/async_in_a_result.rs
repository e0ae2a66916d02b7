use actor_runtime::prelude::*;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub async fn total(&self) -> u64 {
        self.total
    }
}

fn main() {
    let counter = Counter { total: 0 }.spawn();
    fn ask(counter: &CounterHandle) -> Result<u64, CallError> {
        Ok(counter.total()? + counter.total()?)
    }
    ask(&counter).unwrap();
}
