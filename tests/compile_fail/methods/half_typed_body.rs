use actor_runtime::{Reply, prelude::*};

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    pub fn clear(&mut self) {
        let _total = self.;
    }

    pub fn total(&self) -> u64 {
        self.total
    }
}

// Everything but the half-typed line is known: an editor completes and checks as before.
fn main() -> Result<(), CallError> {
    let counter: CounterHandle = Counter { total: 0 }.spawn();
    counter.add(1)?;
    counter.clear()?;
    let total: u64 = counter.total()?;
    let later: Reply<u64> = counter.ask().total();
    match (CounterMessage::Add { n: total }) {
        CounterMessage::Add { n: 0 } => {}
        message => drop(counter.send(message)),
    }
    later.wait().map(drop)
}
